"""Names of days, months and feasts, and the arithmetic that dates in words need."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    )
}
_MONTHS = (
    "januarie?|jan", "feb(?:r|ru)?uarie?|febr?", "maart|mrt", "april|apr", "mei", "juni?",
    "juli?", "augustus|aug", "sept?(?:ember)?", "oktober|okt", "november|nov", "december|dec",
)  # fmt: skip
_MONTH = [re.compile(rf"(?:{names})\.?") for names in _MONTHS]
MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
# Without a day in front only the whole names: "jan" and "mei" are also people and more.
WHOLE_MONTH = (
    "(?:januarie?|feb(?:r|ru)?uarie?|maart|april|mei|juni|juli|augustus|september|oktober|november"
    "|december)"
)
REMEMBERED = 90
"""Days that a date without a year still belongs to the past: who says "15 november" on the 23rd
talks about last week, not about next year."""
FEAST_REMEMBERED = 14

Range = tuple[date, date]


def weekday(word: str) -> int:
    """Number of a weekday that begins `word`: "maandagochtend", "ma", "vrijdags"."""
    return next(n for name, n in WEEKDAYS.items() if name[:2] == word[:2])


def month_number(word: str) -> int:
    """Number of a month, abbreviated or not."""
    return next(n for n, month in enumerate(_MONTH, start=1) if month.fullmatch(word))


def shift(day: date, days: int) -> date | None:
    """The date that many days later; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: date, months: int) -> date | None:
    """The same day months later; the last of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_range(year: int, month: int) -> Range:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def valid(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def without_year(day: int, month: int, today: date) -> date | None:
    """The nearest such day, at most `REMEMBERED` days ago; None when that year has no such day."""
    for year in (today.year - 1, today.year, today.year + 1):
        # 29 februari: which year is meant does not depend on whether that year has one.
        about = valid(year, month, min(day, monthrange(year, month)[1])) if day else None
        if about and (today - about).days <= REMEMBERED:
            return valid(year, month, day)
    return None


def nth_weekday(number: int, day: int, year: int, month: int) -> date | None:
    """The so many-eth weekday of a month (-1: the last), or None when it has not that many."""
    first, last = month_range(year, month)
    if number < 0:
        return last - timedelta(days=(last.weekday() - day) % 7)
    return valid(year, month, 1 + (day - first.weekday()) % 7 + 7 * (number - 1))


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian reckoning (Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int, days: int = 1) -> Callable[[int], Range]:
    return lambda year: (date(year, month, day), date(year, month, day) + timedelta(days=days - 1))


def _easter(offset: int, days: int = 1) -> Callable[[int], Range]:
    def when(year: int) -> Range:
        first = easter(year) + timedelta(days=offset)
        return first, first + timedelta(days=days - 1)

    return when


def _nth(number: int, day: int, month: int) -> Callable[[int], Range]:
    def when(year: int) -> Range:
        found = nth_weekday(number, day, year, month) or date(year, month, 1)
        return found, found

    return when


def _kingsday(year: int) -> Range:
    # A day earlier when the 27th is a Sunday.
    day = date(year, 4, 27)
    return (day - timedelta(days=1),) * 2 if day.weekday() == 6 else (day, day)


FEASTS: tuple[tuple[str, Callable[[int], Range]], ...] = (
    ("1e kerstdag", _fixed(12, 25)),
    ("2e kerstdag", _fixed(12, 26)),
    ("kerstavond", _fixed(12, 24)),
    ("kerst(?:mis|dagen)?", _fixed(12, 25, 2)),
    ("oude?jaars?(?:dag|avond)?", _fixed(12, 31)),
    ("nieuwjaar(?:sdag)?", _fixed(1, 1)),
    ("oud en nieuw|(?:de )?jaarwisseling", _fixed(12, 31, 2)),
    ("driekoningen|3koningen", _fixed(1, 6)),
    ("valentijns?dag", _fixed(2, 14)),
    ("carnaval", _easter(-49, 3)),
    ("goede vrijdag", _easter(-2)),
    ("1e paasdag|paaszondag", _easter(0)),
    ("2e paasdag|paasmaandag", _easter(1)),
    ("pasen|paasdagen|paasweekend", _easter(0, 2)),
    ("koningsdag", _kingsday),
    ("dodenherdenking", _fixed(5, 4)),
    ("bevrijdingsdag", _fixed(5, 5)),
    ("hemelvaart(?:sdag)?", _easter(39)),
    ("1e pinksterdag|pinksterzondag", _easter(49)),
    ("2e pinksterdag|pinkstermaandag", _easter(50)),
    ("pinksteren|pinksterdagen|pinksterweekend", _easter(49, 2)),
    ("moederdag", _nth(2, 6, 5)),
    ("vaderdag", _nth(3, 6, 6)),
    ("prinsjesdag", _nth(3, 1, 9)),
    ("dierendag", _fixed(10, 4)),
    ("halloween", _fixed(10, 31)),
    ("sint[- ]?maarten", _fixed(11, 11)),
    ("sinterklaas(?:avond)?|pakjesavond", _fixed(12, 5)),
)
_FEAST = [(re.compile(names), when) for names, when in FEASTS]
FEAST = "|".join(names for names, _ in FEASTS)
NOT_DEFINED = (
    "(?:zomer|herfst|kerst|voorjaars|krokus|mei|school|bouw|paas)vakanties?|ramadan|suikerfeest"
    "|offerfeest|chinees nieuwjaar"
)
"""Periods that differ per region or per year by decree or by the moon."""


def feast(name: str, year: int | None, today: date) -> Range | None:
    """When a feast is: in that year, else the next time (or at most two weeks ago)."""
    when = next(when for names, when in _FEAST if names.fullmatch(name))
    years = (today.year - 1, today.year, today.year + 1) if year is None else (year,)
    for candidate in years:
        if not 1583 <= candidate < 9999:
            continue
        found = when(candidate)
        if year is not None or (today - found[1]).days <= FEAST_REMEMBERED:
            return found
    return None
