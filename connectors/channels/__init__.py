"""Inbound: how residents reach Balie."""
