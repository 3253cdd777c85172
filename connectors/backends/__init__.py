"""Outbound: one folder per national standard or system."""
