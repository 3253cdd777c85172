"""A resident who goes to a human: why, with what, and who has the turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.domain.mood import Mood

MOST_QUESTIONS = 3


class Why(StrEnum):
    """What brought the resident to a human."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    COMPLAINT = "complaint"
    DISTRESS = "distress"
    """It was all too much."""
    SENSITIVE = "sensitive"
    """Money, debt, care, grief or safety: a human is offered first."""


class Stage(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    """In line. Balie still answers."""
    ACTIVE = "active"
    """A human has the turn, and Balie is silent."""
    ENDED = "ended"


class Ending(StrEnum):
    """How it ended."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    GIVEN_BACK = "given_back"
    """The resident goes on with Balie."""
    REFERRED = "referred"
    """Another organisation helps further."""
    LEFT = "left"
    """The resident waited no longer, or said nothing more."""
    NOBODY = "nobody"
    """There is nobody at the desk any more."""


@dataclass(frozen=True)
class Packet:
    """What staff know at once, all of it from the conversation itself.

    `article` is the slug of the subject; `questions` what the resident typed last (masked), oldest
    first; `shown` the slugs of what was answered; `edienst` and `form` the key of the eDienst that
    was open and where its answers are kept; `appointment` the product of one that was being made;
    `zaken` the numbers of those that were asked about or shown; `guesses` how often Balie did not
    understand; `mood` signs of how the resident feels; `language` what he wrote in; `login` the
    level with which he is logged in, empty where he is not.
    """

    why: Why = Why.ASKED
    article: str = ""
    questions: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    edienst: str = ""
    form: str = ""
    appointment: str = ""
    zaken: tuple[str, ...] = ()
    guesses: int = 0
    mood: tuple[Mood, ...] = ()
    language: str = "nl"
    login: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Packet:
        """The way back of `to_json`, also of an older or newer Balie."""
        known = {one.name: data[one.name] for one in fields(cls) if one.name in data}
        lists = {name: tuple(known.get(name, ())) for name in ("questions", "shown", "zaken")}
        mood = tuple(Mood(one) for one in known.get("mood", ()))
        return cls(**{**known, **lists, "why": Why(known["why"]), "mood": mood})


@dataclass(frozen=True)
class Who:
    """The conversation in which a human is asked for."""

    conversation_id: str
    municipality: str
    channel: str
    contact_id: str = ""


@dataclass(frozen=True)
class Handover:
    """One resident in line, or with a human. `staff_id` and `staff_name` are of who took it; empty
    where nobody did yet. `team` is who it is for (empty: anybody), and `for_staff` for whom
    somebody put it by at `passed_at`."""

    id: str
    conversation_id: str
    municipality: str
    channel: str
    contact_id: str
    asked_at: datetime
    packet: Packet = field(default_factory=Packet)
    team: str = ""
    stage: Stage = Stage.WAITING
    staff_id: str = ""
    staff_name: str = ""
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    for_staff: str = ""
    passed_at: datetime | None = None


@dataclass(frozen=True)
class Passed:
    """To whom a resident is passed on: a colleague, a team, or (both empty) anybody."""

    team: str = ""
    staff_id: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a resident thinks of the conversation with a human: whether it helped, how it was (1 to
    3), and a remark (masked); None where that was not said."""

    handover_id: str
    solved: bool | None = None
    score: int | None = None
    remark: str | None = None


@dataclass(frozen=True)
class Note:
    """What staff wrote for each other; a resident never sees it."""

    id: str
    handover_id: str
    staff_name: str
    text: str
    at: datetime
