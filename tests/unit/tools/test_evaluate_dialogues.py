"""The scripts of dialogues.yml: which button is pressed and what each check sees."""

from __future__ import annotations

from typing import Any

import pytest

from tools.evaluate.dialogues import NO_REGISTER, button, judge, result_line
from tools.evaluate.drive import Said
from tools.evaluate.results import Topics

TOPICS = Topics({"verhuizing": ["verhuismelding"], "paspoort": ["paspoort"]})
TURNS = (
    (Said("Hallo.", "smalltalk"),),
    (
        Said("Een ogenblik.", "smalltalk", final=False),
        Said("Een paspoort is tien jaar geldig.", "answer", articles=("paspoort",)),
    ),
)


def passed(check: dict[str, Any], turns: tuple[tuple[Said, ...], ...] = TURNS) -> bool:
    return judge(check, turns, TOPICS)[0]


def said(text: str, **other: Any) -> tuple[tuple[Said, ...], ...]:
    return ((Said(text, **{"outcome": "answer", **other}),),)


@pytest.mark.parametrize(
    ("turn", "regex", "found"),
    [
        (2, "(10|TIEN) jaar", True),
        (1, "tien jaar", False),
        ("any", "tien jaar", True),
        ("any", "^hallo", True),
        # over the replies of one turn
        (2, r"(?s)ogenblik.*geldig", True),
        # each reply by itself too
        (2, "^een paspoort", True),
        (3, "tien jaar", False),
    ],
)
def test_reply(turn: int | str, regex: str, found: bool) -> None:
    assert passed({"reply": {"turn": turn, "regex": regex}}) is found
    assert passed({"not_reply": {"turn": turn, "regex": regex}}) is not found


def test_a_check_says_what_it_saw() -> None:
    assert judge({"reply": {"turn": 2, "regex": "tien \\w+"}}, TURNS, TOPICS) == (True, "tien jaar")
    assert judge({"reply": {"turn": 1, "regex": "dag"}}, TURNS, TOPICS) == (False, "Hallo.")


@pytest.mark.parametrize(
    ("turns", "offered"),
    [
        (said("Ik geef u door.", outcome="handover"), True),
        (said("Bel 14 010."), True),
        (said("Bel 088 - 123 45 67."), True),
        (said("Bel 010-2671234."), True),
        (said("Bel +31 10 267 12 34."), True),
        (said("Een medewerker helpt u."), True),
        (said("Sorry.", choices=(("1-0", "Medewerker spreken"),)), True),
        (said("Kosten: 14 euro, binnen 3 dagen, artikel 0123."), False),
        (said("Het kan op 01-12-2026 10:00 of 02-12-2026."), False),
    ],
)
def test_handoff(turns: tuple[tuple[Said, ...], ...], offered: bool) -> None:
    assert passed({"handoff": {}}, turns) is offered
    assert passed({"handoff": True}, turns) is offered


def test_handoff_must_come_in_time() -> None:
    turns = (*TURNS, *said("Bel 14 010."))
    assert passed({"handoff": {"turn": 3}}, turns)
    assert not passed({"handoff": {"turn": 2}}, turns)


@pytest.mark.parametrize(
    ("turns", "offered"),
    [
        (said("Geef het door.", articles=("verhuismelding",)), True),
        (said("Hier.", links=(("Regelen", "https://x.example/Verhuizing"),)), True),
        (said("Over uw verhuizing:", links=(("Online", "https://x.example/1"),)), True),
        # naming it is not offering it
        (said("Ik begrijp verhuizing niet."), False),
        (said("Geef het door.", articles=("paspoort",)), False),
    ],
)
def test_eservice(turns: tuple[tuple[Said, ...], ...], offered: bool) -> None:
    assert passed({"eservice": {"name": "verhuizing"}}, turns) is offered


def test_what_needs_a_register_fails_unless_nothing_is_asked_of_it() -> None:
    assert judge({"appointments": {"equals": 1}}, TURNS, TOPICS) == (False, NO_REGISTER)
    assert not passed({"records": {"type": "report", "equals": 1}})
    assert not passed({"appointments": {"product": "paspoort"}})
    assert passed({"appointments": {"equals": 0}})
    assert passed({"no_new_records": True})
    assert not passed({"telepathy": True})


def test_a_turn_that_names_a_button_presses_it() -> None:
    last = (Said("Bedoelt u?", "choice", choices=(("4-0", "Paspoort"), ("4-1", "Rijbewijs "))),)
    assert button("rijbewijs", last) == "4-1"
    assert button("rijbewijs verlengen", last) == ""
    assert button("paspoort", ()) == ""


def test_result_line() -> None:
    good = {"reply": {"turn": 2, "regex": "tien"}}
    script = {"id": "d1", "turns": ["hoi", "hoe lang?"], "expect": [good]}
    assert result_line(script, TURNS, TOPICS) == {
        "id": "d1",
        "turns": [["Hallo."], ["Een ogenblik.", "Een paspoort is tien jaar geldig."]],
        "checks": [{"check": good, "passed": True, "seen": "tien"}],
        "passed": True,
    }
    bad = {"reply": {"turn": 1, "regex": "tien"}}
    assert not result_line(script | {"expect": [good, bad]}, TURNS, TOPICS)["passed"]
    assert not result_line(script, TURNS, TOPICS, ["turn 2: weg"])["passed"]


def test_a_script_whose_case_cannot_be_prepared_fails() -> None:
    check = {"reply": {"turn": "any", "regex": "tien"}}
    script = {"id": "d20", "turns": ["hoi", "{CASE_A}"], "expect": [check]}
    found = result_line(script, TURNS, TOPICS)
    assert (found["passed"], found["checks"][0]["seen"]) == (False, NO_REGISTER)
