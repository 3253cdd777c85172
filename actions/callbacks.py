"""To be called back: each message goes to the service with what was asked so far, and back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import intent_of, say, services
from actions.handover import packet, who
from actions.open_draft import CALLBACK, open_callback
from assistant.services.callbacks import Said


class Callback(Action):
    """A number, a promise, and how it stands."""

    def name(self) -> str:
        return "action_callback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        step = await services().callbacks.take(
            said(tracker), open_callback(tracker), await packet(tracker)
        )
        say(dispatcher, step.reply)
        return [SlotSet(CALLBACK, step.talk.to_json() if step.talk else None)]


def said(tracker: Tracker) -> Said:
    """The message as the service takes it."""
    message, own = tracker.latest_message, who(tracker)
    text = str(message.get("text") or "")
    pressed = {e["entity"]: str(e["value"]) for e in message.get("entities") or []}
    _, _, number = str(message.get("message_id") or "").rpartition(":")
    return Said(
        own,
        # Where the gateway keeps what it masked in this message.
        f"{own.conversation_id}:{number}",
        text="" if text.startswith("/") else text,
        pressed=pressed.get("choice", ""),
        begins=intent_of(tracker) == "request_callback",
    )
