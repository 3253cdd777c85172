"""Tables of who is in line for a human, and of who works at the desk."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, text

from connectors.storage.tables import UtcDateTime, metadata

handovers = Table(
    "handovers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("contact_id", String(64), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # What was typed is in it masked, as in the transcript.
    Column("packet", JSON, nullable=False),
    Column("team", String(64), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("staff_id", String(64), nullable=False),
    Column("staff_name", String(64), nullable=False),
    Column("accepted_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("ending", String(16), nullable=False),
    # What the resident said of it afterwards; null where nothing.
    Column("solved", Boolean),
    Column("score", Integer),
    # For whom a colleague put it by, and when.
    Column("for_staff", String(64), nullable=False, server_default=""),
    Column("passed_at", UtcDateTime),
    # What the resident had to say of it.
    Column("remark", Text, nullable=False, server_default=""),
)
# How long conversations lasted of late.
Index("ix_handovers_ended", handovers.c.municipality, handovers.c.ended_at)
# One that did not end per conversation, whoever asks at the same moment.
Index(
    "uq_handovers_open",
    handovers.c.conversation_id,
    unique=True,
    sqlite_where=text("stage != 'ended'"),
    postgresql_where=text("stage != 'ended'"),
)
Index(
    "ix_handovers_line",
    handovers.c.municipality,
    handovers.c.asked_at,
    sqlite_where=text("stage != 'ended'"),
    postgresql_where=text("stage != 'ended'"),
)

notes = Table(
    "handover_notes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("handover_id", String(64), nullable=False, index=True),
    Column("staff_name", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("available", Boolean, nullable=False),
    Column("seen_at", UtcDateTime),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    # Of the token its hash only: who reads the database cannot sign in with it.
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(64), nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False),
)

deeds = Table(
    "deeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("about", String(64), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)

other_desk = Table(
    "other_desk",
    metadata,
    Column("handover_id", String(64), primary_key=True),
    Column("reference", String(64), nullable=False, index=True),
    Column("after", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    # Until when one process brings it, and no other.
    Column("taken_until", UtcDateTime, nullable=False),
)
