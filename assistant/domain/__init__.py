"""Frozen dataclasses and pure rules."""
