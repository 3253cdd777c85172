"""Dates counted from today or from a month: "overmorgen", "vrijdag", "over drie weken"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.domain.dutch import calendar
from assistant.domain.dutch.calendar import WHOLE_MONTH
from assistant.domain.dutch.date_model import Atom
from assistant.domain.dutch.date_words import (
    DAYS,
    EDGE,
    END,
    JUST_NOW,
    NEXT,
    PART,
    PARTS,
    STEP,
    WEEKDAY,
    YEAR,
    Build,
    atom,
    year_of,
)  # fmt: skip
from assistant.domain.dutch.problems import Problem

_N = r"(?P<n>\d{1,3}|1,5|een half|een|een paar|enkele)"
_UNIT = r"(?P<unit>dag(?:en)?|weken|week|maand(?:en)?|jaar|jaren)"
_SHIFT = r"(?P<n>\d{1,2}|een) (?P<unit>dagen|weken|week)"
_NEAR = {
    "vandaag": 0, "heden": 0, "van": 0, "morgen": 1, "overmorgen": 2, "gister": -1, "eergister": -2,
}  # fmt: skip


def _near(match: re.Match[str], today: date) -> Atom:
    return atom(match, calendar.shift(today, _NEAR[match["near"]]))


def _coming(day: int, today: date) -> date | None:
    """The next such weekday after today."""
    return calendar.shift(today, (day - today.weekday() - 1) % 7 + 1)


def _weekday(match: re.Match[str], today: date) -> Atom:
    day, which = calendar.weekday(match["weekday"]), match["which"] or ""
    found = _coming(day, today)
    if which in ("vorige", "afgelopen") or JUST_NOW.match(match.string, match.end()):
        return atom(match, found and calendar.shift(found, -14 if day == today.weekday() else -7))
    if which == "deze" and day == today.weekday():
        return atom(match, today)
    if which == "volgende" and found and day != today.weekday():
        # Half of the country means the next one, the other half a week later (taaladvies.net).
        later = calendar.shift(found, 7)
        others = (later,) if later else ()
        return atom(match, found, problems=(Problem.AMBIGUOUS,), others=others)
    return atom(match, found, weekdays=frozenset() if which else frozenset((day,)))


def _weekday_later(match: re.Match[str], today: date) -> Atom:
    word = match["from"]
    start = calendar.shift(today, _NEAR[word]) if word in _NEAR else None
    if word not in _NEAR:
        start = _coming(calendar.weekday(word), today)
    number = 1 if match["n"] == "een" else int(match["n"])
    days = number * 7
    if match["unit"] == "dagen":
        # "In acht dagen" is a week and "veertien (of vijftien) dagen" two: as with huit jours.
        days = {8: 7, 15: 14}.get(number, number)
    return atom(match, start and calendar.shift(start, days))


def _distance(match: re.Match[str], today: date) -> Atom:
    number, unit = match["n"], match["unit"]
    sign = -1 if match.groupdict().get("ago") else 1
    few = number in ("een paar", "enkele")
    if number in ("een half", "1,5"):
        half = {"jaar": 6, "jaren": 6}.get(unit)
        if half:
            months = half if number == "een half" else 18
            return atom(match, calendar.shift_months(today, sign * months))
        length = {"w": 7, "m": 30, "d": 1}[unit[0]] * (0.5 if number == "een half" else 1.5)
        return atom(match, calendar.shift(today, sign * round(length)))
    low, high = (2, 4) if few else (1, 1) if number == "een" else (int(number), int(number))
    near, far = (_add(today, sign * n, unit) for n in (low, high))
    return atom(match, *sorted((near, far))) if near and far else atom(match, None)


def _add(day: date, number: int, unit: str) -> date | None:
    if unit[0] in "dw":
        return calendar.shift(day, number * (7 if unit[0] == "w" else 1))
    return calendar.shift_months(day, number * (12 if unit[0] == "j" else 1))


def _within(match: re.Match[str], today: date) -> Atom:
    far = _distance(match, today)
    return atom(match, today if far.last else None, far.last)


def _nth(match: re.Match[str], today: date) -> Atom | None:
    number = -1 if match["nth"] == "laatste" else int(match["nth"].rstrip("edst"))
    for first in _months(match, today):
        if match["weekday"]:
            found = calendar.nth_weekday(
                number, calendar.weekday(match["weekday"]), first.year, first.month
            )
        else:
            start, last = calendar.month_range(first.year, first.month)
            found = last if number < 0 else calendar.shift(start, number - 1)
        if found is None or found >= today or match["year"]:
            return atom(match, found)
    return None


def _months(match: re.Match[str], today: date) -> Iterator[date]:
    """The first day of the month meant, and without a year of the one a year later."""
    words = match["month"]
    start = date(today.year, today.month, 1)
    if words.endswith("maand"):
        step = next((n for word, n in STEP.items() if words.startswith(word)), 1)
        step = 0 if words == "de maand" else step
        yield calendar.shift_months(start, step) or start
        return
    month = calendar.month_number(words)
    year = year_of(match, today)
    coming = today.year + (month < today.month)
    for candidate in (coming, coming + 1) if year is None else (year,):
        first = calendar.valid(candidate, month, 1)
        if first:
            yield first


def _week_of_month(match: re.Match[str], today: date) -> Atom | None:
    number = -1 if match["nth"] == "laatste" else int(match["nth"].rstrip("edst"))
    first = next(_months(match, today), None)
    if first is None:
        return None
    start, last = calendar.month_range(first.year, first.month)
    if number < 0:
        return atom(match, last - timedelta(days=6), last)
    begin = start + timedelta(days=7 * (number - 1))
    return atom(match, begin, min(begin + timedelta(days=6), last)) if begin <= last else None


_MONTH_NAMED = rf"(?P<month>{WHOLE_MONTH}\b|(?:deze|de|volgende|komende|vorige) maand){YEAR}"
_NTH = r"(?P<nth>\d(?:e|ste|de)|laatste)"

PATTERNS: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(f"{EDGE}(?:{pattern}){END}"), build)
    for pattern, build in (
        (r"(?P<near>vandaag|heden|overmorgen|eergister|gister)(?:en)?" + PART, _near),
        (r"(?P<near>van)(?:morgen| ?(?:middag|avond|ochtend|nacht))", _near),
        (
            r"(?<!de )(?<!goede )(?<!goeie )(?<!goeden )(?<!'s )(?<!\bs )(?<!volgende )"
            r"(?P<near>morgen)" + rf"(?:vroeg|{PARTS})?",
            _near,
        ),
        (rf"(?:(?:{NEXT}|a\.?s\.?) )?(?:op )?{WEEKDAY}(?: a\.?s\.?\b)?", _weekday),
        (
            rf"(?P<from>(?:{DAYS})dag|vandaag|morgen|overmorgen){PART} (?:over|in|binnen) {_SHIFT}",
            _weekday_later,
        ),
        (rf"(?P<from>(?:{DAYS})dag) (?P<n>8|14|15) (?P<unit>dagen)", _weekday_later),
        (rf"over {_N} {_UNIT}", _distance),
        (rf"{_N} {_UNIT} (?P<ago>geleden)", _distance),
        (rf"binnen (?:nu en )?{_N} {_UNIT}", _within),
        (rf"(?:de |het )?{_NTH} (?:{WEEKDAY}|dag) (?:van|in) {_MONTH_NAMED}", _nth),
        (rf"(?:de |in de )?{_NTH} week (?:van|in) {_MONTH_NAMED}", _week_of_month),
    )
)
