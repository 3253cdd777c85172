"""Table of who follows a zaak."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint

from connectors.storage.tables import UtcDateTime, metadata

followers = Table(
    "followers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("zaak", String(400), nullable=False, index=True),
    Column("conversation_id", String(64), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("contact_id", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("zaak", "conversation_id"),
)
