"""A payment provider that speaks as Mollie does, and takes no money."""
