"""What the driver of a script fills in when Balie asks for it."""

from __future__ import annotations

import pytest

from tools.evaluate.drive import Said
from tools.evaluate.persona import asked_for, choice, confirms

PERSONA = {"naam": "Sanne Visser", "email": "s@example.org", "telefoon": "0612345678"}
PLACES = (("4-0", "dinsdag 1 december om 9.00 uur"), ("4-1", "dinsdag 1 december om 13.30 uur"))


def said(text: str, *choices: tuple[str, str], outcome: str = "flow") -> tuple[Said, ...]:
    return (Said(text, outcome, choices=choices),)


@pytest.mark.parametrize(
    ("question", "coming", "value"),
    [
        ("Op welke naam zet ik de afspraak?", "ja", "Sanne Visser"),
        ("Op welke naam zet ik de afspraak?", "ik heet Jan", ""),
        ("Op welke naam zet ik de afspraak?", "Jan de Vries", ""),
        ("Wat is uw e-mailadres of mobiele nummer? Daar stuur ik het heen.", "ja", "s@example.org"),
        ("Wat is uw e-mailadres of mobiele nummer?", "06 12345678", ""),
        ("Op welk telefoonnummer kunnen wij u bereiken?", "", "0612345678"),
        ("Wat is uw geboortedatum?", "ja", ""),  # not in this persona
        ("Op naam van Sanne. Klopt dit?", "ja", ""),
        ("Welke tijd wilt u?", "ja", ""),
    ],
)
def test_value_of_the_persona_is_given_where_the_next_turn_gives_none(
    question: str, coming: str, value: str
) -> None:
    assert asked_for(said(question), PERSONA, coming) == value


@pytest.mark.parametrize(
    ("wanted", "coming", "pressed"),
    [
        ("", "ja", "4-0"),
        ("time at or after 12:00", "ja prima", "4-1"),
        ("time before 12:00", "", "4-0"),
        ("time before 08:00", "ja", "4-0"),
        ("", "de tweede", ""),
    ],
)
def test_choice_is_made_where_the_next_turn_only_agrees(
    wanted: str, coming: str, pressed: str
) -> None:
    assert choice(said("Welke?", *PLACES), wanted, coming) == pressed


def test_yes_and_no_and_what_is_no_step_are_not_chosen() -> None:
    assert choice(said("Klopt dit?", ("5-0", "Ja"), ("5-1", "Nee")), "", "ja") == ""
    assert choice(said("Hier.", ("5-0", "Medewerker spreken")), "", "ja") == ""
    assert choice(said("Bedoelt u?", *PLACES, outcome="choice"), "", "ja") == ""
    assert choice((), "", "ja") == ""


@pytest.mark.parametrize(
    "text", ["ja", "Ja, dat klopt", "prima", "oké", "is goed", "top doe maar", "👍"]
)
def test_a_yes(text: str) -> None:
    assert confirms(text)


@pytest.mark.parametrize("text", ["nee", "morgen", "liever niet", "Sanne Visser"])
def test_no_yes(text: str) -> None:
    assert not confirms(text)
