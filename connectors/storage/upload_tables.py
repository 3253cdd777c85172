"""Table of files that residents sent along."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from connectors.storage.tables import UtcDateTime, metadata

uploads = Table(
    "uploads",
    metadata,
    # One link takes files once: its number and that of the file are what is unique.
    Column("link", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(128), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
    # Empty once it is handed in: that the link was used is still known.
    Column("sealed", Text, nullable=False),
)
