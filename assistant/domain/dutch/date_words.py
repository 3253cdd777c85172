"""Dates with a day of their own: "15 december", "15-12-2026", "de 15e", "Koningsdag"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from assistant.domain.dutch import calendar
from assistant.domain.dutch.calendar import FEAST, MONTH, NOT_DEFINED
from assistant.domain.dutch.date_model import Atom, DateKind
from assistant.domain.dutch.problems import Problem

DAYS = "maan|dins|woens|donder|vrij|zater|zon"
PARTS = "(?:voor|na)?middag|ochtend|morgen|avond|nacht"
PART = rf"(?:{PARTS})?"
WEEKDAY = rf"(?P<weekday>(?:{DAYS})dag){PART}"
# Abbreviated only where a date follows: "do" and "zo" are words as well.
_BEFORE_DATE = rf"(?:(?P<weekday>(?:{DAYS})dag|(?:ma|di|wo|do|vr|za|zo)\b\.?){PART},? )?(?:de )?"
_D = r"(?P<day>\d{1,2})(?:e|ste|de)?"
YEAR = (
    r"(?:,? (?:van )?(?P<year>(?:19|20) ?\d\d(?![\d.:/-])|'\d\d\b"
    r"|[2-9]\d(?=\s*(?:$|[,;?!]))|volgend jaar|dit jaar|vorig jaar"
    r"|het (?:volgende|komende) jaar))?"
)
EDGE, END = r"(?<![\w/€-])(?<!\d[.,])", r"(?![\w/])"
NEXT = (
    r"(?P<which>deze|dit|huidige|lopende|komende?|volgende?|aanstaande|vorige?|afgelopen"
    r"|eerstvolgende)"
)
STEP = {"vorig": -1, "afgelopen": -1, "deze": 0, "dit": 0, "huidige": 0, "lopende": 0}

JUST_NOW = re.compile(r" ?j\.?l\b|(?<=j)l\b")
_HOUSE = re.compile(
    r"(?:straat|str\.|laan|weg|plein|kade|gracht|singel|dijk|pad|hof|steeg|dreef|tussen|nummer"
    r"|nr\.?),? $"
)

Build = Callable[[re.Match[str], date], Atom | None]


def atom(
    match: re.Match[str], first: date | None, last: date | None = None, **more: object
) -> Atom:
    """An atom on the place of a match; without a first day it is impossible."""
    last = last or first
    if first is None:
        more["problems"] = (Problem.IMPOSSIBLE,)
    elif first != last:
        more.setdefault("kind", DateKind.RANGE)
    return Atom(match.start(), match.end(), first, last, **more)  # type: ignore[arg-type]


def year_of(match: re.Match[str], today: date) -> int | None:
    """The year that `YEAR` found, if any."""
    words = match["year"]
    if not words:
        return None
    if words.startswith("'") or (len(words) == 2 and words.isdigit()):
        return _short_year(int(words[-2:]), today)
    if words[0].isdigit() and len(words) > 2:
        return int(words.replace(" ", ""))
    return today.year + (0 if "dit" in words else -1 if "vorig" in words else 1)


def full_year(match: re.Match[str]) -> bool:
    """Whether the year was said whole, so that the date is the same on every day."""
    return bool(re.fullmatch(r"\d\d ?\d\d", match.groupdict().get("year") or ""))


def _short_year(year: int, today: date) -> int:
    """Years of birth lie behind us, appointments at most twenty years ahead."""
    full = today.year // 100 * 100 + year
    return full - 100 if 100 < full > today.year + 20 else full


def _absolute(match: re.Match[str], day: int, month: int, year: int | None, today: date) -> Atom:
    if year is None:
        found = calendar.without_year(day, month, today) if 1 <= month <= 12 else None
        if found and found > today and JUST_NOW.match(match.string, match.end()):
            found = calendar.valid(found.year - 1, month, day)
    else:
        found = calendar.valid(year, month, day)
    word = match.groupdict().get("weekday")
    wrong = found and word and calendar.weekday(word) != found.weekday()
    problems = (Problem.CONTRADICTION,) if wrong else ()
    return atom(match, found, absolute=full_year(match), problems=problems)


def _day_month(match: re.Match[str], today: date) -> Atom:
    month = calendar.month_number(match["month"])
    return _absolute(match, int(match["day"]), month, year_of(match, today), today)


def _digits(match: re.Match[str], today: date) -> Atom | None:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year is None:
        if (day, month) == (24, 7) or day > 39 or not 1 <= month <= 19 or day == 0:
            return None
        return _absolute(match, day, month, None, today)
    full = int(year) if len(year) == 4 else _short_year(int(year), today)
    return _absolute(match, day, month, full, today)


def _compact(match: re.Match[str], today: date) -> Atom | None:
    # Eight digits may be anything: only what can be a date is one.
    found = _digits(match, today)
    return found if found and found.first else None


def _dashed(match: re.Match[str], today: date) -> Atom | None:
    # "10-12" may be hours or numbers of houses: only what can be a date is one.
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    if _HOUSE.search(match.string, max(0, match.start() - 20), match.start()):
        return None
    return _absolute(match, day, month, None, today)


def _day_of_month(match: re.Match[str], today: date) -> Atom | None:
    number, which = int(match["day"]), match["which"]
    sure = (
        which
        or match["weekday"]
        or _AT.search(match.string, max(0, match.start() - 12), match.start())
    )
    # "de 2e" is more often the second of something than the second of the month.
    if not sure and number < 6:
        return None
    if not 1 <= number <= 31:
        return atom(match, None) if number < 40 and sure else None
    start = date(today.year, today.month, 1)
    if which and which != "de maand":
        month = calendar.shift_months(
            start, 1 if "deze" not in which and which != "de maand" else 0
        )
        return atom(match, month and calendar.valid(month.year, month.month, number))
    for ahead in range(4):
        month = calendar.shift_months(start, ahead)
        found = month and calendar.valid(month.year, month.month, number)
        if found and found >= today:
            word = match["weekday"]
            wrong = word and calendar.weekday(word) != found.weekday()
            return atom(match, found, problems=(Problem.CONTRADICTION,) if wrong else ())
    return None


def _feast(match: re.Match[str], today: date) -> Atom:
    days = calendar.feast(match["feast"], year_of(match, today), today)
    return atom(
        match,
        *(days or (None, None)),
        absolute=full_year(match),
    )


def _not_defined(match: re.Match[str], today: date) -> Atom:
    return Atom(match.start(), match.end(), kind=DateKind.RANGE, problems=(Problem.UNKNOWN,))


_AT = re.compile(r"\b(?:op|vanaf|na|voor|tot|met|t/m|uiterlijk) $")
_OTHER_DAYS = r"(?: en | of |, ?)(?:\d{1,2}e?(?: en | of |, ?))*\d{1,2}e?"

PATTERNS: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(f"{EDGE}(?:{pattern}){END}"), build)
    for pattern, build in (
        (rf"{_BEFORE_DATE}{_D} ?(?P<month>{MONTH}){YEAR}", _day_month),
        (rf"{_D}(?={_OTHER_DAYS} (?P<month>{MONTH}){YEAR})", _day_month),
        (
            rf"{_BEFORE_DATE}(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d\d))?"
            rf"(?!/?\d)",
            _digits,
        ),
        (
            rf"{_BEFORE_DATE}(?P<day>\d{{1,2}})[-.](?P<month>\d{{1,2}})[-.](?P<year>\d{{4}}"
            rf"|\d\d)(?![-.]?\d)",
            _digits,
        ),
        (r"(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>(?:19|20)\d\d)", _digits),
        (r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>(?:19|20)\d\d)", _compact),
        (r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![-.]?\d)", _digits),
        (
            rf"{_BEFORE_DATE}(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})(?![-.]?\d|,\d)"
            r"(?! ?(?:uur|u\b|uren|jaar|jarige|weken|dagen|euro|personen|kinderen|%))",
            _dashed,
        ),
        (
            rf"(?:(?P<weekday>(?:{DAYS})dag){PART},? )?(?:de |(?<=op ))"
            r"(?P<day>\d{1,2})(?:e|ste|de)"
            r"(?: van )?(?P<which>deze maand|(?:de )?(?:volgende|komende) maand|de maand)?"
            r"(?=$|[?!.,;)]|\s*$|(?<=maand)| (?:om|in de|'s|tussen|rond|graag|kan|is|of|en|van"
            r"|na|voor|voormiddag|moet|wil|ben)\b)",
            _day_of_month,
        ),
        (rf"(?P<feast>{FEAST}){YEAR}", _feast),
        (rf"(?:de |het )?(?:{NOT_DEFINED})", _not_defined),
    )
)
