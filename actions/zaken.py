"""How an application stands: until Balie can look it up, an honest way to where it can be seen."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import offer_others
from actions.conversation import municipality_of, show_product, tell
from assistant.domain.conversation import Outcome


class ZaakStatusWay(Action):
    """Says where to see how an application stands, with the article on the product it names."""

    def name(self) -> str:
        return "action_zaak_status_way"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        tell(dispatcher, municipality_of(tracker), "utter_ask_zaak_status", Outcome.FLOW)
        events = show_product(dispatcher, tracker, "status")
        if not events:
            offer_others(dispatcher, tracker, Outcome.FLOW, given="ask_zaak_status")
        return events
