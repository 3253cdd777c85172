"""Numbers in words, and that our own grammar reads the same number back."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.dutch.addresses import find_postcodes
from assistant.domain.dutch.dates import find_dates
from assistant.domain.dutch.plain import plain
from assistant.domain.dutch.said import LARGEST, date, digits, letters, number, ordinal, year


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nul"), (1, "één"), (8, "acht"), (12, "twaalf"), (21, "eenentwintig"),
        (22, "tweeëntwintig"), (33, "drieëndertig"), (80, "tachtig"), (100, "honderd"),
        (101, "honderdeen"), (125, "honderdvijfentwintig"), (1000, "duizend"),
        (1001, "duizend een"), (8000, "achtduizend"), (2026, "tweeduizend zesentwintig"),
        (16_500, "zestienduizend vijfhonderd"), (100_000, "honderdduizend"),
        (999_999, "negenhonderdnegenennegentigduizend negenhonderdnegenennegentig"),
    ],
)  # fmt: skip
def test_number_in_words(value: int, words: str) -> None:
    assert number(value) == words


@given(st.integers(0, LARGEST))
def test_every_number_is_read_back(value: int) -> None:
    assert plain(number(value)).text == str(value)


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_other_numbers_have_no_words(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        number(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "eerste"), (2, "tweede"), (3, "derde"), (4, "vierde"), (8, "achtste"),
        (12, "twaalfde"), (18, "achttiende"), (20, "twintigste"), (21, "eenentwintigste"),
        (28, "achtentwintigste"), (75, "vijfenzeventigste"), (100, "honderdste"),
        (103, "honderdderde"), (1000, "duizendste"),
    ],
)  # fmt: skip
def test_ordinal_in_words(value: int, words: str) -> None:
    assert ordinal(value) == words


@given(st.integers(1, 100))
def test_every_ordinal_is_read_back(value: int) -> None:
    assert plain(ordinal(value)).text == f"{value}e"


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_every_date_is_read_back(day: datetime.date) -> None:
    [found] = find_dates(date(day.day, day.month, day.year), datetime.date(2026, 11, 23))
    assert found.day == day


def test_year_is_said_in_hundreds_before_2000() -> None:
    assert (year(1998), year(1900)) == ("negentienhonderd achtennegentig", "negentienhonderd")
    assert (year(2005), year(1000)) == ("tweeduizend vijf", "duizend")


@given(st.from_regex(r"[0-9]{2,15}", fullmatch=True))
def test_digits_are_read_back(value: str) -> None:
    assert plain(digits(value)).text.replace(" ", "") == value


@given(
    st.from_regex(r"[1-9][0-9]{3}", fullmatch=True),
    st.text("ABDEGHJKLNPRTVWXZ", min_size=2, max_size=2),
)
def test_letters_of_a_postcode_are_read_back(numbers: str, pair: str) -> None:
    [found] = find_postcodes(f"{digits(numbers)} {letters(pair)}")
    assert found.value == f"{numbers} {pair}"
