"""Whose line a resident is in, and how long it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain.handover import Handover, Stage
from assistant.domain.line import in_line, wait_in_minutes
from assistant.domain.staff import Staff

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASKED = Handover("h1", "c1", "rotterdam", "webchat", "", NOW)
ALL_ROUND = Staff("s1", "piet", "Piet", "rotterdam")
TAXES = Staff("s2", "an", "An", "rotterdam", teams=("belastingen",))
CARE = Staff("s3", "mo", "Mo", "rotterdam", teams=("zorg",))
FOR_CARE = replace(ASKED, team="zorg")


def sees(one: Handover, staff: Staff, *there: Staff, now: datetime = NOW) -> bool:
    return bool(in_line([one], staff, there, now))


def test_what_no_team_knows_is_everybodys() -> None:
    for staff in (ALL_ROUND, TAXES, CARE):
        assert sees(ASKED, staff, ALL_ROUND, TAXES, CARE)


def test_a_subject_is_of_the_team_and_of_who_is_of_no_team() -> None:
    assert sees(FOR_CARE, CARE, ALL_ROUND, TAXES, CARE)
    assert sees(FOR_CARE, ALL_ROUND, ALL_ROUND, TAXES, CARE)
    assert not sees(FOR_CARE, TAXES, ALL_ROUND, TAXES, CARE)


def test_nobody_waits_for_a_team_that_went_home() -> None:
    assert sees(FOR_CARE, TAXES, ALL_ROUND, TAXES)
    assert sees(FOR_CARE, TAXES, TAXES, replace(CARE, available=False))


def test_passed_on_to_a_team_it_does_not_come_back_to_who_did_that() -> None:
    passed = replace(FOR_CARE, passed_at=NOW)
    assert sees(passed, CARE, ALL_ROUND, CARE)
    assert not sees(passed, ALL_ROUND, ALL_ROUND, CARE)
    assert sees(passed, ALL_ROUND, ALL_ROUND)


def test_passed_on_to_a_colleague_he_is_first_for_a_while() -> None:
    passed = replace(ASKED, for_staff="s2", passed_at=NOW)
    everybody = (ALL_ROUND, TAXES, CARE)
    assert sees(passed, TAXES, *everybody)
    assert not sees(passed, ALL_ROUND, *everybody)
    assert sees(passed, ALL_ROUND, ALL_ROUND, CARE)
    assert sees(passed, ALL_ROUND, *everybody, now=NOW + timedelta(minutes=2))


def test_whom_somebody_speaks_with_is_his_only() -> None:
    taken = replace(FOR_CARE, stage=Stage.ACTIVE, staff_id="s2")
    assert sees(taken, TAXES, TAXES, CARE)
    assert not sees(taken, CARE, TAXES, CARE)


@pytest.mark.parametrize(
    ("lasted", "ahead", "people", "minutes"),
    [
        ([600.0] * 5, 0, 1, 4),  # ten minutes each, three at a time
        ([600.0] * 5, 5, 1, 20),
        ([600.0] * 5, 5, 2, 10),
        ([5.0] * 5, 0, 1, 1),
        ([600.0] * 4, 5, 1, None),
        ([600.0] * 5, 5, 0, None),
    ],
)
def test_how_long_it_takes(
    lasted: list[float], ahead: int, people: int, minutes: int | None
) -> None:
    assert wait_in_minutes(lasted, ahead, people) == minutes
