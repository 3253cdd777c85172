"""Appointments: until booking in the chat exists, an honest way to where it can be done."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import intent_of, municipality_of, say, services, tell
from assistant.domain.conversation import Outcome
from assistant.errors import NotFound
from assistant.services.answers import Question

BRING = "meenemen"


class AppointmentWay(Action):
    """Says where to make, change, cancel or look up an appointment, and what to bring for it."""

    def name(self) -> str:
        return "action_appointment_way"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        tell(dispatcher, municipality, f"utter_{intent_of(tracker)}", Outcome.FLOW)
        product = str(tracker.latest_message.get("product") or "")
        if not product:
            return []
        try:
            say(dispatcher, services().answers.answer(Question(product, BRING), municipality))
        except NotFound:
            return []
        return [SlotSet("current_article", product)]

