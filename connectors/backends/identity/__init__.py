"""Logging in at the broker of the municipality (OpenID Connect)."""
