"""What holds for any text, any day and any way of saying it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.domain.dutch.addresses import find_house_numbers, find_postcodes
from assistant.domain.dutch.amounts import find_ages, find_counts, find_money
from assistant.domain.dutch.contacts import find_emails, find_phones
from assistant.domain.dutch.dates import find_dates
from assistant.domain.dutch.problems import Problem
from assistant.domain.dutch.spelling import find_spelled, find_spelling_hints
from assistant.domain.dutch.times import find_times
from tests.unit.domain_dutch.spoken import MONTHS, number, ways_to_say, ways_to_tell

# A deadline per example measures the machine.
relaxed = settings(deadline=None)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
# Words that the grammars know, in any order: finds what no list of sentences does.
KNOWN = (
    "een één twee drie acht elf twaalf twintig 3 7 12 15 31 32 99 2026 0123 1,5 half kwart "
    "voor over na om tot tussen van en of niet kan ik uur u minuten maandag vrijdag di "
    "morgen overmorgen volgende vorige deze week weken dagen maand maart december februari "
    "mei begin eind de het eerste laatste 's ochtends middags avonds kerst pasen koningsdag "
    "- / . , : € euro ton cent AB ss a b van Anna bis postcode huisnummer nummer straat "
    "Kerkstraat jaar oud zoon is apenstaartje punt com nul zes [telefoonnummer] met z'n "
    "vieren dubbel ij y ? geleden rond"
)
WORDS = st.sampled_from(KNOWN.split(" "))
TEXT = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join))


def everything(text: str, today: date) -> list[Any]:
    return [
        *find_dates(text, today), *find_times(text), *find_times(text, asked=True),
        *find_postcodes(text), *find_house_numbers(text), *find_phones(text), *find_emails(text),
        *find_spelled(text), *find_spelling_hints(text), *find_money(text), *find_counts(text),
        *find_ages(text),
    ]  # fmt: skip


@relaxed
@given(TEXT, st.dates())
def test_any_text_can_be_read_on_any_day_and_what_is_found_stands_in_it(
    text: str, today: date
) -> None:
    for found in everything(text, today):
        assert 0 <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]


@relaxed
@given(TEXT, DAYS, DAYS)
def test_where_a_date_stands_does_not_depend_on_today(text: str, one: date, other: date) -> None:
    spans = [[(f.start, f.end) for f in find_dates(text, today)] for today in (one, other)]
    assert spans[0] == spans[1]


@relaxed
@given(TEXT, st.dates())
def test_what_is_impossible_has_no_date_and_no_range_runs_backwards(text: str, today: date) -> None:
    for found in find_dates(text, today):
        if Problem.IMPOSSIBLE in found.problems:
            assert found.first is None and found.last is None
        if found.first and found.last:
            assert found.first <= found.last
    for moment in find_times(text):
        if moment.problems:
            assert moment.first is None and moment.last is None


@relaxed
@given(TEXT, st.dates())
def test_the_same_text_reads_the_same(text: str, today: date) -> None:
    assert everything(text, today) == everything(text, today)


@relaxed
@given(DAYS, DAYS, st.sampled_from(range(10)), st.sampled_from(["", "graag ", "kan het op "]))
def test_a_date_with_its_year_is_found_however_it_is_said(
    day: date, today: date, way: int, before: str
) -> None:
    said = ways_to_say(day)[way]
    [found] = find_dates(f"{before}{said}, als dat kan", today)
    assert found.day == day
    assert (Problem.PAST in found.problems) == (day < today)
    assert set(found.problems) <= {Problem.PAST}


@relaxed
@given(DAYS, st.integers(-90, 270))
def test_a_date_without_its_year_is_the_nearest_one(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    # The leap day may be missing; 24/7 means day and night.
    assume((day.month, day.day) not in ((2, 29), (7, 24)))
    for said in (f"{day.day} {MONTHS[day.month - 1]}", f"{day.day}/{day.month}"):
        [found] = find_dates(said, today)
        assert found.day == day


@relaxed
@given(DAYS, st.integers(1, 99), st.sampled_from([("dagen", 1), ("weken", 7)]))
def test_a_distance_is_counted_from_today(today: date, amount: int, unit: tuple[str, int]) -> None:
    assume(amount > 1)
    for said in (str(amount), number(amount)):
        [found] = find_dates(f"over {said} {unit[0]}", today)
        assert found.day == today + timedelta(days=amount * unit[1])


@relaxed
@given(DAYS, st.integers(1, 12), st.integers(29, 39), st.integers(1950, 2050))
def test_a_day_that_a_month_lacks_is_never_moved(
    today: date, month: int, day: int, year: int
) -> None:
    try:
        date(year, month, day)
    except ValueError:
        for said in (f"{day} {MONTHS[month - 1]} {year}", f"{day}/{month}/{year}"):
            [found] = find_dates(said, today)
            assert Problem.IMPOSSIBLE in found.problems and found.day is None


@relaxed
@given(DAYS, st.integers(1, 6))
def test_another_weekday_than_the_date_has_is_noticed(day: date, off: int) -> None:
    weekday = ways_to_say(day + timedelta(days=off))[1].split()[0]
    [found] = find_dates(f"{weekday} {ways_to_say(day)[0]}", day)
    assert (found.day, found.problems) == (day, (Problem.CONTRADICTION,))


@relaxed
@given(st.integers(8 * 60, 20 * 60 - 1))
def test_a_time_of_the_day_is_found_however_it_is_told(minutes: int) -> None:
    moment = time(*divmod(minutes, 60))
    for said in ways_to_tell(moment):
        [found] = find_times(f"graag {said}")
        assert found.first == moment, said


@relaxed
@given(st.integers(1000, 9999), st.text("ABCDEGHJKLMNPRSTVWXZ", min_size=2, max_size=2))
def test_a_postcode_is_found_in_capitals_and_attached(digits: int, letters: str) -> None:
    bad = letters in ("SA", "SD", "SS")
    for said in (f"{digits} {letters}", f"{digits}{letters.lower()}"):
        [found] = find_postcodes(f"ik woon op {said}.")
        assert found.value == ("" if bad else f"{digits} {letters}")
        assert bad == (Problem.IMPOSSIBLE in found.problems)


@relaxed
@given(st.integers(1, 9999), st.integers(10, 99))
def test_an_amount_is_found_however_it_is_said(euros: int, cents: int) -> None:
    for said in (
        f"€ {euros},{cents}",
        f"{euros},{cents} euro",
        f"{number(euros)} euro {number(cents)}",
    ):
        assert [found.cents for found in find_money(f"het kost {said}")] == [euros * 100 + cents], (
            said
        )


@pytest.mark.parametrize(
    "piece", ["a ", "1 ", "een ", "1-", "een uur of ", "v ", "maandag ", "a.b.", "0", "a punt "]
)
def test_a_long_text_of_the_same_is_read(piece: str) -> None:
    everything(piece * 1000, date(2026, 11, 23))
