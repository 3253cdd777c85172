"""When a resident wants to come: days and times wanted and unwanted, and whether a place fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from assistant.domain.dutch.dates import DateKind, FoundDate
from assistant.domain.dutch.problems import Problem
from assistant.domain.dutch.times import FoundTime, TimeKind

_ABOUT = timedelta(minutes=45)
_BARE_WEEKDAY = re.compile(
    r"(?:op )?(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond)?", re.IGNORECASE
)


@dataclass(frozen=True)
class DayWish:
    """Days from `first` to `last` (None is open), of these weekdays where there are any (0 is
    monday). `excluded`: not these."""

    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = frozenset()
    excluded: bool = False

    @property
    def day(self) -> date | None:
        """The day, when it is exactly one."""
        return self.first if self.first == self.last else None

    def covers(self, day: date) -> bool:
        """Whether a day is one of those meant."""
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )


@dataclass(frozen=True)
class TimeWish:
    """Times from `first` up to `last`; with `exact` only `first`. `excluded`: not these."""

    first: time | None = None
    last: time | None = None
    exact: bool = False
    excluded: bool = False

    def covers(self, moment: time) -> bool:
        """Whether a time is one of those meant."""
        if self.exact:
            return moment == self.first
        after = self.first is None or self.first <= moment
        return after and (self.last is None or moment < self.last)


@dataclass(frozen=True)
class Wishes:
    """Everything said about when. `pick` decides without asking: "first", "last" or nothing."""

    days: tuple[DayWish, ...] = ()
    times: tuple[TimeWish, ...] = ()
    pick: str = ""

    @classmethod
    def before(cls, last: date) -> Wishes:
        """Any time up to this day."""
        return cls(days=(DayWish(None, last),))

    @property
    def wanted_days(self) -> tuple[DayWish, ...]:
        return tuple(wish for wish in self.days if not wish.excluded)

    @property
    def day(self) -> date | None:
        """The day, when exactly one is wanted."""
        wanted = self.wanted_days
        return wanted[0].day if len(wanted) == 1 else None

    @property
    def exact_time(self) -> time | None:
        """The time, when exactly one is wanted."""
        wanted = [wish for wish in self.times if not wish.excluded]
        return wanted[0].first if len(wanted) == 1 and wanted[0].exact else None

    @property
    def first_day(self) -> date | None:
        """Before this day nothing is wanted; None where that is open."""
        firsts = [wish.first for wish in self.wanted_days]
        known = [first for first in firsts if first is not None]
        return min(known) if known and len(known) == len(firsts) else None

    @property
    def last_day(self) -> date | None:
        """After this day nothing is wanted; None where that is open."""
        lasts = [wish.last for wish in self.wanted_days]
        known = [last for last in lasts if last is not None]
        return max(known) if known and len(known) == len(lasts) else None

    def fits_day(self, day: date) -> bool:
        """Whether a day is wanted and not unwanted."""
        wanted = self.wanted_days
        if wanted and not any(wish.covers(day) for wish in wanted):
            return False
        return not any(wish.excluded and wish.covers(day) for wish in self.days)

    def allows_day(self, day: date) -> bool:
        """Whether a day is not unwanted: for what comes near to the wish."""
        return not any(wish.excluded and wish.covers(day) for wish in self.days)

    def fits_time(self, moment: time) -> bool:
        """Whether a time of day is wanted and not unwanted."""
        wanted = [wish for wish in self.times if not wish.excluded]
        if wanted and not any(wish.covers(moment) for wish in wanted):
            return False
        return not any(wish.excluded and wish.covers(moment) for wish in self.times)

    def fits(self, place: datetime) -> bool:
        """Whether a place is as wanted."""
        return self.fits_day(place.date()) and self.fits_time(place.timetz().replace(tzinfo=None))

    def to_json(self) -> dict[str, Any]:
        """For a slot."""
        return {
            "days": [
                [_iso(w.first), _iso(w.last), sorted(w.weekdays), w.excluded] for w in self.days
            ],
            "times": [[_iso(w.first), _iso(w.last), w.exact, w.excluded] for w in self.times],
            "pick": self.pick,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Wishes:
        """The way back of `to_json`."""
        return cls(
            tuple(
                DayWish(_day(first), _day(last), frozenset(weekdays), excluded)
                for first, last, weekdays, excluded in data["days"]
            ),
            tuple(
                TimeWish(_time(first), _time(last), exact, excluded)
                for first, last, exact, excluded in data["times"]
            ),
            data["pick"],
        )


def day_wish(found: FoundDate) -> DayWish | None:
    """What a date in words asks for; None where it has no days."""
    if {Problem.IMPOSSIBLE, Problem.UNKNOWN} & set(found.problems):
        return None
    if found.kind in (DateKind.ANY, DateKind.SOON):
        return None
    return DayWish(found.first, found.last, found.weekdays, found.excluded)


def time_wish(found: FoundTime) -> TimeWish | None:
    """What a time in words asks for; None where it asks for none."""
    if found.problems or found.kind in (TimeKind.FIRST, TimeKind.LAST, TimeKind.ANY):
        return None
    if found.kind is TimeKind.MOMENT:
        if found.about and found.first:
            return TimeWish(_shift(found.first, -_ABOUT), _shift(found.first, _ABOUT))
        return TimeWish(found.first, found.first, True, found.excluded)
    return TimeWish(found.first, found.last, False, found.excluded)


def is_bare_weekday(found: FoundDate) -> bool:
    """Whether only a weekday was said: "dinsdag", "op dinsdagmiddag"."""
    return bool(_BARE_WEEKDAY.fullmatch(found.text.strip(" .,!?")))


def within_reach(found: FoundDate, wish: DayWish, wishes: Wishes, today: date) -> DayWish:
    """A weekday alone is read beside what was wanted before: "volgende week", then "donderdag".

    After a single day it is that weekday of the same week: "nee, ik bedoelde dinsdag".
    """
    day = wish.day
    if day is None or not is_bare_weekday(found):
        return wish
    wanted = wishes.wanted_days
    if len(wanted) != 1:
        return wish
    before = wanted[0]
    if before.day is not None:
        other = before.day + timedelta(days=day.weekday() - before.day.weekday())
        return replace(wish, first=other, last=other) if other > today else wish
    if before.first is None or before.last is None:
        return wish
    other = before.first + timedelta(days=(day.weekday() - before.first.weekday()) % 7)
    if other > today and before.covers(other):
        return replace(wish, first=other, last=other)
    return wish


def merge_days(earlier: tuple[DayWish, ...], said: Iterable[DayWish]) -> tuple[DayWish, ...]:
    """What is wanted now takes the place of what was wanted; what is not wanted adds up."""
    new = tuple(said)
    wanted = tuple(wish for wish in new if not wish.excluded)
    kept = tuple(
        wish
        for wish in earlier
        if (wish.excluded or not wanted) and not (wanted and _contradicts(wish, wanted))
    )
    unwanted = tuple(wish for wish in new if wish.excluded and wish not in kept)
    if unwanted and not wanted:
        kept = tuple(_after(wish, unwanted) for wish in kept)
    return (*kept, *wanted, *unwanted)


def _after(wish: DayWish, unwanted: tuple[DayWish, ...]) -> DayWish:
    """ "Niet op maandag" after that monday: from the day after it on."""
    day = wish.day
    if day is None or wish.excluded or not any(one.covers(day) for one in unwanted):
        return wish
    return DayWish(first=day + timedelta(days=1))


def merge_times(earlier: tuple[TimeWish, ...], said: Iterable[TimeWish]) -> tuple[TimeWish, ...]:
    """The same for times of day."""
    new = tuple(said)
    wanted = any(not wish.excluded for wish in new)
    kept = tuple(wish for wish in earlier if wish.excluded or not wanted)
    return (*kept, *(wish for wish in new if wish not in kept))


def _contradicts(wish: DayWish, wanted: tuple[DayWish, ...]) -> bool:
    """Whether what is wanted now was not wanted before."""
    return wish.excluded and any(w.day is not None and wish.covers(w.day) for w in wanted)


def _shift(moment: time, by: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 3), moment) + by).time()


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _time(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None
