"""Table of promises to call residents back."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, text

from connectors.storage.tables import UtcDateTime, metadata

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("contact_id", String(64), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    # The number; empty once nobody has to call any more.
    Column("sealed", Text, nullable=False),
    Column("packet", JSON, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("staff_id", String(64), nullable=False),
    Column("staff_name", String(64), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("late", Boolean, nullable=False),
)
Index(
    "uq_callbacks_open",
    callbacks.c.conversation_id,
    unique=True,
    sqlite_where=text("stage = 'open'"),
    postgresql_where=text("stage = 'open'"),
)
Index(
    "ix_callbacks_due",
    callbacks.c.municipality,
    callbacks.c.due,
    sqlite_where=text("stage = 'open'"),
    postgresql_where=text("stage = 'open'"),
)
