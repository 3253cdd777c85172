"""The desk: where staff speak with residents who want a human."""
