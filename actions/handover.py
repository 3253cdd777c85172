"""To a human: what is open now, and how to get there."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import municipality_of, register, services, tell
from assistant.domain.conversation import Outcome
from assistant.domain.klantcontact import Reason


class RequestHuman(Action):
    """Tells how to reach a person now: by phone when it is open, else when it opens."""

    def name(self) -> str:
        return "action_request_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        await register(tracker, Reason.HUMAN_REQUESTED)
        state = "open" if services().municipalities.phone_is_open(municipality) else "closed"
        tell(dispatcher, municipality, f"utter_request_human_{state}", Outcome.HANDOVER)
        return []
