"""Telephone: one voice core, and what each provider of telephony makes of it."""
