"""Dates that are a stretch of days: weeks, months, weekends, ranges; and "zo snel mogelijk"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.domain.dutch import calendar
from assistant.domain.dutch.calendar import MONTH, WHOLE_MONTH
from assistant.domain.dutch.date_model import Atom, DateKind
from assistant.domain.dutch.date_words import (
    DAYS,
    EDGE,
    END,
    NEXT,
    STEP,
    WEEKDAY,
    YEAR,
    Build,
    atom,
    full_year,
    year_of,
)  # fmt: skip
from assistant.domain.dutch.problems import Problem

_PIECE = (
    r"(?:(?P<piece>begin|half|midden|medio|mid|(?:het )?einde?|(?:de )?(?:1e|2e) helft)"
    r"(?: van)? (?:de |het )?)"
)


def _monday(today: date, weeks: int) -> date | None:
    return calendar.shift(today, 7 * weeks - today.weekday())


def _step(which: str) -> int:
    """How many weeks, months or years from this one: "deze" 0, "volgende" and "komende" 1."""
    if not which:
        return 0
    return next((step for word, step in STEP.items() if which.startswith(word)), 1)


def _week(match: re.Match[str], today: date) -> Atom:
    monday = _monday(today, _step(match["which"]))
    day = match.groupdict().get("weekday")
    if day:
        return atom(match, monday and calendar.shift(monday, calendar.weekday(day)))
    return _in_week(match, monday, today)


def _in_week(match: re.Match[str], monday: date | None, today: date) -> Atom:
    last = monday and calendar.shift(monday, 6)
    if monday is None or last is None:
        return atom(match, None)
    first, end = {"b": (0, 1), "m": (1, 3), "h": (1, 3), "e": (3, 4)}.get(
        (match["piece"] or " ").removeprefix("het ")[0], (0, 6)
    )
    begin = monday + timedelta(days=first)
    # What is left of this week.
    if begin < today <= last:
        begin = today
    return atom(
        match,
        min(begin, monday + timedelta(days=end)),
        monday + timedelta(days=end),
        kind=DateKind.RANGE,
    )


def _weeks_ahead(match: re.Match[str], today: date) -> Atom:
    number = 1 if match["n"] == "een" else int(match["n"])
    monday = _monday(today, number)
    return atom(match, monday and calendar.shift(monday, calendar.weekday(match["weekday"])))


def _week_number(match: re.Match[str], today: date) -> Atom:
    number = int(match["n"])
    year = year_of(match, today)
    for candidate in (today.year, today.year + 1) if year is None else (year,):
        try:
            monday = date.fromisocalendar(candidate, number, 1)
            last = monday + timedelta(days=6)
        except (ValueError, OverflowError):
            return atom(match, None)
        if last >= today or year is not None:
            return atom(match, monday, last)
    return atom(match, None)


def _week_of(match: re.Match[str], today: date) -> Atom:
    month = calendar.month_number(match["month"])
    year = year_of(match, today)
    day = int(match["day"])
    found = calendar.valid(year, month, day) if year else calendar.without_year(day, month, today)
    monday = found and _monday(found, 0)
    return atom(match, monday, monday and calendar.shift(monday, 6))


def _weekend(match: re.Match[str], today: date) -> Atom:
    which = match.groupdict().get("which") or ""
    saturday = _monday(today, 0)
    saturday = saturday and calendar.shift(saturday, 5)
    later = saturday and calendar.shift(saturday, 7)
    if saturday is None or later is None:
        return atom(match, None)
    day = timedelta(days=1)
    if _step(which) < 0:
        return atom(match, saturday - 7 * day, saturday - 6 * day)
    if which.startswith("volgend"):
        return atom(
            match,
            saturday,
            saturday + day,
            problems=(Problem.AMBIGUOUS,),
            others=(later, later + day),
        )
    return atom(match, saturday, saturday + day)


def _month(match: re.Match[str], today: date) -> Atom | None:
    words = match["month"]
    if words.endswith("maand"):
        start = calendar.shift_months(
            date(today.year, today.month, 1), _step(words.removesuffix("maand"))
        )
        year, month = (start.year, start.month) if start else (today.year, today.month)
    else:
        month = calendar.month_number(words)
        year = year_of(match, today) or today.year + (month < today.month)
    if not 1 <= year <= 9999:
        return None
    first, last = calendar.month_range(year, month)
    piece = (match["piece"] or "").removeprefix("de ").removeprefix("het ")[:1]
    begin, end = {
        "b": (1, 10), "m": (11, 20), "h": (11, 20), "e": (21, 31), "1": (1, 15), "2": (16, 31),
    }.get(piece, (1, 31))  # fmt: skip
    last = min(last, date(year, month, min(end, last.day)))
    first = date(year, month, begin)
    if first < today <= last:
        first = today
    return atom(
        match,
        first,
        last,
        kind=DateKind.RANGE,
        absolute=full_year(match),
    )


def _whole_year(match: re.Match[str], today: date) -> Atom | None:
    number = match.groupdict().get("number")
    year = int(number) if number else today.year + _step(match["which"])
    if not 1 <= year <= 9999:
        return None
    months = {"b": (1, 2), "m": (6, 7), "h": (6, 7), "e": (11, 12)}.get(
        (match["piece"] or " ").removeprefix("het ")[0], (1, 12)
    )
    first, last = date(year, months[0], 1), calendar.month_range(year, months[1])[1]
    if first < today <= last:
        first = today
    return atom(match, first, last, kind=DateKind.RANGE, absolute=bool(number))


def _stretch(match: re.Match[str], today: date) -> Atom:
    """ "De komende weken": two of them when no number is said."""
    number = int(match["n"]) if (match["n"] or "").isdigit() else 2
    step = _step(match["which"]) * number
    unit = match["unit"][0]
    far = (
        calendar.shift_months(today, step)
        if unit == "m"
        else calendar.shift(today, step * (7 if unit == "w" else 1))
    )
    return atom(match, *(sorted((today, far)) if far else (None, None)), kind=DateKind.RANGE)


def _days_of_month(match: re.Match[str], today: date) -> Atom:
    """ "3 tot 7 maart": the month is said once."""
    month = calendar.month_number(match["month"])
    year = year_of(match, today)
    low, high = int(match["low"]), int(match["high"])
    days = [
        calendar.valid(year, month, day) if year else calendar.without_year(day, month, today)
        for day in (low, high)
    ]
    first, last = days
    if first is None or last is None or (low >= high):
        return atom(match, None)
    if last < first:
        first = calendar.valid(last.year, month, low) or last
    return atom(match, first, last, absolute=full_year(match))


def _again(match: re.Match[str], today: date) -> Atom:
    if match["work"]:
        days = frozenset(range(5))
    elif match["free"]:
        days = frozenset((5, 6))
    else:
        days = frozenset((calendar.weekday(match["weekday"]),))
    return Atom(match.start(), match.end(), kind=DateKind.WEEKDAYS, weekdays=days)


def _soon(match: re.Match[str], today: date) -> Atom:
    return Atom(match.start(), match.end(), today, None, kind=DateKind.SOON)


def _anything(match: re.Match[str], today: date) -> Atom:
    return Atom(match.start(), match.end(), kind=DateKind.ANY)


PATTERNS: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(f"{EDGE}(?:{pattern}){END}"), build)
    for pattern, build in (
        (
            rf"(?:ergens )?(?:(?:in|op) )?(?:de )?{_PIECE}?{NEXT} week(?! (?:op )?(?:{DAYS})dag)"
            rf"(?: nog)?",
            _week,
        ),
        (rf"{NEXT} week (?:op )?{WEEKDAY}", _week),
        (rf"(?:op )?{WEEKDAY} (?:in )?(?:de )?{NEXT} week", _week),
        (rf"over (?P<n>\d{{1,2}}|een) we(?:ek|ken) (?:op )?{WEEKDAY}", _weeks_ahead),
        (
            rf"(?:in )?week(?:nummer)? (?P<n>\d{{1,2}})(?! (?:keer|jaar|uur|dagen|euro)){YEAR}",
            _week_number,
        ),
        (rf"(?:in )?(?:de )?week van (?P<day>\d{{1,2}})e? (?P<month>{MONTH}){YEAR}", _week_of),
        (rf"(?:in )?{NEXT} weekend", _weekend),
        (r"(?:(?<=na )|(?<=voor ))het weekend", _weekend),
        (rf"{_PIECE}(?P<which>)week", _week),
        (
            rf"(?:ergens )?(?:in )?{_PIECE}?(?P<month>(?:deze|volgende|komende|vorige"
            rf"|afgelopen) maand){YEAR}",
            _month,
        ),
        (rf"(?:ergens )?(?:in )?{_PIECE}(?P<month>{WHOLE_MONTH}|maand){YEAR}", _month),
        (rf"(?:ergens )?in (?P<piece>)?(?P<month>{WHOLE_MONTH}){YEAR}", _month),
        (rf"(?<!\d )(?P<piece>)?(?P<month>{WHOLE_MONTH.replace('|mei|', '|')}){YEAR}", _month),
        (rf"(?:in )?{_PIECE}?{NEXT} jaar", _whole_year),
        (rf"{_PIECE}(?P<which>)jaar", _whole_year),
        (
            r"(?:in )?(?:de )?(?:eerst)?(?P<which>komende|volgende|afgelopen|vorige) "
            r"(?P<n>\d{1,2}|paar)? ?(?P<unit>dagen|weken|maanden)",
            _stretch,
        ),
        (rf"in {_PIECE}?(?P<number>(?:19|20)\d\d)(?![-.:/]?\d| ?(?:euro|keer))", _whole_year),
        (
            rf"(?:(?:tussen|van|vanaf) )?(?:de )?(?P<low>\d{{1,2}})e?(?: ?(?:-|tot en met|t/m"
            rf"|tot) ?)"
            rf"(?:de )?(?P<high>\d{{1,2}})e? (?P<month>{MONTH}){YEAR}",
            _days_of_month,
        ),
        (
            rf"tussen (?:de )?(?P<low>\d{{1,2}})e? en (?:de )?(?P<high>\d{{1,2}})e? "
            rf"(?P<month>{MONTH}){YEAR}",
            _days_of_month,
        ),
        (
            rf"(?:(?P<each>'s |elke |iedere |op een )|op )?(?P<weekday>(?:{DAYS})dag)"
            rf"(?:s|en|(?(each)|(?!)))(?P<work>)(?P<free>)",
            _again,
        ),
        (
            r"(?P<work>doordeweeks|(?:door de week)|op werkdagen|(?:op )?weekdagen)"
            r"|(?P<free>in het weekend|(?:in de )?weekenden)",
            _again,
        ),
        (
            r"(?:zo|het liefst) (?:snel|gauw|spoedig|vlug|vroeg)(?: als)? (?:mogelijk|kan"
            r"|het kan)|z\.?s\.?m\b\.?|asap"
            r"|(?:op )?(?:de )?(?:1e|eerst) (?:de )?beste (?:dag|datum|moment)|zo snel als het kan"
            r"|(?:de )?1e (?:beschikbare|vrije|mogelijke) (?:dag|datum|moment|plek|afspraak)",
            _soon,
        ),
        (
            r"(?:welke|wat voor) dag (?:dan ook|maakt (?:mij |me )?niet uit)|(?:het )?maakt "
            r"(?:mij |me |ons )?niet uit(?: welke dag| wanneer)?"
            r"|alle dagen|elke dag|iedere dag|wanneer dan ook|(?:ik heb )?geen voorkeur"
            r"|om het even",
            _anything,
        ),
    )
)
