"""What the buttons of a booking stand for, in one short word each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.domain.appointments import Method
from assistant.domain.booking.draft import Task


@dataclass(frozen=True)
class Chosen:
    """A button that was pressed; all empty where none was."""

    place: tuple[str, datetime] | None = None
    product: str = ""
    location: str = ""
    method: Method | None = None
    record: str = ""
    task: Task | None = None
    yes: bool = False
    no: bool = False
    other_time: bool = False
    other_place: bool = False
    earlier: bool = False
    again: bool = False

    @property
    def something(self) -> bool:
        """Whether a button was pressed at all."""
        return self != Chosen()


def chosen(value: str) -> Chosen:
    """Reads what `payload` wrote. What was not written by us is no choice.

    >>> chosen("product:paspoort").product
    'paspoort'
    """
    kind, _, rest = value.partition(":")
    try:
        match kind:
            case "place":
                location, _, start = rest.partition("|")
                return Chosen(place=(location, datetime.fromisoformat(start)))
            case "method":
                return Chosen(method=Method(rest))
            case "task":
                return Chosen(task=Task(rest))
            case "product" | "location" | "record":
                return Chosen(**_only(kind, rest))
            case "yes" | "no" | "other_time" | "other_place" | "earlier" | "again":
                return Chosen(**_only(kind, True))
    except ValueError:
        pass
    return Chosen()


def _only(field: str, value: object) -> dict[str, Any]:
    return {field: value}


def payload(value: str, intent: str = "inform") -> str:
    """What a button with this value sends.

    >>> payload("yes")
    '/inform{"choice": "yes"}'
    """
    return f'/{intent}{{"choice": "{value}"}}'
