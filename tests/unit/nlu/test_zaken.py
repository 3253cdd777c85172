"""Which messages are about zaken: answers to what was asked, and numbers."""

from __future__ import annotations

import pytest

from assistant.domain.zaken_talk import Ask, ZaakTalk
from nlu.context import Context
from nlu.reader import Reading
from nlu.zaken import in_zaken


def read(text: str, intent: str, ask: Ask | None = None) -> str:
    talk = ZaakTalk(ask) if ask else None
    return in_zaken(Reading(intent, 0.6), text, Context(talk=talk)).intent


@pytest.mark.parametrize(
    ("ask", "text", "intent"),
    [
        (Ask.CONSENT, "ja doe maar", "affirm"),
        (Ask.CONSENT, "nee liever zelf", "deny"),
        (Ask.CONSENT, "ZAAK-2026-0000000001", "nlu_fallback"),
        (Ask.LOGIN, "ik ben ingelogd", "ask_lookups"),
        (Ask.LOGIN, "laat maar", "stop"),
        (Ask.CODE, "123456", "nlu_fallback"),
        (Ask.CODE, "de inlogcode is 123456", "share_personal_data"),
        (Ask.AGAIN, "probeer nog eens, ja", "faq"),
    ],
)
def test_answer_to_what_was_asked(ask: Ask, text: str, intent: str) -> None:
    assert read(text, intent, ask) == "inform_zaken"


@pytest.mark.parametrize(
    ("ask", "text", "intent"),
    [
        (Ask.CONSENT, "wat kost een paspoort", "faq"),
        (Ask.CONSENT, "ja ik wil dood", "crisis"),
        (Ask.CONSENT, "nee geef me een mens", "request_human"),
        (Ask.LOGIN, "mijn bsn is [BSN] ja", "share_personal_data"),
        (Ask.CODE, "waar vind ik die code", "faq"),
        (None, "ja", "affirm"),
        (None, "123456", "nlu_fallback"),
    ],
)
def test_something_else(ask: Ask | None, text: str, intent: str) -> None:
    assert read(text, intent, ask) == intent


def test_yes_after_a_guess_is_about_the_guess() -> None:
    guessed = Context(talk=ZaakTalk(Ask.CONSENT), unclear="een kaart")
    assert in_zaken(Reading("affirm", 0.9), "ja", guessed).intent == "affirm"


def test_number_of_a_zaak_asks_how_it_stands() -> None:
    assert read("ZAAK-2026-0000000001", "nlu_fallback") == "ask_zaak_status"
    assert read("zaak 2026 12", "nonsense") == "ask_zaak_status"
    assert (
        read("ik dien bezwaar in over ZAAK-2026-0000000001", "file_complaint") == "file_complaint"
    )
