"""A button chosen by typing."""

from __future__ import annotations

import pytest

from nlu.choices import resolve
from nlu.context import Context
from tests.unit.nlu.tiny import read

TITLES = ("Paspoort aanvragen", "Rijbewijs verlengen", "Iets anders")


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("1", 0),
        ("de eerste", 0),
        ("de eerste graag", 0),
        ("optie 2", 1),
        ("nummer twee aub", 1),
        ("ik kies de tweede", 1),
        ("ik bedoel de laatste", 2),
        ("de onderste.", 2),
        ("het middelste", 1),
        ("b", 1),
        ("rijbewijs verlengen", 1),
        ("rijbewijs verlengen!", 1),
        ("iets anders", 2),
        ("4", None),
        ("vierde", None),
        ("12", None),
        ("eerste paspoort aanvragen", None),
        ("een", 0),
        ("een paspoort", None),
        ("rijbewijs", None),
        ("wat kost de eerste", None),
        ("", None),
    ],
)
def test_resolve_finds_the_button_that_is_named(text: str, index: int | None) -> None:
    assert resolve(text, TITLES) == index


STEPS = ("Stap 2: Adres doorgeven", "Stap 3: School zoeken", "Stap 5: Feest geven")


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("2", 0),
        ("stap 3", 1),
        ("nummer 5.", 2),
        ("1", None),
        ("stap 4", None),
        ("de eerste", 0),
        ("stap 3: school zoeken", 1),
        ("klaar met stap 3", None),
    ],
)
def test_resolve_goes_by_the_number_that_stands_in_the_title(text: str, index: int | None) -> None:
    assert resolve(text, STEPS) == index


@pytest.mark.parametrize(("text", "index"), [("9", 8), ("nummer zes", 5), ("de vijfde", 4)])
def test_resolve_knows_the_numbers_of_a_long_list(text: str, index: int) -> None:
    assert resolve(text, [f"Keuze {letter}" for letter in "ABCDEFGHI"]) == index


def test_resolve_finds_nothing_when_no_buttons_were_shown() -> None:
    assert resolve("de eerste", ()) is None


def test_resolve_counts_from_the_end_of_the_buttons_that_there_are() -> None:
    assert resolve("de laatste", TITLES[:2]) == 1
    assert resolve("de tweede", TITLES[:1]) is None


@pytest.mark.parametrize(
    ("text", "titles", "index"),
    [
        ("3", ("Stap 3 is klaar", "Stap 5 is klaar", "Stap 6 is klaar"), 0),
        ("nummer 5 graag", ("Stap 3: A", "Stap 5: B", "Stap 6: C"), 1),
        ("stap 6 is klaar", ("Stap 3 is klaar", "Stap 5 is klaar", "Stap 6 is klaar"), 2),
        ("stap 3 is klaar", ("Stap 3: A", "Stap 5: B"), None),  # it is done, not asked for
        ("2", ("Stap 3 is klaar", "Stap 5 is klaar"), None),
    ],
)
def test_a_number_is_the_one_that_the_resident_reads(
    text: str, titles: tuple[str, ...], index: int | None
) -> None:
    assert resolve(text, titles) == index


@pytest.mark.parametrize(
    ("text", "intent"),
    [("1", "deny"), ("2", "affirm"), ("3", "request_human"), ("a", "deny"), ("Eerder A", "ask_a")],
)
def test_reader_presses_the_button_of_the_latest_message_first(text: str, intent: str) -> None:
    titles = ("Eerder A", "Eerder B", "Medewerker", "Nu A", "Nu B")
    payloads = ("/ask_a", "/ask_b", "/request_human", "/deny", "/affirm")
    assert read(text, Context(titles=titles, payloads=payloads, earlier=3)).intent == intent
