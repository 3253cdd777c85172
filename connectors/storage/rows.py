"""Rows of the message table, and what the core makes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.domain.conversation import InboundMessage
from assistant.domain.transcript import Author, Kind, Message, Said, State
from assistant.domain.turn_json import reply_from_json, reply_to_json


def said_row(conversation_id: str, said: Said, at: datetime) -> dict[str, Any]:
    """A message of Balie, or of a human at the desk."""
    return row(
        conversation_id,
        said.id,
        at,
        author=Author.STAFF if said.reply.speaker else Author.ASSISTANT,
        kind=said.kind,
        answers=said.answers,
        text=said.reply.text,
        reply=reply_to_json(said.reply),
    )


def row(
    conversation_id: str,
    message_id: str,
    at: datetime,
    *,
    author: Author = Author.ASSISTANT,
    kind: Kind = Kind.REPLY,
    state: State = State.SAID,
    answers: str = "",
    text: str = "",
    payload: str = "",
    reply: dict[str, Any] | None = None,
    contact: str = "",
    continues: str = "",
) -> dict[str, Any]:
    """A row without its number, which the transaction gives it."""
    return {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "author": author.value,
        "kind": kind.value,
        "state": state.value,
        "answers": answers,
        "text": text,
        "payload": payload,
        "reply": reply,
        "understanding": None,
        "at": at,
        "contact": contact,
        "continues": continues,
    }


def message_of(found: Any) -> Message:
    """One line of the transcript."""
    return Message(
        sequence=found.sequence,
        id=found.message_id,
        author=Author(found.author),
        text=found.text,
        at=found.at,
        state=State(found.state),
        kind=Kind(found.kind),
        answers=found.answers,
        reply=reply_from_json(found.reply) if found.reply else None,
    )


def inbound_of(found: Any) -> InboundMessage:
    """What the engine is asked again."""
    return InboundMessage(
        id=found.message_id,
        conversation_id=found.conversation_id,
        municipality=found.municipality,
        channel=found.spoken_on or found.channel,
        text="" if found.payload else found.text,
        payload=found.payload,
        contact=found.contact,
        continues=found.continues,
    )
