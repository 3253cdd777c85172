"""The browser came back from DigiD: on with what the resident logged in for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.ediensten import EDienst
from actions.open_draft import open_form
from actions.zaken import Zaken


class LoggedIn(Action):
    """An eDienst that waits for it goes first; else it is about zaken."""

    def name(self) -> str:
        return "action_logged_in"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        form = open_form(tracker)
        waits = form is not None and form.stage.waits_for_login
        action: Action = EDienst() if waits else Zaken()
        events: list[EventType] = await action.run(dispatcher, tracker, domain)
        return events
