"""A promise to call a resident back: to whom, about what, and not later than when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.dutch.terms import Holidays, works
from assistant.domain.handover import Packet
from assistant.domain.text import fold

DAY_ENDS = time(17, 0)
WITHIN_DAYS = 1
"""Working days in which somebody calls; the day on which it was asked does not count."""
MOST_ATTEMPTS = 3
SHOWN_DIGITS = 2
MOST_SECONDS = 30 * 60.0
"""After so long a silence the question for a number is over."""


class Stage(StrEnum):
    """What became of it."""

    OPEN = "open"
    DONE = "done"
    """The resident was spoken to."""
    UNREACHED = "unreached"
    """Called so often as was promised, and never reached."""
    CANCELLED = "cancelled"
    """The resident wants no call any more."""
    HANDLED = "handled"
    """Staff closed the task in the contact register. How it went is told there."""


@dataclass(frozen=True)
class Callback:
    """One promise. `phone` in international notation. `due`: not later than this. `staff_name` is
    of who took it; empty: nobody yet. `late`: the resident was told that it is too late."""

    id: str
    conversation_id: str
    municipality: str
    channel: str
    contact_id: str
    asked_at: datetime
    due: datetime
    phone: str = field(repr=False)
    packet: Packet = field(default_factory=Packet)
    stage: Stage = Stage.OPEN
    staff_id: str = ""
    staff_name: str = ""
    attempts: int = 0
    late: bool = False

    @property
    def phone_ends(self) -> str:
        """What may be said aloud and written in a transcript."""
        return phone_ends(self.phone)


def phone_ends(phone: str) -> str:
    """The end of a number, by which its owner knows it and nobody else."""
    return phone[-SHOWN_DIGITS:]


class Ask(StrEnum):
    """What Balie asked last."""

    NUMBER = "number"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class CallbackTalk:
    """`details` is the key under which the number is kept; empty before it was told. `changes` is
    the promise of which the number changes. No number is in here, so it may be in a slot."""

    ask: Ask = Ask.NUMBER
    details: str = ""
    changes: str = ""

    def to_json(self) -> dict[str, Any]:
        """For a slot."""
        return {"ask": self.ask.value, "details": self.details, "changes": self.changes}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CallbackTalk:
        """The way back of `to_json`."""
        return cls(Ask(data["ask"]), str(data["details"]), str(data["changes"]))


_STANDS = re.compile(
    r"\b(?:hoe (?:staat|zit) (?:het|dat)|status|(?:wanneer|hoe laat) (?:bel\w*|word\w* ik)"
    r"|(?:nog )?(?:niet|nooit|geen) (?:terug ?)?gebeld|waar blijft)\b"
)
_NONE = re.compile(
    r"\b(?:annuleer|annuleren|afzeggen|intrekken|mag weg|niet meer (?:ge)?bel\w*"
    r"|(?:toch )?niet (?:terug)?gebeld|hoeft niet(?: meer)?)\b"
)


def asks_how_it_stands(text: str) -> bool:
    """Whether a message asks after a call, where nobody has to be called any more."""
    return bool(_STANDS.search(fold(text)))


def wants_none(text: str) -> bool:
    """Whether a resident who speaks of a call that was promised wants it no more."""
    return bool(_NONE.search(fold(text)))


def promised(now: datetime, holidays: Holidays) -> datetime:
    """Not later than this somebody calls: the end of the next working day.

    >>> from datetime import UTC
    >>> promised(datetime(2026, 11, 27, 9, tzinfo=UTC), lambda year: frozenset()).isoformat()
    '2026-11-30T17:00:00+01:00'
    """
    day: date = now.astimezone(DUTCH_TIME).date()
    for _ in range(WITHIN_DAYS):
        day += timedelta(days=1)
        while not works(day, holidays):
            day += timedelta(days=1)
    return datetime.combine(day, DAY_ENDS, DUTCH_TIME)
