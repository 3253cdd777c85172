"""Zaken: each message goes to the service with what was asked so far, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import offer_others
from actions.conversation import intent_of, municipality_of, say, services, show_product, tell
from actions.open_draft import TALK, ask_again, open_draft, open_form, open_talk
from assistant.domain.conversation import Outcome, Reply
from assistant.domain.zaken_talk import Wish
from assistant.services.zaken import Said

WISHES = {"ask_zaak_status": Wish.STATUS, "ask_lookups": Wish.SEEN}


class Zaken(Action):
    """How an application stands, and what was looked up: after consent and DigiD."""

    def name(self) -> str:
        return "action_zaken"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        step = await services().zaken.take(said(tracker), open_talk(tracker))
        if not step.known or step.reply is None:
            return own_way(dispatcher, tracker)
        say(dispatcher, with_product(tracker, step.reply))
        if step.talk is None and (open_draft(tracker) or open_form(tracker)):
            ask_again(dispatcher, tracker)
        return [SlotSet(TALK, step.talk.to_json() if step.talk else None)]


def with_product(tracker: Tracker, reply: Reply) -> Reply:
    """The question whether to look it up, with a button to what the library says instead."""
    product = str(tracker.latest_message.get("product") or "")
    if not product or intent_of(tracker) != "ask_zaak_status":
        return reply
    about = services().answers.choices([product], municipality_of(tracker))
    return replace(reply, choices=(*reply.choices, *about))


class LogOut(Action):
    """Nobody is logged in any more."""

    def name(self) -> str:
        return "action_log_out"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        step = await services().zaken.log_out(said(tracker))
        if step.reply is not None:
            say(dispatcher, step.reply)
        return [SlotSet(TALK, None)]


def own_way(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Where no case system is: where the resident can look himself, and what the library says."""
    tell(dispatcher, municipality_of(tracker), "utter_ask_zaak_status", Outcome.FLOW)
    events = show_product(dispatcher, tracker, "status")
    if not events:
        offer_others(dispatcher, tracker, Outcome.FLOW, given="ask_zaak_status")
    return events


def said(tracker: Tracker) -> Said:
    """The message as the service takes it."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    intent = intent_of(tracker)
    pressed = {e["entity"]: str(e["value"]) for e in message.get("entities") or []}
    text = str(message.get("text") or "")
    return Said(
        conversation_id=tracker.sender_id,
        municipality=municipality_of(tracker),
        channel=str(metadata.get("channel") or "chat"),
        contact_id=str(metadata.get("contact") or ""),
        text="" if text.startswith("/") else text,
        wish=WISHES.get(intent),
        pressed=pressed.get("choice", ""),
        logged_in=intent == "logged_in",
    )
