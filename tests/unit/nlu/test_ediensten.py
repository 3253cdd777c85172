"""Which messages are answers in an eDienst, and which ask something in between."""

from __future__ import annotations

import pytest

from assistant.domain.ediensten.form import Form, Stage
from assistant.settings import ROOT
from kb.library import Library
from nlu.context import Context
from nlu.ediensten import INFORM_EDIENST, START_EDIENST, begins_edienst, in_edienst
from nlu.reader import Candidate, Reading

LIBRARY = Library(ROOT / "kb")


def read(form: Form, text: str, intent: str) -> str:
    here = Context(municipality="rotterdam", form=form)
    return in_edienst(Reading(intent, 0.7), text, here, LIBRARY).intent


def moving(ask: str = "", stage: Stage = Stage.FIELD) -> Form:
    return Form("m1", "verhuizing", stage, ask)


@pytest.mark.parametrize(
    ("form", "text", "intent"),
    [
        (moving("datum"), "1 december", "make_appointment"),
        (moving("datum"), "31 februari", "faq"),
        (moving("datum"), "weet ik nog niet", "nlu_fallback"),
        (moving("datum"), "dat weet ik echt niet", "faq"),
        (moving("adres"), "3011 AD 40", "faq"),
        (moving("mee"), "mijn vrouw en ik, dus een", "faq"),
        (moving("inwonen"), "ja", "affirm"),
        (moving("vanuit"), "uit belgie", "faq"),
        (Form("m1", "klacht", ask="waarover"), "die ambtenaar was een lomperd", "insult"),
        (Form("m1", "klacht", ask="waarover"), "ik stond uren in de rij, is dat normaal?", "faq"),
        (Form("m1", "melding", ask="foto"), "later", "stop"),
        (Form("m1", "melding", ask="foto"), "nee geen foto", "deny"),
        (Form("m1", "parkeervergunning", Stage.OFFER, "adres"), "doe maar", "affirm"),
        (Form("m1", "parkeervergunning", Stage.OFFER, "adres"), "liever zelf", "faq"),
        (Form("m1", "parkeervergunning", Stage.OFFER, "adres"), "3011 AD 40", "faq"),
        (Form("m1", "parkeervergunning", Stage.OFFER, "adres"), "vraag maar op", "faq"),
        (Form("m1", "parkeervergunning", Stage.LOOK_UP, "adres"), "123456", "nlu_fallback"),
        (Form("m1", "parkeervergunning", Stage.LOOK_UP, "adres"), "ik ben ingelogd", "faq"),
        (moving(stage=Stage.CONFIRM), "ja klopt", "affirm"),
        (moving(stage=Stage.CONFIRM), "nee, 3 december", "faq"),
        (moving(stage=Stage.CHANGE), "nieuw adres", "faq"),
        (moving(stage=Stage.HAND_IN), "ik ben ingelogd", "log_out_of_nothing"),
        (moving(stage=Stage.HAND_IN), "123456", "nlu_fallback"),
    ],
)
def test_answer(form: Form, text: str, intent: str) -> None:
    assert read(form, text, intent) == INFORM_EDIENST


@pytest.mark.parametrize(
    ("form", "text", "intent"),
    [
        (moving("datum"), "wat kost een paspoort", "faq"),
        (moving("datum"), "kan dat ook op 1 december?", "faq"),
        (Form("m1", "parkeervergunning", Stage.OFFER, "adres"), "wat is de brp?", "faq"),
        (Form("m1", "parkeervergunning", Stage.LOOK_UP, "adres"), "waarom met digid?", "faq"),
        (moving("datum"), "laat maar", "stop"),
        (moving("datum"), "ik wil een mens", "request_human"),
        (moving("datum"), "er is brand", "crisis"),
        (moving("datum"), "mijn paspoort is gestolen", "faq"),
        (Form("m1", "klacht", ask="waarover"), "hoe lang duurt een klacht", "faq"),
        (Form("m1", "klacht", ask="waarover"), "stop", "stop"),
        (Form("m1", "melding", ask="foto"), "laat maar", "stop"),
        (moving(stage=Stage.CONFIRM), "waarom moet dat?", "faq"),
        (Form("m1", "weg", ask="datum"), "1 december", "faq"),
    ],
)
def test_something_else(form: Form, text: str, intent: str) -> None:
    assert read(form, text, intent) == intent


