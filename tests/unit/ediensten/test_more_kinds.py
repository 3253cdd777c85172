"""Kinds of answers: names letter by letter, several people, times, amounts, and zones."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.dutch.spelled import spelled
from assistant.domain.dutch.terms import term_ends
from assistant.domain.ediensten.answer import Flaw
from assistant.domain.ediensten.answers import read
from assistant.domain.ediensten.declaration import Field, Kind, Zone
from assistant.domain.places import Spot
from connectors.holidays import dutch_holidays
from tests.unit.ediensten.room import Room

TODAY = date(2026, 11, 23)


def answer(kind: Kind, text: str) -> str:
    return read(Field("x", "?", kind, "X"), text, TODAY).value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.NAME, "Zoë Maria", "Zoë Maria"),
        (Kind.NAME, "ze heet françois", "François"),
        (Kind.NAME, "de Vries", "de Vries"),
        (Kind.PEOPLE, "mijn vrouw Els Visser en onze zoon Bram", "Els Visser, Bram"),
        (Kind.PEOPLE, "Els Visser, Bram Visser & Noor Visser", "Els Visser, Bram Visser, Noor Visser"),
        (Kind.TIME, "14.35 uur", "14:35"),
        (Kind.TIME, "om kwart over drie 's nachts", "03:15"),
        (Kind.AMOUNT, "€ 1.250,50", "1250"),
        (Kind.AMOUNT, "32.000", "32000"),
        (Kind.AMOUNT, "41 duizend euro", "41000"),
        (Kind.AMOUNT, "32,5k", "32500"),
        (Kind.AMOUNT, "ongeveer 850 euro per maand", "850"),
    ],
)  # fmt: skip
def test_answer(kind: Kind, text: str, value: str) -> None:
    assert answer(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.NAME, "weet ik nog niet"),
        (Kind.PEOPLE, "?"),
        (Kind.TIME, "ergens in de nacht"),
        (Kind.AMOUNT, "te veel"),
        (Kind.AMOUNT, "850 of 900"),
    ],
)
def test_no_answer(kind: Kind, text: str) -> None:
    assert read(Field("x", "?", kind, "X"), text, TODAY).flaw is Flaw.UNCLEAR


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Zoë", "Z, o, e met trema"),
        ("André", "A, n, d, r, e met accent naar rechts"),
        ("Zoe\u0308", "Z, o, e met trema"),
        ("Jan-Ça", "J, a, n, streepje, C met haakje, a"),
        ("Da Ñ", "D, a, spatie, N met slangetje"),
        ("d'Or", "d, apostrof, O, r"),
    ],
)
def test_letter_by_letter(name: str, said: str) -> None:
    assert spelled(name) == said


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        # Thursday: sunday is the third day, so monday, with two working days in it.
        (date(2026, 11, 26), date(2026, 11, 30)),
        # Friday: only monday works of the three, so tuesday.
        (date(2026, 11, 27), date(2026, 12, 1)),
        # Before Christmas 2026, friday and saturday.
        (date(2026, 12, 23), date(2026, 12, 28)),
        (date(2026, 12, 24), date(2026, 12, 29)),
    ],
)
def test_three_days_as_the_law_counts_them(born: date, last: date) -> None:
    assert term_ends(born, 3, dutch_holidays) == last


COOLSINGEL = Spot("Coolsingel 40", 4.47, 51.92, "Coolsingel", "40", "3011 AD")


@pytest.mark.parametrize(
    ("zone", "day", "covers"),
    [
        (Zone(streets=("coolsingel",)), TODAY, True),
        (Zone(streets=("Lijnbaan",)), TODAY, False),
        (Zone(postcodes=("3011",)), TODAY, True),
        (Zone(postcodes=("3011 AD",)), TODAY, True),
        (Zone(postcodes=("3011AE", "3012")), TODAY, False),
        (Zone(streets=("Coolsingel",), begins=date(2027, 1, 1)), TODAY, False),
        (Zone(streets=("Coolsingel",), begins=date(2027, 1, 1)), date(2027, 1, 1), True),
        (Zone(streets=("Coolsingel",), ends=date(2026, 11, 22)), TODAY, False),
        (Zone(streets=("Coolsingel",), ends=TODAY), TODAY, True),
    ],
)
def test_zone(zone: Zone, day: date, covers: bool) -> None:
    assert zone.covers(COOLSINGEL, day) is covers


@pytest.mark.asyncio
async def test_birth_is_read_back_letter_by_letter() -> None:
    room = Room()
    await room.begin("geboorte aangeven")
    said = await room.say(
        "ja", "ik ben de moeder", "ja", "gisteren", "14:35", "Zoë", "de Vries", "een meisje",
        "Bram de Vries", "overslaan",
    )  # fmt: skip
    assert "Zoë (Z, o, e met trema)" in said
    assert "de Vries (d, e, spatie, V, r, i, e, s)" in said


@pytest.mark.asyncio
async def test_bare_no_at_the_end_changes_no_answer() -> None:
    room = Room()
    await room.begin("geboorte aangeven")
    await room.say(
        "ja", "moeder", "ja", "gisteren", "14:35", "Noé", "Visser", "jongen", "Bram Visser", "later"
    )
    assert "Wat wilt u veranderen" in await room.say("nee")
    assert "Noor" in await room.say("Voornamen", "Noor")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("nee",), "waar uw kind is geboren"),
        (("ja", "oma"), "de ouders aan de beurt"),
        (("ja", "vader", "nee"), "erkend worden"),
        (("ja", "vader", "ja", "16 november"), "binnen 3 dagen"),
    ],
)
async def test_birth_that_goes_another_way(told: tuple[str, ...], said: str) -> None:
    room = Room()
    await room.begin("geboorte aangeven")
    assert said in await room.say(*told)
    assert room.handed_in == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("briefadres",), "een reden hebben"),
        (("voor een ander", "ik ben gemachtigd"), "DigiD Machtigen"),
        (("namens iemand", "een zorginstelling"), "hoofd van een zorginstelling"),
        (("voor een huurder", "woningcorporatie"), "geeft geen verhuizing door"),
    ],
)
async def test_for_somebody_else(told: tuple[str, ...], said: str) -> None:
    room = Room()
    await room.begin("verhuizing doorgeven")
    assert said in await room.say(*told)
    assert room.form is None
