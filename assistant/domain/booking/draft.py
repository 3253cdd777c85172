"""What is known so far of an appointment that is being made, moved or cancelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.domain.appointments import Method
from assistant.domain.booking.wishes import Wishes

MOST_SECONDS = 4 * 60 * 60
"""Who says nothing for so long begins anew."""


class Task(StrEnum):
    """What the resident wants."""

    MAKE = "make"
    CHANGE = "change"
    CANCEL = "cancel"
    LOOK_UP = "look_up"


class Ask(StrEnum):
    """What Balie asked last, and so what a bare answer is about."""

    NOTHING = ""
    PRODUCT = "product"
    METHOD = "method"
    LOCATION = "location"
    DAY = "day"
    PLACE = "place"
    """One of the places that are offered, or another time."""
    NAME = "name"
    CONTACT = "contact"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    CONFIRM = "confirm"
    WHICH = "which"
    """Which of several appointments."""
    CHANGE_OR_CANCEL = "change_or_cancel"
    CODE = "code"
    PROOF = "proof"
    """Birth date, mail address or number, beside a code."""
    SURE = "sure"
    """Whether to cancel."""


@dataclass(frozen=True)
class Offer:
    """A free place that was offered. `elsewhere` names its location where it is another one."""

    location: str
    start: datetime
    elsewhere: str = ""


@dataclass(frozen=True)
class Draft:
    """`id` is that of the message it began with. Holds no personal data: what a resident told of
    himself is kept elsewhere, and `told` only says that it was told.

    `people` is for how many; `offered` the places that can be chosen; `start` the one chosen;
    `appointment` the key of the one to move or cancel, and `code` the code that was typed for it,
    half of what opens it; `earlier` that only an earlier place is wanted;
    `failures` counts answers in a row that did not help; `attempts` the orders made of this draft.
    """

    id: str
    task: Task = Task.MAKE
    products: tuple[str, ...] = ()
    people: int = 1
    for_other: bool = False
    method: Method | None = None
    location: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    offered: tuple[Offer, ...] = ()
    start: datetime | None = None
    told: frozenset[str] = frozenset()
    appointment: str = ""
    ask: Ask = Ask.NOTHING
    failures: int = 0
    attempts: int = 0
    earlier: bool = False
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """For a slot."""
        return {
            "id": self.id,
            "task": self.task.value,
            "products": list(self.products),
            "people": self.people,
            "for_other": self.for_other,
            "method": self.method.value if self.method else "",
            "location": self.location,
            "wishes": self.wishes.to_json(),
            "offered": [[o.location, o.start.isoformat(), o.elsewhere] for o in self.offered],
            "start": self.start.isoformat() if self.start else "",
            "told": sorted(self.told),
            "appointment": self.appointment,
            "ask": self.ask.value,
            "failures": self.failures,
            "attempts": self.attempts,
            "earlier": self.earlier,
            "code": self.code,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Draft:
        """The way back of `to_json`."""
        return cls(
            id=data["id"],
            task=Task(data["task"]),
            products=tuple(data["products"]),
            people=data["people"],
            for_other=data["for_other"],
            method=Method(data["method"]) if data["method"] else None,
            location=data["location"],
            wishes=Wishes.from_json(data["wishes"]),
            offered=tuple(
                Offer(location, datetime.fromisoformat(start), elsewhere)
                for location, start, elsewhere in data["offered"]
            ),
            start=datetime.fromisoformat(data["start"]) if data["start"] else None,
            told=frozenset(data["told"]),
            appointment=data["appointment"],
            ask=Ask(data["ask"]),
            failures=data["failures"],
            attempts=data["attempts"],
            earlier=data["earlier"],
            code=data["code"],
        )
