"""Use cases: what Balie does, in terms of ports and domain."""
