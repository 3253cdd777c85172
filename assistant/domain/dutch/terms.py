"""Terms in days, as the Algemene termijnenwet counts them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Holidays = Callable[[int], frozenset[date]]
LEAST_WORKING_DAYS = 2
SATURDAY = 5


def term_ends(day: date, days: int, holidays: Holidays) -> date:
    """The last day of a term of so many days that begins after `day`.

    A term of three days or more has at least two days that are no weekend or holiday (article 2),
    and ends on one of those (article 1).
    """
    last = day + timedelta(days=days)
    least = LEAST_WORKING_DAYS if days > LEAST_WORKING_DAYS else 0
    while _working(day, last, holidays) < least or not works(last, holidays):
        last += timedelta(days=1)
    return last


def _working(after: date, last: date, holidays: Holidays) -> int:
    span = range(1, (last - after).days + 1)
    return sum(works(after + timedelta(days=number), holidays) for number in span)


def works(day: date, holidays: Holidays) -> bool:
    """Whether it is no weekend and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)
