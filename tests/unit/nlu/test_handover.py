"""Which messages take the offered way to a human, and which leave the line."""

from __future__ import annotations

import pytest

from nlu.context import Context
from nlu.handover import CHAT, DISTRESS, LEAVE, RATE, in_handover
from nlu.reader import Reading

OFFERED = Context(payloads=("/chat_with_human", "/make_appointment"))
WAITING = Context(payloads=("/leave_line",))


def read(text: str, intent: str, context: Context) -> str:
    return in_handover(Reading(intent, 0.6), text, context).intent


@pytest.mark.parametrize(
    "text",
    ["ja graag", "doe maar", "chatten", "ik wil wel chatten", "verbind me door", "ik wacht wel"],
)
def test_takes_it(text: str) -> None:
    assert read(text, "faq", OFFERED) == CHAT
    assert read(text, "faq", Context()) == "faq"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nee", "deny"), ("wat kost een paspoort", "faq"), ("is er een chat?", "faq"),
        ("er is brand, ja", "crisis"), ("liever niet chatten", "deny"),
    ],
)  # fmt: skip
def test_says_something_else(text: str, intent: str) -> None:
    assert read(text, intent, OFFERED) == intent


@pytest.mark.parametrize(
    "text", ["laat maar", "ik wil niet meer wachten", "dit duurt te lang", "stop"]
)
def test_leaves(text: str) -> None:
    assert read(text, "stop", WAITING) == LEAVE
    if "wachten" not in text:
        assert read(text, "stop", OFFERED) == "stop"


def test_leaves_the_line_also_after_another_answer() -> None:
    assert read("ik wil niet meer wachten", "faq", Context()) == LEAVE


def test_leaving_the_line_is_no_cry_for_help_but_a_cry_for_help_is() -> None:
    text = "ik wil niet meer wachten"
    guessed, certain = Reading("crisis", 0.6), Reading("crisis", 1.0)
    assert in_handover(guessed, text, WAITING).intent == LEAVE
    assert in_handover(certain, text, WAITING).intent == "crisis"


def test_asks_something_meanwhile() -> None:
    assert read("wat kost een paspoort", "faq", WAITING) == "faq"


ASKED_FOR_A_REMARK = Context(payloads=('/rate_human{"choice": "no_remark:h-1_x"}',))


@pytest.mark.parametrize(
    ("text", "choice"),
    [("duurde lang, waarom?", "remark:h-1_x"), ("nee laat maar", "no_remark:h-1_x")],
)
def test_what_is_typed_as_a_remark_is_one(text: str, choice: str) -> None:
    found = in_handover(Reading("faq", 0.9), text, ASKED_FOR_A_REMARK)
    assert (found.intent, found.entities) == (RATE, {"choice": choice})


def test_no_remark_in_need_or_where_it_was_only_offered() -> None:
    assert read("er is brand", "crisis", ASKED_FOR_A_REMARK) == "crisis"
    assert read("ik wil een mens", "request_human", ASKED_FOR_A_REMARK) == "request_human"
    offered = Context(payloads=('/rate_human{"choice": "remark:h1"}', *ASKED_FOR_A_REMARK.payloads))
    assert read("wat kost een paspoort", "faq", offered) == "faq"


@pytest.mark.parametrize("text", ["mens nu", "medewerker graag", "Een mens!", "geef me een mens"])
@pytest.mark.parametrize("guessed", ["nlu_fallback", "faq"])
def test_only_a_human_and_nothing_else_is_asked_for(text: str, guessed: str) -> None:
    assert read(text, guessed, Context()) == "request_human"


@pytest.mark.parametrize("text", ["mens erger je niet", "medewerker van de maand", "persoon weg"])
def test_a_human_in_other_words_may_be_anything(text: str) -> None:
    assert read(text, "nlu_fallback", Context()) == "nlu_fallback"


def test_a_person_in_a_form_is_no_human() -> None:
    assert read("een persoon", "inform_edienst", Context()) == "inform_edienst"


def test_all_too_much_is_heard_where_nothing_else_is_clear() -> None:
    assert read("ik weet het echt niet meer", "nlu_fallback", Context()) == DISTRESS
    assert read("ik kan niet meer", "crisis", Context()) == "crisis"
    assert read("ik red het niet meer met mijn schulden", "faq", Context()) == "faq"
