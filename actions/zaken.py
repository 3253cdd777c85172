"""How an application stands: until Balie can look it up, an honest way to where it can be seen."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import municipality_of, say, services, tell
from assistant.domain.conversation import Outcome
from assistant.errors import NotFound
from assistant.services.answers import Question


class ZaakStatusWay(Action):
    """Says where to see how an application stands, with the article on the product that was named."""

    def name(self) -> str:
        return "action_zaak_status_way"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        tell(dispatcher, municipality, "utter_ask_zaak_status", Outcome.FLOW)
        product = str(tracker.latest_message.get("product") or "")
        if not product:
            return []
        try:
            say(dispatcher, services().answers.answer(Question(product, "status"), municipality))
        except NotFound:
            return []
        return [SlotSet("current_article", product)]
