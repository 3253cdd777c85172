"""Appointments: until booking in the chat exists, an honest way to where it can be done."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import offer_others
from actions.conversation import intent_of, municipality_of, show_product, tell
from assistant.domain.conversation import Outcome


class AppointmentWay(Action):
    """Says where to make, change, cancel or look up an appointment, and what to bring for it."""

    def name(self) -> str:
        return "action_appointment_way"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        intent = intent_of(tracker)
        tell(dispatcher, municipality_of(tracker), f"utter_{intent}", Outcome.FLOW)
        events = show_product(dispatcher, tracker, "meenemen")
        if not events:
            offer_others(dispatcher, tracker, Outcome.FLOW, given=intent)
        return events
