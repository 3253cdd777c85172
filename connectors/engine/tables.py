"""Tables of the engine: what Rasa knows of a conversation, and which messages it has answered."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Integer, MetaData, String, Table

metadata = MetaData()

# One row per tracker event, written once and never changed.
events = Table(
    "engine_events",
    metadata,
    Column("conversation_id", String(255), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type", String(64), nullable=False),
    Column("data", JSON, nullable=False),
    # The resident's message in whose turn the event arose.
    Column("message_id", String(255)),
)

# What the events before `seq` amount to, so that a long conversation is read from there.
checkpoints = Table(
    "engine_checkpoints",
    metadata,
    Column("conversation_id", String(255), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("state", JSON, nullable=False),
)

# One row per answered message, written in the transaction that stores its events.
turns = Table(
    "engine_turns",
    metadata,
    Column("conversation_id", String(255), primary_key=True),
    Column("message_id", String(255), primary_key=True),
    Column("answer", JSON, nullable=False),
    Column("answered_at", Float, nullable=False),
)
