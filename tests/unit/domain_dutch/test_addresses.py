"""Postcodes and house numbers, written and spoken."""

from __future__ import annotations

import pytest

from assistant.domain.dutch.addresses import find_house_numbers, find_postcodes
from assistant.domain.dutch.problems import Problem


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1234 AB", "1234 AB"),
        ("1234ab", "1234 AB"),
        ("1234 ab", "1234 AB"),
        ("3512 je", "3512 JE"),
        ("1234, A B", "1234 AB"),
        ("mijn postcode is 3012 KA", "3012 KA"),
        ("dertig twaalf aa bee", "3012 AB"),
        ("drie nul een twee, A B", "3012 AB"),
        ("een nul een een a b", "1011 AB"),
        ("drieduizend twaalf a b", "3012 AB"),
        ("vijfendertig elf tee zet", "3511 TZ"),
        ("3012 de A van Anna de B van Bernard", "3012 AB"),
        ("3012 Anna Bernard 7", "3012 AB"),
        ("postcode 3012 en er", "3012 NR"),
        ("postcode 2026 is", "2026 IS"),
    ],
)
def test_a_postcode_is_read(text: str, wanted: str) -> None:
    [found] = find_postcodes(text)
    assert (found.value, found.problems) == (wanted, ())


@pytest.mark.parametrize("text", ["0123 AB", "1234 SA", "1234sd", "1234 SS", "postcode 0123"])
def test_a_postcode_that_cannot_exist_is_named_so(text: str) -> None:
    [found] = find_postcodes(text)
    assert (found.value, found.problems) == ("", (Problem.IMPOSSIBLE,))


def test_a_postcode_without_letters_is_incomplete() -> None:
    [found] = find_postcodes("mijn postcode is 3012")
    assert (found.value, found.problems) == ("3012", (Problem.INCOMPLETE,))


@pytest.mark.parametrize(
    "text",
    [
        "in 2026 is het klaar",
        "in 2025 zo druk",
        "ik betaalde 1500 in januari",
        "in 2026 en er was",
        "er zijn 1000 mensen",
        "0612345678",
        "€ 1234 ab",
        "",
    ],
)
def test_a_year_with_a_word_is_no_postcode(text: str) -> None:
    assert find_postcodes(text) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1234 AB 10 bis", (10, "", "bis")),
        ("dertig twaalf aa bee nummer 5 a", (5, "A", "")),
        ("drie nul een twee, A B, huisnummer tien rood", (10, "", "rood")),
        ("1234 AB nr. 7B", (7, "B", "")),
        ("5038EA 12-2", (12, "", "2")),
        ("3012ab 10 3 hoog", (10, "", "3 hoog")),
        ("3012ab 10 a bis", (10, "A", "bis")),
        ("3012 AB honderd twaalf", (112, "", "")),
        ("Kerkstraat 12a", (12, "A", "")),
        ("Kerkstraat 10, 3012 AB", (10, "", "")),
        ("Kerkstraat nummer 10", (10, "", "")),
        ("kerkstraat 10-12", (10, "", "12")),
        ("ik woon op nummer 5 a", (5, "A", "")),
        ("huisnummer honderd twaalf", (112, "", "")),
        ("Laan 10 zwart", None),
        ("dorpslaan 10 zwart", (10, "", "zwart")),
        ("Dorpsstraat 5 hs", (5, "", "hs")),
    ],
)
def test_a_house_number_is_read(text: str, wanted: tuple[int, str, str] | None) -> None:
    found = [(one.number, one.letter, one.addition) for one in find_house_numbers(text)]
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    "text",
    ["nummer 2 graag", "kerkstraat 3 weken geleden", "ik ben onderweg, 5 minuten", "zaaknummer 12"],
)
def test_another_number_is_no_house_number(text: str) -> None:
    assert find_house_numbers(text) == ()


def test_a_house_number_is_shown_as_on_an_envelope() -> None:
    [found] = find_house_numbers("3012 AB 10a bis")
    assert (found.value, found.text) == ("10 A bis", "10a bis")
