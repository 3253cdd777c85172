"""Appointments: each message goes to the booking service with the draft so far, and back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import intent_of, municipality_of, say, services, tell
from actions.open_draft import DRAFT, open_draft
from assistant.domain.booking.draft import Draft, Task
from assistant.domain.conversation import Outcome
from assistant.services.booking_talk import Said

TASKS = {
    "make_appointment": Task.MAKE,
    "change_appointment": Task.CHANGE,
    "cancel_appointment": Task.CANCEL,
    "ask_appointment": Task.LOOK_UP,
}


class Appointment(Action):
    """Makes, moves, cancels or looks up an appointment, one question at a time."""

    def name(self) -> str:
        return "action_appointment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        draft = open_draft(tracker)
        step = await services().booking.take(said(tracker), draft)
        if draft is None and step.draft is not None:
            offer_also(dispatcher, tracker, step.draft)
        say(dispatcher, step.reply)
        events: list[EventType] = [SlotSet(DRAFT, step.draft.to_json() if step.draft else None)]
        # "Wat moet ik meenemen?" in between is about what the appointment is for.
        return [*events, SlotSet("current_article", step.subject)] if step.subject else events


def offer_also(dispatcher: CollectingDispatcher, tracker: Tracker, draft: Draft) -> None:
    """ "Rijbewijs gestolen, ik wil een afspraak": what to know of that comes first."""
    municipality = municipality_of(tracker)
    text = str(tracker.latest_message.get("text") or "")
    other = services().booking.also(municipality, draft, text)
    choices = services().answers.choices([other], municipality) if other else ()
    if choices:
        tell(dispatcher, municipality, "utter_appointment_also", Outcome.FLOW, choices)


def said(tracker: Tracker) -> Said:
    """The message as the booking service takes it."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    identifier = str(message.get("message_id") or "")
    text = str(message.get("text") or "")
    pressed = {e["entity"]: str(e["value"]) for e in message.get("entities") or []}
    return Said(
        id=identifier,
        conversation_id=tracker.sender_id,
        municipality=municipality_of(tracker),
        channel=str(metadata.get("channel") or "chat"),
        text="" if text.startswith("/") or "choice" in pressed else text,
        choice=pressed.get("choice", ""),
        task=TASKS.get(intent_of(tracker)),
        contact_id=str(metadata.get("contact") or ""),
        article=str(tracker.get_slot("current_article") or ""),
        # In the conversation of another the id of a message holds its own (see the gateway).
        details_key=identifier if ":" in identifier else f"{tracker.sender_id}:{identifier}",
    )
