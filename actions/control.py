"""Steering the conversation: yes, no, repeat, and short texts that need local values."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import candidates, first_offered, offer_others
from actions.conversation import (
    CLARIFY,
    NONSENSE,
    intent_of,
    last_answer,
    municipality_of,
    not_understood_before,
    previous_action,
    say,
    services,
    tell,
)
from actions.open_draft import DRAFT, FORM, TALK, ask_again, open_draft, open_form
from assistant.domain.conversation import Outcome
from assistant.errors import NotFound

OUTCOMES = {
    "file_complaint": Outcome.FLOW,
    "ask_zaak_status": Outcome.FLOW,
    "submit_document": Outcome.FLOW,
    "out_of_scope": Outcome.FALLBACK,
    "nonsense": Outcome.FALLBACK,
}

ABOUT_THE_BOT = {"ask_identity", "ask_capabilities", "ask_rephrase", "bot_complaint"}
"""Answered in full by their text: nothing else is offered below it."""
STILL_OFFERED = {"share_personal_data"}
"""Said beside a question: what was asked is offered below."""

WANTS_BETTER = {"bot_complaint", "insult", "threaten", "ask_promise"}
"""Said by who was not helped, or asks what only a human may say: one is one press away."""

HUMAN_FIRST = {"file_complaint"}
"""A human is offered before anything else."""

HANDED_IN = {"file_complaint": "klacht", "give_compliment": "compliment"}
"""Intents with an eDienst (its key) that begins with a button."""


class Tell(Action):
    """Says `utter_<intent>`: for every intent whose answer is one text with local values."""

    def name(self) -> str:
        return "action_tell"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        intent = intent_of(tracker)
        outcome = OUTCOMES.get(intent, Outcome.SMALLTALK)
        municipality = municipality_of(tracker)
        choices = candidates(tracker, municipality) if intent in STILL_OFFERED else ()
        begin = services().answers.begin(HANDED_IN.get(intent, ""), municipality)
        stuck = intent == NONSENSE and not_understood_before(tracker)
        wants_better = stuck or intent in WANTS_BETTER
        human = services().handover.way(municipality) if wants_better else ()
        first = services().handover.ways(municipality) if intent in HUMAN_FIRST else ()
        tell(dispatcher, municipality, f"utter_{intent}", outcome, first + choices + begin + human)
        if intent not in ABOUT_THE_BOT and not choices:
            offer_others(dispatcher, tracker, outcome, given=intent)
        ask_again(dispatcher, tracker)
        return []


class TellOtherMunicipality(Action):
    """A question about another municipality: says which one this is, and where to go instead."""

    def name(self) -> str:
        return "action_tell_other_municipality"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        place = str(tracker.latest_message.get("place") or "")
        response = "utter_other_municipality" if place else "utter_other_municipality_unnamed"
        tell(
            dispatcher,
            municipality_of(tracker),
            response,
            Outcome.REFERRAL,
            andere_gemeente=place,
        )
        return []


class Repeat(Action):
    """Says the last answer again."""

    def name(self) -> str:
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        replies = last_answer(tracker)
        for reply in replies:
            data = reply.get("data") or {}
            dispatcher.utter_message(
                text=reply.get("text"),
                buttons=data.get("buttons") or [],
                json_message=data.get("custom") or {},
            )
        if not replies:
            tell(dispatcher, municipality_of(tracker), "utter_nothing_to_repeat")
        return []


class Affirm(Action):
    """ "Ja": after "Bedoelt u ...?" it gives the first of the choices, else it asks what for."""

    def name(self) -> str:
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        question = first_offered(tracker) if previous_action(tracker) == CLARIFY else None
        try:
            reply = services().answers.answer(question, municipality) if question else None
        except NotFound:
            reply = None
        if question is None or reply is None:
            tell(dispatcher, municipality, "utter_affirm")
            return []
        say(dispatcher, reply)
        return [SlotSet("current_article", question.slug)]


class Stop(Action):
    """ "Laat maar", "iets anders": what was talked about is over, the next question is new."""

    def name(self) -> str:
        return "action_stop"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality, draft = municipality_of(tracker), open_draft(tracker)
        if draft is None and open_form(tracker) is not None:
            tell(dispatcher, municipality, "utter_edienst_stopped", Outcome.FLOW)
        elif draft is None:
            ended = "utter_stop" if intent_of(tracker) == "stop" else "utter_restart_topic"
            tell(dispatcher, municipality, ended)
        else:
            say(dispatcher, services().booking.stop(municipality, draft).reply)
        return [
            SlotSet("current_article", None),
            SlotSet(DRAFT, None),
            SlotSet(FORM, None),
            SlotSet(TALK, None),
        ]


class Deny(Action):
    """ "Nee": after "Bedoelt u ...?" it asks for other words, else it lets go politely."""

    def name(self) -> str:
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = previous_action(tracker) == CLARIFY
        response = "utter_rephrase" if asked else "utter_deny_nothing"
        outcome = Outcome.FALLBACK if asked else Outcome.SMALLTALK
        tell(dispatcher, municipality_of(tracker), response, outcome)
        return []
