"""Tables of appointments, of personal details kept for a short time, and of jobs."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from connectors.storage.tables import UtcDateTime, metadata

appointments = Table(
    "appointments",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("code", String(16), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("contact_id", String(64), nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    Column("start", UtcDateTime, nullable=False),
    # Everything but the customer, who is sealed.
    Column("record", JSON, nullable=False),
    Column("customer", Text, nullable=False),
    Index("ix_appointments_code", "municipality", "code"),
    Index("ix_appointments_start", "start"),
)

appointment_attempts = Table(
    "appointment_attempts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("municipality", String(64), nullable=False),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("code_fingerprint", String(64), nullable=False, index=True),
    Column("succeeded", Boolean, nullable=False),
)

personal_details = Table(
    "personal_details",
    metadata,
    Column("key", String(240), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(240), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("about", String(160), nullable=False, index=True),
    Column("due", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    # "waiting", "done", "dropped" or "failed".
    Column("state", String(16), nullable=False),
    Column("claimed_until", UtcDateTime),
    Column("reason", String(120), nullable=False, server_default=""),
    Index("ix_jobs_due", "state", "due"),
)
