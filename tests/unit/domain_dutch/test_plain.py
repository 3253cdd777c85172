"""Number words as digits, and back to the text as typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.dutch.plain import MAX_CHARACTERS, plain, value
from tests.unit.domain_dutch.spoken import number

# A deadline per example measures the machine.
relaxed = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Vijftien december", "15 december"),
        ("drieëntwintig", "23"),
        ("zes en twintig", "26"),
        ("honderd vijf", "105"),
        ("tweehonderd vijftig", "250"),
        ("vijftienhonderd", "1500"),
        ("negentienhonderd vijfentachtig", "1985"),
        ("twee duizend zes en twintig", "2026"),
        ("100 duizend", "100000"),
        ("nul zes twaalf vierendertig", "0 6 12 34"),
        ("een nul een twee", "1 0 1 2"),
        ("één kind", "1 kind"),
        ("een kind", "een kind"),
        ("om drie een afspraak", "om 3 een afspraak"),
        ("de eenentwintigste", "de 21e"),
        ("eerste derde achtste", "1e 3e 8e"),
        ("een zesjarige", "een 6-jarige"),
        ("na vieren", "na 4en"),
        ("anderhalve week", "1,5 week"),
        ("tweeënhalf", "2,5"),
        ("eenzaam, achter, vierkant, tiener", "eenzaam, achter, vierkant, tiener"),
    ],
)
def test_number_words_become_digits(text: str, wanted: str) -> None:
    assert plain(text).text == wanted


@relaxed
@given(st.integers(min_value=0, max_value=999_999))
def test_every_number_is_read_back(amount: int) -> None:
    assert value(number(amount).replace("ë", "e")) == amount
    if amount != 1:
        assert plain(number(amount)).text == str(amount)


@relaxed
@given(st.text(max_size=60), st.integers(2, 99_999), st.text(max_size=60))
def test_a_number_leads_back_to_its_words(before: str, amount: int, after: str) -> None:
    text = f"{before} . {number(amount)} . {after}"
    read = plain(text)
    at = read.text.index(f" . {amount} . ", max(0, len(before) - 40) if before else 0) + 3
    assert read.said(at, at + len(str(amount))) == number(amount)


@relaxed
@given(st.text(max_size=200))
def test_a_span_of_plain_text_lies_in_the_source(text: str) -> None:
    read = plain(text)
    for start in range(0, len(read.text), 7):
        first, last = read.span(start, min(start + 5, len(read.text)))
        assert 0 <= first <= last <= len(text)


def test_a_text_is_read_as_far_as_a_message_may_be_long() -> None:
    assert len(plain("a " * MAX_CHARACTERS).text) == MAX_CHARACTERS
