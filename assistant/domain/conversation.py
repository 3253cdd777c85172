"""What travels between a channel and the engine: messages in, replies out.

A *turn* is one message of a resident and everything Balie answers to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What a reply did for the resident; the unit in which quality is measured."""

    ANSWER = "answer"
    CHOICE = "choice"
    FLOW = "flow"
    HANDOVER = "handover"
    REFERRAL = "referral"
    FALLBACK = "fallback"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True)
class Choice:
    """A button. `payload` is for the engine only; a channel shows `title` and sends back an id."""

    title: str
    payload: str


@dataclass(frozen=True)
class Link:
    """A link the resident may open."""

    title: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where an answer comes from. `checked_on` is an ISO date (YYYY-MM-DD)."""

    title: str
    url: str
    checked_on: str


@dataclass(frozen=True)
class Reply:
    """One message of Balie. `text` is Markdown limited to paragraphs, lists, bold and links.

    `speaker` is the name of the human who wrote it; empty: Balie itself.
    """

    text: str
    outcome: Outcome = Outcome.SMALLTALK
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    articles: tuple[str, ...] = ()
    speaker: str = ""

    @property
    def signed(self) -> str:
        """The text with the name of the human who wrote it, where nothing else tells who it is."""
        return f"{self.speaker}: {self.text}" if self.speaker else self.text


@dataclass(frozen=True)
class Understanding:
    """How the engine read the message. `ranking` is (intent, probability), best first."""

    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class InboundMessage:
    """One message of a resident, already masked. Exactly one of `text` and `payload` is set.

    `id` is unique within the conversation: the same id again is the same message. `contact` is
    where the answer must be brought; empty where the resident fetches it. `continues` is the
    conversation whose context the engine goes on with, as the record knows it; empty for its own.
    """

    id: str
    conversation_id: str
    municipality: str
    channel: str
    text: str = ""
    payload: str = ""
    contact: str = ""
    continues: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A section of an article that may answer a text, and how likely it does (0 to 1)."""

    slug: str
    section: str
    confidence: float


@dataclass(frozen=True)
class Turn:
    """What the engine answered to one message. Never empty: no reply is an engine failure."""

    replies: tuple[Reply, ...]
    understanding: Understanding = field(default_factory=Understanding)
