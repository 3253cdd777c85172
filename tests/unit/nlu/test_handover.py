"""Which messages take the offered way to a human, and which leave the line."""

from __future__ import annotations

import pytest

from nlu.context import Context
from nlu.handover import CHAT, LEAVE, in_handover
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


def test_asks_something_meanwhile() -> None:
    assert read("wat kost een paspoort", "faq", WAITING) == "faq"
