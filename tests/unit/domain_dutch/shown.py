"""What was found, in one short line, so that a table of cases can be read."""

from __future__ import annotations

from datetime import date, time

from assistant.domain.dutch.dates import DateKind, FoundDate, find_dates
from assistant.domain.dutch.times import FoundTime, TimeKind, find_times

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


def dates(text: str, today: date) -> str:
    """ "2026-12-01..2026-12-04" for a range, "not ma" for an exclusion, "!past" for a problem."""
    return " | ".join(map(_date, find_dates(text, today)))


def times(text: str, *, asked: bool = False) -> str:
    """ "10:30", "09:00..11:00", "~10:00" for about, "first"."""
    return " | ".join(map(_time, find_times(text, asked=asked)))


def _date(found: FoundDate) -> str:
    if found.kind is DateKind.WEEKDAYS:
        shown = ",".join(DAYS[day] for day in sorted(found.weekdays))
    elif found.kind in (DateKind.ANY, DateKind.SOON):
        shown = found.kind.value
    elif found.day:
        shown = found.day.isoformat()
    elif found.first or found.last:
        shown = f"{found.first or ''}..{found.last or ''}"
    else:
        shown = ""
    problems = "".join(f" !{problem}" for problem in found.problems)
    others = "".join(f" ?{other}" for other in found.others)
    return (("not " if found.excluded else "") + shown + problems + others).strip()


def _time(found: FoundTime) -> str:
    if found.kind in (TimeKind.FIRST, TimeKind.LAST, TimeKind.ANY):
        shown = found.kind.value
    elif found.problems:
        shown = "".join(f"!{problem}" for problem in found.problems)
    elif found.kind is TimeKind.MOMENT:
        shown = ("~" if found.about else "") + _clock(found.first)
    else:
        shown = f"{_clock(found.first)}..{_clock(found.last)}"
    return ("not " if found.excluded else "") + shown


def _clock(moment: time | None) -> str:
    return moment.isoformat("minutes") if moment else ""
