"""Where staff speak with residents."""
