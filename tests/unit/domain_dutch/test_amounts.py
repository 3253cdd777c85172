"""Money, numbers of people and things, ages."""

from __future__ import annotations

import pytest

from assistant.domain.dutch.amounts import find_ages, find_counts, find_money


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("tien euro vijftig", 1050),
        ("10 euro 50", 1050),
        ("tien euro", 1000),
        ("vijfendertighonderd euro", 350000),
        ("een euro", 100),
        ("anderhalve euro", 150),
        ("€ 12,-", 1200),
        ("12,-", 1200),
        ("€12.50", 1250),
        ("12,50 euro", 1250),
        ("EUR 5", 500),
        ("€ 1.234,56", 123456),
        ("1.250 euro", 125000),
        ("tweeduizend vijfhonderd euro", 250000),
        ("drie euro en 20 cent", 320),
        ("vijftig cent", 50),
        ("een tientje", 1000),
        ("anderhalve ton", 15_000_000),
        ("ik verdien een ton", 10_000_000),
        ("een halve ton", 5_000_000),
        ("2 miljoen euro", 200_000_000),
        ("10 euro 3 keer", 1000),
    ],
)
def test_money_is_read(text: str, cents: int) -> None:
    assert [found.cents for found in find_money(text)] == [cents]


@pytest.mark.parametrize("text", ["twee ton puin", "een ton afval", "de grijze ton", "10", ""])
def test_a_weight_or_a_bin_is_no_money(text: str) -> None:
    assert find_money(text) == ()


@pytest.mark.parametrize(
    ("text", "number", "noun", "about"),
    [
        ("met z'n drieën", 3, "", False),
        ("met zijn vijven", 5, "", False),
        ("we zijn met 4", 4, "", False),
        ("een gezin van vijf", 5, "", False),
        ("één id-kaart", 1, "id-kaart", False),
        ("we komen met z'n tweetjes", 2, "", False),
        ("twee kinderen", 2, "kinderen", False),
        ("één kind", 1, "kind", False),
        ("voor 3 personen", 3, "personen", False),
        ("2 kleine kinderen", 2, "kinderen", False),
        ("een stuk of vier", 4, "", True),
        ("een stuk of vier zakken", 4, "zakken", True),
        ("ongeveer 10 mensen", 10, "mensen", True),
        ("vier paspoorten", 4, "paspoorten", False),
    ],
)
def test_a_count_is_read(text: str, number: int, noun: str, about: bool) -> None:
    [found] = find_counts(text)
    assert (found.number, found.noun, found.about) == (number, noun, about)


@pytest.mark.parametrize("text", ["een kind", "wij vieren feest", "15 jaar", "na vieren", ""])
def test_other_numbers_are_no_count(text: str) -> None:
    assert find_counts(text) == ()


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("mijn dochter van 5", [(5, 0)]),
        ("dochter van vijf jaar", [(5, 0)]),
        ("ze is 17", [(17, 0)]),
        ("mijn zoon is zeventien jaar", [(17, 0)]),
        ("ik ben zeventig", [(70, 0)]),
        ("een zesjarige", [(6, 0)]),
        ("een 16-jarig meisje", [(16, 0)]),
        ("12 jaar oud", [(12, 0)]),
        ("kinderen van 5 en 7", [(5, 0), (7, 0)]),
        ("dochters van 4, 6 en 9", [(4, 0), (6, 0), (9, 0)]),
        ("ze zijn 5 en 7", [(5, 0), (7, 0)]),
        ("mijn dochter (6)", [(6, 0)]),
        ("leeftijd 34", [(34, 0)]),
        ("34 jaar", [(34, 0)]),
        ("een baby van 3 maanden", [(0, 3)]),
        ("ze is 14 maanden oud", [(1, 2)]),
    ],
)
def test_an_age_is_read(text: str, ages: list[tuple[int, int]]) -> None:
    assert [(found.years, found.months) for found in find_ages(text)] == ages


@pytest.mark.parametrize(
    "text",
    [
        "het is 17 uur",
        "hij is 10 jaar geldig",
        "mijn zoon van 5 december",
        "18 jaar of ouder",
        "ik ben er om 3",
        "mijn man is 10 minuten te laat",
        "een 25-jarig huwelijk",
        "hij is 300",
    ],
)
def test_other_numbers_are_no_age(text: str) -> None:
    assert find_ages(text) == ()
