"""Answers from the library: one question, several questions, and "Bedoelt u ...?"."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import (
    CLARIFY,
    municipality_of,
    previous_action,
    register,
    say,
    services,
    tell,
)
from assistant.domain.articles import LEAD
from assistant.domain.conversation import Choice, Outcome
from assistant.domain.klantcontact import Reason
from assistant.errors import NotFound, TextNotFound
from assistant.services.answers import Question, combine

MAX_ANSWERS = 3
SURE = 0.9
"""From here on an answer stands alone; below it other readings are offered with it."""


class AnswerQuestion(Action):
    """Gives the recognised article, or the one behind the button that was chosen."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        question = _chosen(tracker) or _recognised(tracker)
        try:
            reply = services().answers.answer(question, municipality)
        except NotFound:
            tell(dispatcher, municipality, "utter_answer_error", Outcome.FALLBACK)
            return []
        say(dispatcher, reply)
        others = _alternatives(tracker, question, municipality)
        if others:
            tell(dispatcher, municipality, "utter_or_did_you_mean", reply.outcome, others)
        return [SlotSet("current_article", question.slug)]


class AnswerSeveralQuestions(Action):
    """Answers each of the questions found in one message."""

    def name(self) -> str:
        return "action_answer_several"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        replies = []
        for item in (tracker.latest_message.get("questions") or [])[:MAX_ANSWERS]:
            try:
                question = Question(item["slug"], item["section"], item.get("also", ""))
                replies.append(services().answers.answer(question, municipality))
            except NotFound:
                continue
        if not replies:
            tell(dispatcher, municipality, "utter_answer_error", Outcome.FALLBACK)
            return []
        tell(dispatcher, municipality, "utter_multiple_intro", replies[0].outcome)
        say(dispatcher, combine(replies))
        return [SlotSet("current_article", replies[0].articles[0])]


class Clarify(Action):
    """First asks what was meant; a second time in a row it offers a human."""

    def name(self) -> str:
        return CLARIFY

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        choices = candidates(tracker, municipality)
        human = services().texts.text("utter_button_request_human", municipality)
        button = (Choice(human, "/request_human"),)
        if previous_action(tracker) == CLARIFY:
            await register(tracker, Reason.NOT_UNDERSTOOD)
            tell(dispatcher, municipality, "utter_offer_human", Outcome.HANDOVER, choices + button)
        elif choices:
            none = Choice(services().texts.text("utter_clarify_none", municipality), "/deny")
            tell(dispatcher, municipality, "utter_clarify", Outcome.CHOICE, (*choices, none))
        else:
            tell(dispatcher, municipality, "utter_rephrase", Outcome.FALLBACK, button)
        return []


def _chosen(tracker: Tracker) -> Question | None:
    entities = {e["entity"]: e["value"] for e in tracker.latest_message.get("entities") or []}
    if "article" not in entities:
        return None
    return Question(str(entities["article"]), str(entities.get("section", LEAD)))


def _recognised(tracker: Tracker) -> Question:
    best = (tracker.latest_message.get("answers") or [{}])[0]
    return Question(
        str(best.get("slug", "")), str(best.get("section", LEAD)), str(best.get("also", ""))
    )


def _alternatives(tracker: Tracker, given: Question, municipality: str) -> tuple[Choice, ...]:
    """Other readings to offer below an answer that Balie is not quite sure of."""
    confidence = float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)
    if _chosen(tracker) is not None or confidence >= SURE:
        return ()
    title = services().answers.title(given.slug, municipality)
    return tuple(c for c in candidates(tracker, municipality) if c.title != title)[:2]


def candidates(tracker: Tracker, municipality: str) -> tuple[Choice, ...]:
    """Buttons for what the resident may have meant, best first: articles and things to do."""
    buttons: list[Choice] = []
    for candidate in tracker.latest_message.get("candidates") or []:
        kind, _, slug = candidate["intent"].partition("/")
        if slug:
            buttons += services().answers.choices([slug], municipality)
        else:
            # Only what a resident can want has a title; small talk is never offered.
            with suppress(TextNotFound):
                title = services().texts.text(f"utter_title_{kind}", municipality)
                buttons.append(Choice(title, f"/{kind}"))
    return tuple(buttons[:3])
