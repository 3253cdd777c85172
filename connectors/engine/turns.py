"""A turn at the engine: one message, everything Rasa says to it, and the answer that is kept.

The door opens a turn, Rasa fills it, and the tracker store writes the answer in the transaction
that stores the events. So either the message was answered and the answer can be given again, or
nothing happened and the message can be sent again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection, insert, select

from assistant.domain.turn_json import reply_from_json, reply_to_json
from assistant.errors import BalieError
from connectors.engine.tables import turns

log = structlog.get_logger(__name__)

RANKING_LENGTH = 10


class TurnFailed(BalieError):
    """Rasa came to the end of the turn without anything to say. Nothing may be stored."""


@dataclass
class Turn:
    """The message that is being answered in this task."""

    conversation_id: str
    message_id: str
    said: list[Mapping[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] | None = None

    def close(self, parse_data: Mapping[str, Any]) -> dict[str, Any]:
        """Make the answer of what was said.

        Raises:
            TurnFailed: nothing was said.
        """
        replies = [reply for message in self.said if (reply := _reply(message))]
        if not replies:
            raise TurnFailed("no reply")
        return {"replies": replies, "understanding": _understanding(parse_data)}


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)


def find_answer(
    connection: Connection, conversation_id: str, message_id: str
) -> dict[str, Any] | None:
    """The answer that this message got before, if any."""
    query = select(turns.c.answer).where(
        turns.c.conversation_id == conversation_id, turns.c.message_id == message_id
    )
    answer: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return answer


def keep_answer(connection: Connection, turn: Turn, answer: Mapping[str, Any]) -> None:
    """Write the answer. A second one for the same message is an IntegrityError."""
    connection.execute(
        insert(turns).values(
            conversation_id=turn.conversation_id,
            message_id=turn.message_id,
            answer=answer,
            answered_at=time.time(),
        )
    )


def _reply(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """One bot message of Rasa in the form of the wire. Text is what makes it a reply."""
    custom = message.get("custom") or {}
    try:
        return reply_to_json(
            reply_from_json(
                {
                    "text": message["text"],
                    "choices": message.get("buttons"),
                    **{key: custom.get(key) for key in ("outcome", "links", "sources", "articles")},
                }
            )
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.error("bot_message_dropped", reason=type(error).__name__, keys=sorted(message))
        return None


def _understanding(parse_data: Mapping[str, Any]) -> dict[str, Any]:
    intent = parse_data.get("intent") or {}
    ranking = parse_data.get("intent_ranking") or ()
    return {
        "intent": intent.get("name") or "",
        "confidence": float(intent.get("confidence") or 0.0),
        "ranking": [[item["name"], float(item["confidence"])] for item in ranking[:RANKING_LENGTH]],
    }
