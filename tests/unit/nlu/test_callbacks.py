"""Which messages are answers while a call back is arranged."""

from __future__ import annotations

import pytest

from assistant.domain.callbacks import Ask, CallbackTalk
from nlu.callbacks import INFORM_CALLBACK, in_callback
from nlu.context import Context
from nlu.reader import Reading

NUMBER = Context(callback=CallbackTalk(Ask.NUMBER))
CONFIRM = Context(callback=CallbackTalk(Ask.CONFIRM, "c1:m1"))


def read(text: str, intent: str, context: Context) -> str:
    return in_callback(Reading(intent, 0.6), text, context).intent


@pytest.mark.parametrize(
    ("text", "intent", "context"),
    [
        ("op [telefoonnummer] graag", "share_personal_data", NUMBER),
        ("010 4170", "nonsense", NUMBER),
        ("weet ik niet uit mijn hoofd", "nlu_fallback", NUMBER),
        ("nee toch niet", "deny", NUMBER),
        ("ja klopt", "affirm", CONFIRM),
        ("nee", "deny", CONFIRM),
        ("nee het is [telefoonnummer]", "faq", CONFIRM),
    ],
)
def test_answers(text: str, intent: str, context: Context) -> None:
    assert read(text, intent, context) == INFORM_CALLBACK
    assert read(text, intent, Context()) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("wat kost een paspoort", "faq"),
        ("kan dat ook op zaterdag?", "faq"),
        ("er is brand op [telefoonnummer]", "crisis"),
        ("ik wil een mens", "request_human"),
        ("stop", "stop"),
    ],
)
def test_asks_something_else(text: str, intent: str) -> None:
    assert read(text, intent, NUMBER) == intent


def test_promise_is_known_by_its_name() -> None:
    asks = "hoe staat het met mijn terugbelverzoek"
    assert read(asks, "nlu_fallback", Context()) == "request_callback"
    assert read(asks, "ask_zaak_status", Context()) == "request_callback"
    assert read(asks, "crisis", Context()) == "crisis"
    assert read("hoe staat het met mijn verzoek", "ask_zaak_status", Context()) == "ask_zaak_status"
