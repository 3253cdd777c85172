"""A conversation as it is kept: who said what, in which order, and what still needs an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.conversation import Reply


class Author(StrEnum):
    """Who wrote a message."""

    RESIDENT = "resident"
    ASSISTANT = "assistant"
    STAFF = "staff"


class State(StrEnum):
    """What became of a message of a resident. Messages of Balie are always `SAID`."""

    RECEIVED = "received"
    ANSWERED = "answered"
    GIVEN_UP = "given_up"
    RELAYED = "relayed"
    """A human has the turn: it is for him."""
    SAID = "said"


class Kind(StrEnum):
    """Whether a message of Balie answers the resident, or says something about the conversation."""

    GREETING = "greeting"
    REPLY = "reply"
    NOTICE = "notice"


@dataclass(frozen=True)
class Conversation:
    """One resident with one municipality, and the channel on which that resident speaks now.

    `contact` is the `Contact` to bring answers to; empty where the resident fetches them.
    """

    id: str
    municipality: str
    channel: str
    contact: str = ""


@dataclass(frozen=True)
class Stretch:
    """Part of a conversation: what has a higher number than `after`, up to and including `last`."""

    conversation: Conversation
    after: int
    last: int


@dataclass(frozen=True)
class Message:
    """One line of the transcript. `sequence` counts from 1 within the conversation, without gaps.

    `answers` is the id of the resident's message that a message of Balie belongs to.
    """

    sequence: int
    id: str
    author: Author
    text: str
    at: datetime
    state: State = State.SAID
    kind: Kind = Kind.REPLY
    answers: str = ""
    reply: Reply | None = None


@dataclass(frozen=True)
class Said:
    """A message of Balie, or of a human at the desk, that has no place in the transcript yet.

    `id` is derived from the message that it answers, so that saying it twice stores it once.
    """

    id: str
    reply: Reply
    kind: Kind = Kind.REPLY
    answers: str = ""
