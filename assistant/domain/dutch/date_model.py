"""What a date in words means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.dutch.problems import Problem


class DateKind(StrEnum):
    """How a date was said."""

    DAY = "day"
    """One day."""
    RANGE = "range"
    """Every day from `first` to `last`; None is an open end."""
    WEEKDAYS = "weekdays"
    """The same weekday(s) again and again: "op maandag kan ik niet", "doordeweeks"."""
    SOON = "soon"
    """As soon as possible, from `first` on."""
    ANY = "any"
    """Any day will do."""


@dataclass(frozen=True)
class FoundDate:
    """A date or range that stands at `start`:`end` of the text, as `text`.

    `excluded`: the resident does not want it ("niet op maandag"). `absolute`: means the same on
    whatever day it is read. With `Problem.IMPOSSIBLE` or `UNKNOWN` there are no dates.
    """

    start: int
    end: int
    text: str
    kind: DateKind
    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = frozenset()
    excluded: bool = False
    absolute: bool = False
    problems: tuple[Problem, ...] = ()
    others: tuple[date, ...] = ()

    @property
    def day(self) -> date | None:
        """The day, when it is exactly one."""
        return self.first if self.first == self.last else None

    def covers(self, day: date) -> bool:
        """Whether a day is one of those meant (when `excluded`: one of those not wanted)."""
        if Problem.IMPOSSIBLE in self.problems or Problem.UNKNOWN in self.problems:
            return False
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )


@dataclass(frozen=True)
class Atom:
    """One expression on its own, before words like "na", "tot" and "niet" around it are read.

    Positions are in the plain text. `first` is None when the expression has no dates.
    """

    start: int
    end: int
    first: date | None = None
    last: date | None = None
    kind: DateKind = DateKind.DAY
    weekdays: frozenset[int] = frozenset()
    absolute: bool = False
    problems: tuple[Problem, ...] = ()
    others: tuple[date, ...] = ()
