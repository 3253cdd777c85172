"""Tables of logins, of what residents allowed, and of what was looked up."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from connectors.storage.tables import UtcDateTime, metadata

logins = Table(
    "logins",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("municipality", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("contact_id", String(64), nullable=False),
    Column("level", Integer, nullable=False),
    Column("mandate", Boolean, nullable=False),
    # Until when the link works.
    Column("until", UtcDateTime, nullable=False, index=True),
    # "asked", "departed", "code" (to be told), "in" or "over".
    Column("stage", String(16), nullable=False),
    Column("state", String(128), nullable=False, index=True),
    # Of a departure its secrets, of a login who it is; sealed, and empty when it is over.
    Column("sealed", Text, nullable=False),
    Column("wrong_codes", Integer, nullable=False),
    Column("at", UtcDateTime),
    Column("login_until", UtcDateTime),
)

consents = Table(
    "consents",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("source", String(32), primary_key=True),
    Column("given", Boolean, nullable=False),
    # A pseudonym; empty before the first look-up.
    Column("subject", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

lookups = Table(
    "lookups",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("municipality", String(64), nullable=False),
    # A pseudonym; nothing here says who it was.
    Column("subject", String(64), nullable=False, index=True),
    Column("source", String(32), nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
)