def test_nothing_is_open() -> None:
    here = Context(municipality="rotterdam")
    assert in_edienst(Reading("affirm", 1.0), "ja", here, LIBRARY).intent == "affirm"


LAMP = "melding-openbare-ruimte-straatverlichting"


@pytest.mark.parametrize(
    ("ask", "confidence", "intent"),
    [
        ("waarover", 1.0, "crisis"),
        ("waarover", 0.5, "crisis"),
        ("waarover", 0.3, INFORM_EDIENST),
        ("wanneer", 0.3, "crisis"),
    ],
)
def test_doubtful_alarm_is_an_answer_only_in_own_words(
    ask: str, confidence: float, intent: str
) -> None:
    here = Context(municipality="rotterdam", form=Form("m1", "klacht", ask=ask))
    reading = Reading("crisis", confidence)
    text = "gisteren was er een vreemde vlek op het plein"
    assert in_edienst(reading, text, here, LIBRARY).intent == intent


def begins(text: str, slug: str = LAMP, section: str = "algemeen", **context: object) -> str:
    here = Context(municipality="rotterdam", **context)  # type: ignore[arg-type]
    reading = Reading("faq", 0.7, (Candidate(f"faq/{slug}", 0.7, section),))
    return begins_edienst(reading, text, here, LIBRARY).intent


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("lantaarnpaal kapot in de Kerkstraat", LAMP),
        ("op de hoek van de Beukenlaan en de Eikstraat doet de lamp het niet", LAMP),
        ("51.91903, 4.47681", "contact"),
        ("ik wil graag een melding doen", "contact"),
    ],
)
def test_what_is_wrong_and_where_begins_a_report(text: str, slug: str) -> None:
    assert begins(text, slug) == START_EDIENST


def test_section_for_haste_alone_is_a_guess() -> None:
    text = "de lamp in de Kerkstraat is al weken stuk"
    assert begins(text, LAMP, "spoed") == START_EDIENST


@pytest.mark.parametrize(
    ("text", "slug", "section"),
    [
        ("lantaarnpaal kapot", LAMP, "algemeen"),
        ("ik wil iets melden over het lawaai van mijn buren", "overlast-buren", "algemeen"),
        ("wanneer wordt de lamp in de Kerkstraat gemaakt", LAMP, "termijn"),
        ("er hangen draden uit de paal in de Kerkstraat", LAMP, "spoed"),
        ("ik woon in de Kerkstraat en mijn paspoort is kwijt", "paspoort_vermist", "algemeen"),
    ],
)
def test_what_does_not_begin_a_report(text: str, slug: str, section: str) -> None:
    assert begins(text, slug, section) == "faq"


def test_what_is_being_filled_in_goes_first() -> None:
    assert begins("lantaarnpaal kapot in de Kerkstraat", form=moving("adres")) == "faq"


def guess(text: str, *slugs: str) -> str:
    ranked = tuple(Candidate(f"faq/{slug}", 0.2) for slug in slugs)
    reading = Reading("nlu_fallback", 0.2, ranked)
    return begins_edienst(reading, text, Context(municipality="rotterdam"), LIBRARY).intent


def test_in_doubt_a_guess_with_its_words_and_a_spot_begins_a_report() -> None:
    likely = ("klacht", "melding-openbare-ruimte-straatmeubilair")
    assert guess("lamp kapot coolsingel 40 snel graag", *likely) == START_EDIENST
    assert guess("alles kapot coolsingel 40 snel graag", *likely) == "nlu_fallback"
    assert guess("lamp kapot snel graag", *likely) == "nlu_fallback"
    assert guess("lamp kapot coolsingel 40", "klacht", "paspoort") == "nlu_fallback"
