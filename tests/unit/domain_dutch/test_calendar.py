"""Feasts reckoned here are those of the `holidays` library."""

from __future__ import annotations

from datetime import date

import pytest
from holidays import country_holidays

from assistant.domain.dutch.calendar import easter, feast, nth_weekday, shift_months, without_year

NAMES = {
    "Nieuwjaarsdag": "nieuwjaarsdag",
    "Goede vrijdag": "goede vrijdag",
    "Eerste paasdag": "1e paasdag",
    "Tweede paasdag": "2e paasdag",
    "Koningsdag": "koningsdag",
    "Bevrijdingsdag": "bevrijdingsdag",
    "Hemelvaartsdag": "hemelvaartsdag",
    "Eerste pinksterdag": "1e pinksterdag",
    "Tweede pinksterdag": "2e pinksterdag",
    "Eerste kerstdag": "1e kerstdag",
    "Tweede kerstdag": "2e kerstdag",
}


@pytest.mark.parametrize("year", range(2014, 2061))
def test_feasts_fall_on_the_days_of_the_library(year: int) -> None:
    days = country_holidays("NL", years=year, language="nl", categories=("public", "optional"))
    theirs = {
        NAMES[name]: day
        for day, names in days.items()
        for name in names.split("; ")
        if name in NAMES
    }
    assert len(theirs) >= 10
    ours = {name: feast(name, year, date(year, 1, 1)) for name in theirs}
    assert ours == {name: (day, day) for name, day in theirs.items()}


def test_easter_of_long_ago_and_far_ahead() -> None:
    assert (easter(1818), easter(1943), easter(2285)) == (
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(2285, 3, 22),
    )


def test_a_month_without_the_day_gives_its_last() -> None:
    assert shift_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert shift_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert shift_months(date(9999, 12, 1), 1) is None


def test_the_fifth_friday_exists_in_some_months() -> None:
    assert nth_weekday(5, 4, 2027, 1) == date(2027, 1, 29)
    assert nth_weekday(5, 4, 2027, 2) is None
    assert nth_weekday(-1, 4, 2027, 2) == date(2027, 2, 26)


def test_a_date_of_ninety_days_ago_is_past_and_of_ninety_one_days_ago_next_year() -> None:
    today = date(2026, 11, 23)
    assert without_year(25, 8, today) == date(2026, 8, 25)
    assert without_year(24, 8, today) == date(2027, 8, 24)
