"""Which messages begin an appointment, which go on with it, and which ask something in between."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.domain.booking.draft import Ask, Draft, Offer, Task
from assistant.services.appointments import DUTCH_TIME
from assistant.settings import ROOT
from kb.library import Library
from nlu.booking import INFORM, begins, belongs, in_booking
from nlu.context import Context
from nlu.reader import Candidate, Reading

LIBRARY = Library(ROOT / "kb")
CATALOGUE = LIBRARY.catalogue("rotterdam")
PLACE = datetime(2026, 12, 1, 9, tzinfo=DUTCH_TIME)


def draft(ask: Ask = Ask.PLACE, task: Task = Task.MAKE) -> Draft:
    offered = (Offer("c", PLACE),) if ask is Ask.PLACE else ()
    return Draft("m1", task, products=("paspoort",), ask=ask, offered=offered)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("afspraak vog 25 november 14.00", "several_questions"),
        ("afspraak nodig voor briefadres in de week van 7 december", "faq"),
        ("kan ik een gesprek inplannen over mijn schulden", "faq"),
        ("afspraak paspoort morgen niet voor 3 uur 's middags", "change_appointment"),
        ("mijn moeder wil een id-kaart, kan ze vrijdag 27 november terecht?", "nlu_fallback"),
        ("afspaak voor ryb ewijs", "nlu_fallback"),
        ("nee, afspraak bedoel ik", "faq"),
        ("gewoon een afspraak graag", "faq"),
        ("afspraak paspoort 7 december 14:00, ik heet Inwoner Bdc", "inject_instruction"),
    ],
)
def test_wish_for_an_appointment_is_one_however_it_was_read(text: str, intent: str) -> None:
    assert begins(text, intent, CATALOGUE)


@pytest.mark.parametrize(
    "text",
    [
        "moet ik een afspraak maken voor een paspoort",
        "hoe lang duurt een afspraak voor een rijbewijs",
        "kan ik zonder afspraak komen voor een paspoort",
        "wat neem ik mee naar mijn afspraak voor een paspoort",
        "kan ik vandaag nog terecht voor een paspoort",
        "verzet mijn afspraak voor het paspoort",
        "mijn paspoort is verlopen",
        "wat kost een paspoort",
    ],
)
def test_question_about_appointments_stays_a_question(text: str) -> None:
    assert not begins(text, "faq", CATALOGUE)


@pytest.mark.parametrize(
    ("ask", "text", "intent"),
    [
        (Ask.PLACE, "doe maar dinsdag", "nlu_fallback"),
        (Ask.PLACE, "kan het ook om elf uur?", "faq"),
        (Ask.PLACE, "de eerste", "out_of_scope"),
        (Ask.PLACE, "maakt niet uit hoe laat", "faq"),
        (Ask.PLACE, "welke tijden zijn er woensdag?", "faq"),
        (Ask.PLACE, "nee sorry, voor een id-kaart", "faq"),
        (Ask.DAY, "bedankt, dinsdag graag", "thank"),
        (Ask.NAME, "Fatima el Amrani", "speak_other_language"),
        (Ask.NAME, "Jan Paspoort", "faq"),
        (Ask.CONTACT, "[e-mailadres]", "share_personal_data"),
        (Ask.CONFIRM, "ja is goed", "affirm"),
        (Ask.CONFIRM, "ja klopt helemaal, doe maar", "faq"),
        (Ask.PRODUCT, "ik heb een nieuw rijbewijs nodig", "faq"),
        (Ask.LOCATION, "stadswinkel zuid", "faq"),
        (Ask.PLACE, "nee doe toch maar aan de balie", "cancel_appointment"),
    ],
)
def test_answer_to_what_was_asked(ask: Ask, text: str, intent: str) -> None:
    assert belongs(text, intent, draft(ask), CATALOGUE)


@pytest.mark.parametrize(
    ("ask", "text", "intent"),
    [
        (Ask.PLACE, "wat moet ik meenemen?", "faq"),
        (Ask.PLACE, "wat kost dat dinsdag", "faq"),
        (Ask.DAY, "hoe laat gaan jullie dinsdag open?", "faq"),
        (Ask.NAME, "waarom wil je dat weten", "faq"),
        (Ask.PLACE, "ik ben mijn rijbewijs kwijt", "faq"),
        (Ask.PLACE, "kan ik een mens spreken", "request_human"),
        (Ask.PLACE, "stop maar", "stop"),
        (Ask.PLACE, "annuleer maar", "cancel_appointment"),
        (Ask.NAME, "wat een stomme bot", "insult"),
    ],
)
def test_something_else_in_between(ask: Ask, text: str, intent: str) -> None:
    assert not belongs(text, intent, draft(ask), CATALOGUE)


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("annuleren", "stop", True),
        ("ja annuleren", "cancel_appointment", True),
        ("ik wil een afspraak maken", "make_appointment", False),
    ],
)
def test_beside_are_you_sure(text: str, intent: str, expected: bool) -> None:
    assert belongs(text, intent, draft(Ask.SURE, Task.CANCEL), CATALOGUE) is expected


def read(text: str, reading: Reading, **context: object) -> Reading:
    here = Context(municipality="rotterdam", **context)  # type: ignore[arg-type]
    return in_booking(reading, text, here, LIBRARY)


def test_danger_buttons_and_numbers_come_first_whatever_is_being_made() -> None:
    crisis = Reading("crisis", 1.0, (Candidate("crisis/112", 1.0),))
    assert read("er is brand, dinsdag", crisis, draft=draft()) == crisis
    pressed = Reading("choose_answer", 1.0, entities={"article": "paspoort"})
    assert read("1", pressed, draft=draft()) == pressed
    number = Reading("share_personal_data", 1.0)
    assert read("mijn bsn is [BSN], dinsdag", number, draft=draft()) == number


def test_other_language_is_heard_as_one_only_while_nothing_is_being_made() -> None:
    english = Reading("speak_other_language", 0.9, language="en")
    assert read("appointment passport tomorrow afspraak", english) == english
    assert read("Olena Kovalenko", english, draft=draft(Ask.NAME)).intent == INFORM


def test_wish_keeps_the_other_subjects_it_may_be_about() -> None:
    other = Candidate("faq/rijbewijs_vermist", 0.7)
    found = read("rijbewijs gestolen, afspraak graag", Reading("faq", 0.7, (other,)))
    assert (found.intent, found.candidates[1:]) == ("make_appointment", (other,))
