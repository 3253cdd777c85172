"""Days and times as a resident reads and hears them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_NEAR = {0: "vandaag", 1: "morgen"}
_SAME_YEAR_DAYS = 300
"""From so many days ahead on a day of the year is not clear without the year."""


def day_text(day: date, today: date) -> str:
    """ "donderdag 3 december", with "morgen" where it is, and the year where it is far away.

    >>> day_text(date(2026, 11, 27), date(2026, 11, 26))
    'morgen, vrijdag 27 november'
    """
    text = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    if abs((day - today).days) > _SAME_YEAR_DAYS:
        return f"{text} {day.year}"
    near = _NEAR.get((day - today).days)
    return f"{near}, {text}" if near else text


def time_text(moment: time) -> str:
    """The Dutch way to write a time.

    >>> time_text(time(9, 0))
    '9.00 uur'
    """
    return f"{moment.hour}.{moment.minute:02} uur"


def moment_text(start: datetime, today: date) -> str:
    """Day and time on the clock of the Netherlands.

    >>> moment_text(datetime(2026, 12, 3, 14, 30, tzinfo=DUTCH_TIME), date(2026, 11, 26))
    'donderdag 3 december om 14.30 uur'
    """
    local = start.astimezone(DUTCH_TIME)
    day = day_text(local.date(), today)
    comma = "," if "," in day else ""
    return f"{day}{comma} om {time_text(local.time())}"
