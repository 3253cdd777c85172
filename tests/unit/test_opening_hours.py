"""Is a desk open? Pure: the moment and the holidays are given."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.domain.opening_hours import is_open

WEEK = {"mon": ("08:00-12:00", "13:00-18:00"), "tue": ("8-17",), "wed": (), "sat": ("22:00-24:00",)}
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SATURDAY = (
    date(2026, 11, day) for day in (23, 24, 25, 26, 28)
)


@pytest.mark.parametrize(
    ("day", "time", "open_"),
    [
        (MONDAY, "07:59:59", False),
        (MONDAY, "08:00", True),
        (MONDAY, "11:59:59", True),
        (MONDAY, "12:00", False),
        (MONDAY, "12:30", False),
        (MONDAY, "13:00", True),
        (MONDAY, "18:00", False),
        (TUESDAY, "08:00", True),
        (TUESDAY, "17:00", False),
        (WEDNESDAY, "10:00", False),
        (THURSDAY, "10:00", False),
        (SATURDAY, "23:59:59", True),
        (SATURDAY, "21:59", False),
    ],
)
def test_is_open_within_a_range_of_the_weekday(day: date, time: str, open_: bool) -> None:
    assert is_open(WEEK, datetime.fromisoformat(f"{day}T{time}")) is open_


def test_is_open_never_on_a_holiday() -> None:
    moment = datetime.fromisoformat("2026-11-23T10:00")
    assert not is_open(WEEK, moment, {MONDAY})
    assert is_open(WEEK, moment, {TUESDAY})


def test_is_open_reads_the_local_time_of_a_moment_with_a_zone() -> None:
    there = ZoneInfo("Europe/Amsterdam")
    assert is_open(WEEK, datetime(2026, 11, 23, 17, 59, tzinfo=there))
    assert not is_open(WEEK, datetime(2026, 11, 23, 18, 0, tzinfo=there))


def test_is_open_never_when_no_hours_are_known() -> None:
    assert not is_open({}, datetime.fromisoformat("2026-11-23T10:00"))
