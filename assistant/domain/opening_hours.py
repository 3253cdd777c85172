"""Is a desk open at a given moment? Pure; holidays are passed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_open(
    week: Mapping[str, tuple[str, ...]], moment: datetime, holidays: Collection[date] = ()
) -> bool:
    """Whether `moment` (local time) falls in one of the ranges ("08:00-18:00") of its weekday."""
    if moment.date() in holidays:
        return False
    for hours in week.get(WEEKDAYS[moment.weekday()], ()):
        start, _, end = hours.partition("-")
        if _time(start) <= moment.time().replace(tzinfo=None) < _time(end):
            return True
    return False


def _time(text: str) -> time:
    hours, _, minutes = text.strip().partition(":")
    # "24:00" means until the end of the day.
    return time.max if int(hours) == 24 else time(int(hours), int(minutes or 0))
