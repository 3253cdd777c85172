"""The browser came back from DigiD: on with what the resident logged in for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.ediensten import EDienst
from actions.open_draft import open_form
from actions.zaken import Zaken
from assistant.domain.ediensten.form import Stage


class LoggedIn(Action):
    """What waits to be handed in goes first; else it is about zaken."""

    def name(self) -> str:
        return "action_logged_in"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        form = open_form(tracker)
        waits = form is not None and form.stage is Stage.HAND_IN
        action: Action = EDienst() if waits else Zaken()
        events: list[EventType] = await action.run(dispatcher, tracker, domain)
        return events
