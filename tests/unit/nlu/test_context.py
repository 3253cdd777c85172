"""What the conversation so far tells about a message."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.context import Context, leans_on_context, may_lean_on_context, payload_parts


def bot(*buttons: tuple[str, str]) -> BotUttered:
    return BotUttered("x", {"buttons": [{"title": t, "payload": p} for t, p in buttons] or None})


def tracker(*events: Any) -> DialogueStateTracker:
    names = ("current_article", "life_event")
    slots = [TextSlot(name, mappings=[{"type": "custom"}]) for name in names]
    made = DialogueStateTracker("c1", slots)
    for event in events:
        made.update(event, Domain.empty())
    return made


@pytest.mark.parametrize(
    ("events", "context"),
    [
        ([], Context()),
        ([SlotSet("current_article", "paspoort")], Context("paspoort")),
        ([SlotSet("life_event", "verhuizen")], Context(life_event="verhuizen")),
        ([UserUttered("hoi"), bot(("A", "/a"), ("B", "/b"))], Context("", ("A", "B"), ("/a", "/b"))),
        ([UserUttered("hoi"), bot(("A", "/a")), bot(("B", "/b"))], Context("", ("A", "B"), ("/a", "/b"), earlier=1)),
        ([UserUttered("hoi"), bot(("A", "/a")), bot()], Context("", ("A",), ("/a",))),
        ([UserUttered("x"), bot(("A", "/a")), UserUttered("y"), bot()], Context()),
        ([UserUttered("x"), ActionExecuted("action_clarify"), bot()], Context(unclear="x")),
        ([UserUttered("x"), ActionExecuted("action_clarify"), UserUttered("y"), ActionExecuted("action_answer")], Context()),
        ([UserUttered("x"), bot(("A", "/a")), UserUttered("y"), bot(("B", "/b"))], Context("", ("B",), ("/b",))),
    ],
)  # fmt: skip
def test_context_is_the_subject_and_the_buttons_shown_last(
    events: list[Any], context: Context
) -> None:
    assert Context.from_tracker(tracker(*events)) == context


def test_context_is_empty_when_there_is_no_tracker() -> None:
    assert Context.from_tracker(None) == Context()


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("en voor mijn kind?", True),
        ("en wat kost dat?", True),
        ("ok en hoe lang duurt het", True),
        ("hoe lang duurt dat", True),
        ("wat als ik te laat ben met aanvragen", True),
        ("kosten", False),
        ("wat staat er in", True),
        ("er ligt een bankstel op de stoep", False),
        ("hoe vraag ik kwijtschelding aan", False),
    ],
)
def test_leans_on_context_sees_by_its_form_what_cannot_stand_alone(text: str, leans: bool) -> None:
    assert leans_on_context(text) is leans


@pytest.mark.parametrize(
    ("text", "names_product", "may"),
    [
        ("kosten", False, True),
        ("hoe lang duurt de aanvraag", False, True),
        ("en een rijbewijs?", True, False),
        ("en wat moet ik doen als ik met mijn gezin naar spanje ga", False, False),
    ],
)
def test_may_lean_on_context_only_when_short_and_no_product_is_named(
    text: str, names_product: bool, may: bool
) -> None:
    assert may_lean_on_context(text, names_product) is may


@pytest.mark.parametrize(
    ("payload", "parts"),
    [
        ("/deny", ("deny", {})),
        ('/choose_answer{"article": "paspoort", "section": "kosten"}',
         ("choose_answer", {"article": "paspoort", "section": "kosten"})),
        ("/faq/paspoort", ("faq/paspoort", {})),
        ("deny", ("", {})),
        ("/deny zomaar", ("", {})),
        ("", ("", {})),
    ],
)  # fmt: skip
def test_payload_parts_reads_only_payloads_of_our_own(
    payload: str, parts: tuple[str, dict[str, str]]
) -> None:
    assert payload_parts(payload) == parts
