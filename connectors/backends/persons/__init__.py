"""Registers of persons."""
