"""Signalen: reports about public space."""
