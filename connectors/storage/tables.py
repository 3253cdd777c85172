"""Tables of the conversation store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Stored in UTC, because SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("municipality", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    # Raised in the transaction that adds messages. Its row lock orders the transactions of one
    # conversation, so numbers become visible in order and a reader never skips one.
    Column("last_sequence", Integer, nullable=False),
    # The conversation whose context the engine goes on with; empty for its own.
    Column("continues", String(64), nullable=False, server_default=""),
    # The handover of the human who has the turn; empty: Balie has it.
    Column("turn", String(64), nullable=False, server_default=""),
    # Up to which number the contact register has it, where a municipality wants that.
    Column("registered", Integer, nullable=False, server_default="0"),
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", ForeignKey(conversations.c.id, ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("message_id", String(80), nullable=False),
    Column("author", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answers", String(64), nullable=False),
    Column("text", Text, nullable=False),
    # What the engine receives instead of the text, when a choice was clicked.
    Column("payload", Text, nullable=False),
    # The whole reply of Balie; null for a resident.
    Column("reply", JSON(none_as_null=True)),
    # How the engine read a resident's message; null for Balie.
    Column("understanding", JSON(none_as_null=True)),
    Column("at", UtcDateTime, nullable=False),
    # Where a resident's message came from and its answer goes; empty for web chat.
    Column("contact", String(64), nullable=False, server_default=""),
    # As it was of the conversation when this came in: a message that is asked again, is asked in
    # the same place.
    Column("continues", String(64), nullable=False, server_default=""),
    UniqueConstraint("conversation_id", "message_id"),
)

# Finding what still waits stays quick, however long the record grows.
Index(
    "ix_messages_waiting",
    messages.c.at,
    sqlite_where=text("state = 'received'"),
    postgresql_where=text("state = 'received'"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("line", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("conversation_id", String(64), nullable=False),
    Column("heard_at", UtcDateTime, nullable=False),
    Column("stopped", Boolean, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    # In the order in which a contact must get them.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("contact_id", ForeignKey(contacts.c.id, ondelete="CASCADE"), nullable=False),
    Column("conversation_id", String(64), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("reason", String(64), nullable=False),
    ForeignKeyConstraint(
        ["conversation_id", "sequence"],
        [messages.c.conversation_id, messages.c.sequence],
        ondelete="CASCADE",
    ),
    UniqueConstraint("conversation_id", "sequence"),
)

# The oldest that waits, of each contact.
Index(
    "ix_outbox_waiting",
    outbox.c.contact_id,
    outbox.c.id,
    sqlite_where=text("state IN ('waiting', 'sending')"),
    postgresql_where=text("state IN ('waiting', 'sending')"),
)

channel_codes = Table(
    "channel_codes",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("conversation_id", ForeignKey(conversations.c.id, ondelete="CASCADE"), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
    # The message that the code came in with; empty while nobody used it.
    Column("used_by", String(160), nullable=False, server_default=""),
)

feedback = Table(
    "feedback",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("helpful", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # It goes when the conversation goes.
    ForeignKeyConstraint(
        ["conversation_id", "sequence"],
        [messages.c.conversation_id, messages.c.sequence],
        ondelete="CASCADE",
    ),
)
