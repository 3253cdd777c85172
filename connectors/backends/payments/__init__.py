"""Mollie: iDEAL."""
