"""A letter by e-mail: what it says, not how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.conversation import Link


@dataclass(frozen=True)
class Event:
    """An appointment for the resident's own agenda.

    `uid` stays the same when it is moved or cancelled, and `sequence` goes up each time.
    """

    uid: str
    title: str
    start: datetime
    end: datetime
    place: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True)
class Letter:
    """One mail to one resident. `text` is Markdown limited to paragraphs, lists, bold and links.

    `reference` is unique: it becomes the Message-ID, so that a repeat is recognised as one.
    `sender_name` is what stands before the address: "Gemeente Voorbeeld". `button` is the one thing
    to do; further links stand in the text.
    """

    reference: str
    to: str
    sender_name: str
    subject: str
    text: str
    button: Link | None = None
    event: Event | None = None
