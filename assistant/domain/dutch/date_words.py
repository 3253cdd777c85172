"""Dates as one expression: absolute ("15 december", "de 15e", "Koningsdag") and relative."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from assistant.domain.dutch import calendar
from assistant.domain.dutch.calendar import FEAST, MONTH, NOT_DEFINED, WHOLE_MONTH
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
    r"(?:,? (?:van )?(?P<year>(?:19|20) ?\d\d(?![\d.:/-])|'\d\d\b|volgend jaar|dit jaar|vorig jaar"
    r"|het (?:volgende|komende) jaar))?"
)
EDGE, END = r"(?<![\w/€-])(?<!\d[.,])", r"(?![\w/])"
NEXT = r"(?P<which>deze|dit|huidige|lopende|komende?|volgende?|aanstaande|vorige?|afgelopen|eerstvolgende)"
STEP = {"vorig": -1, "afgelopen": -1, "deze": 0, "dit": 0, "huidige": 0, "lopende": 0}
_N = r"(?P<n>\d{1,3}|1,5|een half|een|een paar|enkele)"
_UNIT = r"(?P<unit>dag(?:en)?|weken|week|maand(?:en)?|jaar|jaren)"
_SHIFT = r"(?P<n>\d{1,2}|een) (?P<unit>dagen|weken|week)"

_HOUSE = re.compile(
    r"(?:straat|str\.|laan|weg|plein|kade|gracht|singel|dijk|pad|hof|steeg|dreef|nummer|nr\.?),? $"
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
    words = match["year"]
    if not words:
        return None
    if words.startswith("'"):
        return _short_year(int(words[1:]), today)
    if words[0].isdigit():
        return int(words.replace(" ", ""))
    return today.year + (0 if "dit" in words else -1 if "vorig" in words else 1)


def _short_year(year: int, today: date) -> int:
    """Years of birth lie behind us, appointments at most twenty years ahead."""
    full = today.year // 100 * 100 + year
    return full - 100 if full > today.year + 20 else full


def _absolute(match: re.Match[str], day: int, month: int, year: int | None, today: date) -> Atom:
    if year is None:
        found = calendar.without_year(day, month, today) if 1 <= month <= 12 else None
    else:
        found = calendar.valid(year, month, day)
    word = match.groupdict().get("weekday")
    wrong = found and word and calendar.weekday(word) != found.weekday()
    problems = (Problem.CONTRADICTION,) if wrong else ()
    said = bool(year and (match.groupdict().get("year") or "")[-1:].isdigit())
    return atom(match, found, absolute=said, problems=problems)


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
    sure = which or _AT.search(match.string, max(0, match.start() - 12), match.start())
    # "de 2e" is more often the second of something than the second of the month.
    if not sure and number < 6:
        return None
    if not 1 <= number <= 31:
        return atom(match, None) if number < 40 and sure else None
    start = date(today.year, today.month, 1)
    if which:
        month = calendar.shift_months(
            start, 1 if "deze" not in which and which != "de maand" else 0
        )
        return atom(match, month and calendar.valid(month.year, month.month, number))
    for ahead in range(4):
        month = calendar.shift_months(start, ahead)
        found = month and calendar.valid(month.year, month.month, number)
        if found and found >= today:
            return atom(match, found)
    return None


def _feast(match: re.Match[str], today: date) -> Atom:
    days = calendar.feast(match["feast"], year_of(match, today), today)
    return atom(
        match,
        *(days or (None, None)),
        absolute=bool(match["year"] and match["year"][-1:].isdigit()),
    )


def _not_defined(match: re.Match[str], today: date) -> Atom:
    return Atom(match.start(), match.end(), kind=DateKind.RANGE, problems=(Problem.UNKNOWN,))


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
    if which in ("vorige", "afgelopen"):
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
    """The first days of the months that "december (2027)", "de(ze) maand" or "volgende maand" is."""
    words = match["month"]
    start = date(today.year, today.month, 1)
    if words.endswith("maand"):
        step = next((n for word, n in STEP.items() if words.startswith(word)), 1)
        step = 0 if words == "de maand" else step
        yield calendar.shift_months(start, step) or start
        return
    month = calendar.month_number(words)
    year = year_of(match, today)
    if year is not None:
        yield date(year, month, 1)
        return
    yield date(today.year + (month < today.month), month, 1)
    yield date(today.year + (month < today.month) + 1, month, 1)


def _week_of_month(match: re.Match[str], today: date) -> Atom | None:
    number = -1 if match["nth"] == "laatste" else int(match["nth"].rstrip("edst"))
    first = next(_months(match, today))
    start, last = calendar.month_range(first.year, first.month)
    if number < 0:
        return atom(match, last - timedelta(days=6), last)
    begin = start + timedelta(days=7 * (number - 1))
    return atom(match, begin, min(begin + timedelta(days=6), last)) if begin <= last else None


_MONTH_NAMED = rf"(?P<month>{WHOLE_MONTH}\b|(?:deze|de|volgende|komende|vorige) maand){YEAR}"
_NTH = r"(?P<nth>\d(?:e|ste|de)|laatste)"
_AT = re.compile(r"\b(?:op|vanaf|na|voor|tot|met|t/m|uiterlijk) $")
_OTHER_DAYS = r"(?: en | of |, ?)(?:\d{1,2}e?(?: en | of |, ?))*\d{1,2}e?"

PATTERNS: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(EDGE + pattern + END), build)
    for pattern, build in (
        (rf"{_BEFORE_DATE}{_D} ?(?P<month>{MONTH}){YEAR}", _day_month),
        (rf"{_D}(?={_OTHER_DAYS} (?P<month>{MONTH}){YEAR})", _day_month),
        (
            rf"{_BEFORE_DATE}(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d\d))?(?!/?\d)",
            _digits,
        ),
        (
            rf"{_BEFORE_DATE}(?P<day>\d{{1,2}})[-.](?P<month>\d{{1,2}})[-.](?P<year>\d{{4}}|\d\d)(?![-.]?\d)",
            _digits,
        ),
        (r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![-.]?\d)", _digits),
        (
            rf"{_BEFORE_DATE}(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})(?![-.]?\d|,\d)"
            r"(?! ?(?:uur|u\b|uren|jaar|jarige|weken|dagen|euro|personen|kinderen|%))",
            _dashed,
        ),
        (
            r"(?:de |(?<=op ))(?P<day>\d{1,2})(?:e|ste|de)"
            r"(?: van )?(?P<which>deze maand|(?:de )?(?:volgende|komende) maand|de maand)?"
            r"(?=$|[?!.,;)]|\s*$|(?<=maand)| (?:om|in de|'s|tussen|rond|graag|kan|is|of|en|van|na|voor|voormiddag|moet|wil|ben)\b)",
            _day_of_month,
        ),
        (rf"(?P<feast>{FEAST}){YEAR}", _feast),
        (rf"(?:de |het )?(?:{NOT_DEFINED})", _not_defined),
        (r"(?P<near>vandaag|heden|overmorgen|eergister|gister)(?:en)?" + PART, _near),
        (r"(?P<near>van)(?:morgen| ?(?:middag|avond|ochtend|nacht))", _near),
        (
            r"(?<!de )(?<!goede )(?<!goeie )(?<!'s )(?<!s )(?<!volgende )(?P<near>morgen)"
            + rf"(?:vroeg|{PARTS})?",
            _near,
        ),
        (rf"(?:(?:{NEXT}|a\.?s\.?) )?(?:op )?{WEEKDAY}(?: a\.?s\.?\b)?", _weekday),
        (
            rf"(?P<from>(?:{DAYS})dag|vandaag|morgen|overmorgen){PART} (?:over|in|binnen) {_SHIFT}",
            _weekday_later,
        ),
        (rf"over {_N} {_UNIT}", _distance),
        (rf"{_N} {_UNIT} (?P<ago>geleden)", _distance),
        (rf"binnen (?:nu en )?{_N} {_UNIT}", _within),
        (rf"(?:de |het )?{_NTH} (?:{WEEKDAY}|dag) (?:van|in) {_MONTH_NAMED}", _nth),
        (rf"(?:de |in de )?{_NTH} week (?:van|in) {_MONTH_NAMED}", _week_of_month),
    )
)
