"""Names spelled out, and hints how to write them."""

from __future__ import annotations

import pytest

from assistant.domain.dutch.problems import Problem
from assistant.domain.dutch.spelling import apply_hint, find_spelled, find_spelling_hints


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("v r i e s", "vries"),
        ("V-R-I-E-S", "vries"),
        ("Jan de Vries, v r i e s", "vries"),
        ("vee er ie ee es", "vries"),
        ("de A van Anna, de B van Bernard", "ab"),
        ("de m van maria", "m"),
        ("m van Marie, e van Eduard, ij van IJsbrand", "meij"),
        ("j a n dubbel s e n", "janssen"),
        ("m griekse ij e r", "myer"),
        ("d lange ij k", "dijk"),
        ("mijn naam is b a k k e r", "bakker"),
    ],
)
def test_letters_are_joined(text: str, wanted: str) -> None:
    assert [found.value for found in find_spelled(text)] == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "J. de Vries",
        "K. L. M. Jansen",
        "en er is",
        "a.u.b.",
        "i.v.m. verhuizing",
        "ik wil",
        "",
        "1234 AB",
    ],
)
def test_words_are_not_spelled(text: str) -> None:
    assert find_spelled(text) == ()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Visser met een v", "Visser", "Visser"),
        ("Fisser met een v", "Fisser", "Visser"),
        ("Meijer met lange ij", "Meijer", "Meijer"),
        ("Meijer met een y", "Meijer", "Meyer"),
        ("Meijer met griekse ij", "Meijer", "Meyer"),
        ("Meijer met e-i", "Meijer", "Meier"),
        ("Meijer met korte ei", "Meijer", "Meier"),
        ("Jansen met dubbel s", "Jansen", "Janssen"),
        ("Jansen met twee s'en", "Jansen", "Janssen"),
        ("Erik met een c", "Erik", "Eric"),
        ("Janssen met één s", "Janssen", "Jansen"),
        ("Tijs met th", "Tijs", "Thijs"),
        ("Sofie met ph", "Sofie", "Sophie"),
        ("Bakker met ck", "Bakker", "Backker"),
    ],
)
def test_a_hint_changes_the_letters_that_sound_alike(text: str, name: str, value: str) -> None:
    [hint] = find_spelling_hints(text)
    assert (hint.name, hint.value, hint.problems) == (name, value, ())


def test_a_hint_without_a_place_in_the_name_leaves_the_name() -> None:
    [hint] = find_spelling_hints("Bos met een w")
    assert (hint.value, hint.problems) == ("Bos", (Problem.AMBIGUOUS,))


@pytest.mark.parametrize(
    ("name", "letters", "value"),
    [
        ("Klein", "ij", "Klijn"),
        ("Dijkstra", "y", "Dykstra"),
        ("Meier", "ij", "Meijer"),
        ("Meyer", "ij", "Meijer"),
        ("Yzer", "ij", "IJzer"),
        ("Smit", "dt", "Smidt"),
    ],
)
def test_ij_and_y_and_ei_keep_the_rest_of_a_name(name: str, letters: str, value: str) -> None:
    assert apply_hint(name, letters) == value


@pytest.mark.parametrize("text", ["een afspraak met een medewerker", "ik kom met de fiets", ""])
def test_a_sentence_with_met_is_no_hint(text: str) -> None:
    assert find_spelling_hints(text) == ()
