"""The scripts of dialogues.yml: which button is pressed and what each check sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from assistant.settings import ROOT
from backoffice.database import afspraken, metadata
from connectors.storage.database import open_engine
from kb.library import Library
from tools.evaluate.agenda import DUTCH_TIME, Agenda, Entry
from tools.evaluate.dialogues import Played, button, judge, result_line
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


CATALOGUE = Library(ROOT / "kb").catalogue("rotterdam")
AGENDA = Agenda("sqlite://", CATALOGUE)
PASPOORT = Entry(
    "Paspoort aanvragen",
    "Stadhuis Centrum",
    datetime(2026, 12, 1, 9, 30, tzinfo=DUTCH_TIME),
    2,
    "Sanne Visser",
    "sanne@example.org",
)


def played(turns: tuple[tuple[Said, ...], ...] = TURNS, *stood: list[Entry]) -> Played:
    """`stood` is what stands in the agenda after each of the turns."""
    return Played(list(turns), agenda=list(stood or [[] for _ in turns]))


def passed(check: dict[str, Any], turns: tuple[tuple[Said, ...], ...] = TURNS) -> bool:
    return judge(check, played(turns), TOPICS, AGENDA)[0]


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
    found = judge({"reply": {"turn": 2, "regex": "tien \\w+"}}, played(), TOPICS, AGENDA)
    assert found == (True, "tien jaar")
    missed = judge({"reply": {"turn": 1, "regex": "dag"}}, played(), TOPICS, AGENDA)
    assert missed == (False, "Hallo.")


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


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({"type": "Klacht", "text_contains": "loket 7", "equals": 1}, True),
        ({"type": "Klacht", "text_contains": "loket 8", "equals": 0}, True),
        ({"type": "Klacht"}, False),
        ({"type": "report", "equals": 1}, True),
        ({"type": "report", "text_contains": "Boom: .*tak", "equals": 1}, True),
        ({"type": "report", "text_contains": "lamp", "equals": 1}, False),
    ],
)
def test_what_was_handed_in_is_looked_for_in_the_case_system(
    tmp_path: Path, wanted: dict[str, object], fits: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'backoffice.db'}"
    with open_engine(url).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE zaken (identificatie, omschrijving, toelichting)")
        connection.exec_driver_sql("CREATE TABLE meldingen (id, categorie, tekst)")
        connection.exec_driver_sql("INSERT INTO meldingen VALUES (1, 'Boom', 'Een losse tak.')")
        for number, told in enumerate(("bij loket 7", "op straat")):
            values = (f"Z-{number}", "Klacht", told)
            connection.exec_driver_sql("INSERT INTO zaken VALUES (?, ?, ?)", values)
    agenda = Agenda(url, CATALOGUE)
    assert judge({"records": wanted}, played(), TOPICS, agenda)[0] is fits
    agenda.close()


def test_what_is_not_known_fails() -> None:
    assert not passed({"appointments": {"product": "paspoort"}})
    assert passed({"appointments": {"equals": 0}})
    assert passed({"no_new_records": True})
    assert not passed({"telepathy": True})


def test_a_turn_that_names_a_button_presses_it() -> None:
    last = (Said("Bedoelt u?", "choice", choices=(("4-0", "Paspoort"), ("4-1", "Rijbewijs "))),)
    assert button("rijbewijs", last) == "4-1"
    assert button("rijbewijs verlengen", last) == ""
    assert button("paspoort", ()) == ""


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({"product": "paspoort", "date": "2026-12-01", "time_before": "12:00"}, True),
        ({"product": "pas", "people": 2, "name": "visser", "location": "centrum"}, True),
        ({"time": "09:30", "time_after": "09:30"}, True),
        ({"product": "id-kaart"}, False),
        ({"date": "2026-12-02"}, False),
        ({"time_before": "09:30"}, False),
        ({"time_after": "09:31"}, False),
        ({"people": 1}, False),
        ({"location": "zuid"}, False),
    ],
)
def test_appointments_are_counted_by_what_a_check_names(wanted: dict[str, Any], fits: bool) -> None:
    stood = played(TURNS, [], [PASPOORT])
    for equals in (0, 1):
        check = {"appointments": {**wanted, "equals": equals}}
        assert judge(check, stood, TOPICS, AGENDA)[0] is (fits == bool(equals))


def test_appointments_after_a_turn_and_before_one() -> None:
    stood = played(TURNS, [PASPOORT], [])
    assert judge({"appointments": {"after_turn": 1, "equals": 1}}, stood, TOPICS, AGENDA)[0]
    assert judge({"appointments": {"equals": 0}}, stood, TOPICS, AGENDA)[0]
    assert not judge({"not_booked_before": 2}, stood, TOPICS, AGENDA)[0]
    assert judge({"not_booked_before": 1}, stood, TOPICS, AGENDA)[0]
    assert not judge({"no_new_records": True}, stood, TOPICS, AGENDA)[0]


def test_agenda_holds_what_stands_of_one_conversation(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'backoffice.db'}"
    engine = open_engine(url)
    metadata.create_all(engine)
    usual = {
        "gemeente": "rotterdam", "product": "Paspoort aanvragen", "producten": [],
        "locatie": "Stadhuis Centrum", "locatie_id": "x", "begin": PASPOORT.begin,
        "einde": PASPOORT.begin, "aantal": 2, "naam": "Sanne Visser", "email": "sanne@example.org",
        "gemaakt_op": PASPOORT.begin,
    }  # fmt: skip
    with engine.begin() as connection:
        for number, (key, status) in enumerate(
            (("c1:m1:0", "confirmed"), ("c1:m2:0", "cancelled"), ("c12:m1:0", "confirmed"))
        ):
            row = {"id": str(number), "external_id": key, "status": status}
            connection.execute(insert(afspraken), usual | row)
    agenda = Agenda(url, CATALOGUE)
    assert agenda.of("c1") == [PASPOORT]
    agenda.close()


def test_result_line() -> None:
    good = {"reply": {"turn": 2, "regex": "tien"}}
    script = {"id": "d1", "turns": ["hoi", "hoe lang?"], "expect": [good]}
    assert result_line(script, played(), TOPICS, AGENDA) == {
        "id": "d1",
        "channel": "webchat",
        "turns": [["Hallo."], ["Een ogenblik.", "Een paspoort is tien jaar geldig."]],
        "checks": [{"check": good, "passed": True, "seen": "tien"}],
        "unconfirmed": [],
        "passed": True,
    }
    bad = {"reply": {"turn": 1, "regex": "tien"}}
    failed = result_line(script | {"expect": [good, bad]}, played(), TOPICS, AGENDA)
    assert not failed["passed"]
    for wrong in ({"errors": ["turn 2: weg"]}, {"unconfirmed": ["morgen"]}):
        assert not result_line(script, replace(played(), **wrong), TOPICS, AGENDA)["passed"]
