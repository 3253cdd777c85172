"""Answers from the library: one question, several questions, and "Bedoelt u ...?"."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.checklist import with_done_button
from actions.conversation import (
    CLARIFY,
    last_answer,
    municipality_of,
    not_understood_before,
    register,
    say,
    services,
    tell,
)
from actions.open_draft import ask_again, open_draft
from assistant.domain.articles import LEAD
from assistant.domain.conversation import Choice, Outcome
from assistant.domain.dutch.formal import objects
from assistant.domain.klantcontact import Reason
from assistant.errors import NotFound, TextNotFound
from assistant.services.answers import Question, answer_payload, combine

MAX_ANSWERS = 3
MAX_OTHERS = 2
WORTH_OFFERING = 0.01
LIKELY = 0.5
"""From here on a guess is shown as a guess, above the choice."""
SURE = 0.95
"""From here on an answer stands alone; below it other readings are offered with it."""


class AnswerQuestion(Action):
    """Gives the recognised article, or the one behind the button that was chosen."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        question = chosen(tracker) or recognised(tracker)
        try:
            reply = services().answers.answer(question, municipality)
        except NotFound:
            tell(dispatcher, municipality, "utter_answer_error", Outcome.FALLBACK)
            return []
        warn_objection(dispatcher, tracker)
        say(dispatcher, with_done_button(reply, tracker))
        if chosen(tracker) is None:
            offer_others(dispatcher, tracker, reply.outcome, given=question.slug)
        ask_again(dispatcher, tracker)
        return [SlotSet("current_article", question.slug)]


def warn_objection(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Who means to object here must know that it does not count (Wmebv: another way is open)."""
    if objects(str(tracker.latest_message.get("text") or "")):
        button = Choice(
            services().texts.text("utter_button_objection", municipality_of(tracker)),
            answer_payload("bezwaar", LEAD),
        )
        place = municipality_of(tracker)
        tell(dispatcher, place, "utter_no_objection", Outcome.REFERRAL, (button,))


class AnswerSeveralQuestions(Action):
    """Answers each of the questions found in one message."""

    def name(self) -> str:
        return "action_answer_several"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        replies = []
        for question in questions_of(tracker)[:MAX_ANSWERS]:
            try:
                replies.append(services().answers.answer(question, municipality))
            except NotFound:
                continue
        if not replies:
            tell(dispatcher, municipality, "utter_answer_error", Outcome.FALLBACK)
            return []
        warn_objection(dispatcher, tracker)
        tell(dispatcher, municipality, "utter_multiple_intro", replies[0].outcome)
        say(dispatcher, combine(replies))
        offer_others(dispatcher, tracker, replies[0].outcome, given=replies[0].articles[0])
        ask_again(dispatcher, tracker)
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
        human = Choice(
            services().texts.text("utter_button_request_human", municipality), "/request_human"
        )
        button = () if human.payload in {choice.payload for choice in choices} else (human,)
        if not_understood_before(tracker):
            await register(tracker, Reason.NOT_UNDERSTOOD)
            tell(dispatcher, municipality, "utter_offer_human", Outcome.HANDOVER, choices + button)
        elif choices:
            events = show_likely(dispatcher, tracker, municipality)
            none = Choice(services().texts.text("utter_clarify_none", municipality), "/deny")
            sensitive = services().answers.is_sensitive(recognised(tracker).slug, municipality)
            # What it is about comes first: the human helps better who knows the subject.
            offered = (*choices, *(button if sensitive else ()), none)
            tell(dispatcher, municipality, "utter_clarify", Outcome.CHOICE, offered)
            return events
        else:
            tell(dispatcher, municipality, "utter_rephrase", Outcome.FALLBACK, button)
        return []


def show_likely(
    dispatcher: CollectingDispatcher, tracker: Tracker, municipality: str
) -> list[EventType]:
    """Above "Bedoelt u ...?": what the likeliest article says, where it is more likely than not.

    Said to be a guess, and counted as a choice: nothing is asserted.
    """
    question = recognised(tracker)
    first = (tracker.latest_message.get("candidates") or [{}])[0].get("intent", "")
    if confidence(tracker) < LIKELY or first.partition("/")[2] != question.slug:
        return []
    try:
        reply = services().answers.answer(replace(question, also=""), municipality)
    except NotFound:
        return []
    title = services().answers.title(question.slug, municipality)
    tell(
        dispatcher, municipality, "utter_perhaps", Outcome.CHOICE, titel=title, antwoord=reply.text
    )
    return [SlotSet("current_article", question.slug)]


def confidence(tracker: Tracker) -> float:
    """How sure the reading of this message is, 0 to 1."""
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


def chosen(tracker: Tracker) -> Question | None:
    """The answer behind the button that was pressed, or None when the resident typed."""
    entities = {e["entity"]: e["value"] for e in tracker.latest_message.get("entities") or []}
    if "article" not in entities:
        return None
    return Question(str(entities["article"]), str(entities.get("section", LEAD)))


def first_offered(tracker: Tracker) -> Question | None:
    """The article behind the first button of the last turn; None where it was no article."""
    turn = last_answer(tracker)
    buttons = [
        button for reply in turn for button in (reply.get("data") or {}).get("buttons") or []
    ]
    name, brace, rest = str(buttons[0]["payload"]).partition("{") if buttons else ("", "", "")
    if name != "/choose_answer":
        return None
    found = json.loads(brace + rest)
    return Question(str(found["article"]), str(found["section"]))


def recognised(tracker: Tracker) -> Question:
    """The answer that the classifier found most likely."""
    best = (tracker.latest_message.get("answers") or [{}])[0]
    return Question(
        str(best.get("slug", "")), str(best.get("section", LEAD)), str(best.get("also", ""))
    )


def questions_of(tracker: Tracker) -> list[Question]:
    """The questions that the classifier is sure of, where it says so one by one."""
    return [
        Question(item["slug"], item["section"], item.get("also", ""))
        for item in tracker.latest_message.get("questions") or []
    ]


def offer_others(
    dispatcher: CollectingDispatcher, tracker: Tracker, outcome: Outcome, given: str
) -> None:
    """Below a reply that Balie is not quite sure of: the other readings, as buttons.

    Not beside an appointment that is being made: there the open question comes next.
    """
    if open_draft(tracker) is not None:
        return
    municipality = municipality_of(tracker)
    choices = others(tracker, municipality, given)
    if choices:
        tell(dispatcher, municipality, "utter_or_did_you_mean", outcome, choices)


def others(tracker: Tracker, municipality: str, given: str) -> tuple[Choice, ...]:
    """What else may have been meant; nothing where the reading is sure.

    `given` is the article or intent that was answered; it is not offered again.
    """
    if confidence(tracker) >= SURE:
        return ()
    return candidates(tracker, municipality, without=given)[:MAX_OTHERS]


def candidates(tracker: Tracker, municipality: str, without: str = "") -> tuple[Choice, ...]:
    """Buttons for what the resident may have meant, best first: articles and things to do."""
    buttons: list[Choice] = []
    for candidate in tracker.latest_message.get("candidates") or []:
        kind, _, slug = candidate["intent"].partition("/")
        if (slug or kind) == without or candidate["confidence"] < WORTH_OFFERING:
            continue
        if slug:
            buttons += services().answers.choices([slug], municipality)
        else:
            # Only what a resident can want has a title; small talk is never offered.
            with suppress(TextNotFound):
                title = services().texts.text(f"utter_title_{kind}", municipality)
                buttons.append(Choice(title, f"/{kind}"))
    return tuple(buttons[:3])
