"""eDiensten: each message goes to the service with the form so far, and back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import offer_others
from actions.conversation import intent_of, municipality_of, say, services, tell
from actions.open_draft import FORM, ask_again, open_form
from assistant.domain.conversation import Outcome
from assistant.domain.ediensten.talk import Said


class EDienst(Action):
    """Something that a resident hands in, one question at a time."""

    def name(self) -> str:
        return "action_edienst"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        step = await services().ediensten.take(said(tracker), open_form(tracker))
        if step.reply is None:
            return own_way(dispatcher, tracker)
        say(dispatcher, step.reply)
        return [SlotSet(FORM, step.form.to_json() if step.form else None)]


def own_way(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """What Balie cannot hand in: where the resident can."""
    tell(dispatcher, municipality_of(tracker), "utter_start_edienst", Outcome.FLOW)
    offer_others(dispatcher, tracker, Outcome.FLOW, given="start_edienst")
    ask_again(dispatcher, tracker)
    return []


def said(tracker: Tracker) -> Said:
    """The message as the service takes it."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    pressed = {e["entity"]: str(e["value"]) for e in message.get("entities") or []}
    text = str(message.get("text") or "")
    intent = intent_of(tracker)
    return Said(
        id=str(message.get("message_id") or ""),
        conversation_id=tracker.sender_id,
        municipality=municipality_of(tracker),
        channel=str(metadata.get("channel") or "chat"),
        contact_id=str(metadata.get("contact") or ""),
        text="" if text.startswith("/") or "choice" in pressed else text,
        article=str(message.get("product") or tracker.get_slot("current_article") or ""),
        pressed=pressed.get("choice", ""),
        begins=intent == "start_edienst",
        logged_in=intent == "logged_in",
    )
