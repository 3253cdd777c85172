"""A date of birth as people type and say it."""

from __future__ import annotations

import re
from datetime import date

from assistant.domain.dutch.calendar import MONTH, month_number
from assistant.domain.dutch.plain import plain

_OLDEST_YEARS = 120
_DAY, _MONTH, _CENTURY = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?:19|20)\d{2}"
_YEAR = rf"(?P<year>{_CENTURY}|\d{{2}})"
_PATTERNS = tuple(
    re.compile(rf"(?<!\d){pattern}(?!\d)")
    for pattern in (
        rf"(?P<year>{_CENTURY})[-/. ]{_MONTH}[-/. ]{_DAY}",
        rf"{_DAY} ?[-/. ] ?{_MONTH} ?[-/. ] ?{_YEAR}",
        rf"{_DAY}e? ?-?(?P<name>{MONTH}),? ?-?'?{_YEAR}",
        rf"(?P<day>\d{{2}})(?P<month>\d{{2}})(?P<year>{_CENTURY})",
    )
)
# "negentienhonderd achtentachtig" and "negentien achtentachtig", as said for 1988.
_SAID_YEAR = re.compile(r"\b(?P<century>19|20)(?:00)? (?P<rest>\d{1,2})\b(?!\d)")


def find_birth_date(text: str, today: date) -> date | None:
    """The first date in `text` on which someone alive can be born; None where there is none.

    >>> find_birth_date("12 mei '88", date(2026, 11, 26))
    datetime.date(1988, 5, 12)
    """
    read = plain(text).text
    said = _SAID_YEAR.sub(lambda match: f"{match['century']}{int(match['rest']):02}", read)
    for form in dict.fromkeys((said, read)):
        for pattern in _PATTERNS:
            for match in pattern.finditer(form):
                if found := _date(match, today):
                    return found
    return None


def _date(match: re.Match[str], today: date) -> date | None:
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else month_number(parts["name"])
    year = int(parts["year"])
    if year < 100:
        # "88" is not a year to come.
        year += 2000 if 2000 + year <= today.year else 1900
    try:
        born = date(year, month, int(parts["day"]))
    except ValueError:
        return None
    return born if born <= today and today.year - born.year <= _OLDEST_YEARS else None
