"""Actions of the tiny project: one that works, and the ways in which one may not."""

from __future__ import annotations

import time
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher


class Order(Action):
    def name(self) -> str:
        return "action_order"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        count = int(tracker.get_slot("count") or 0) + 1
        meta = tracker.latest_message.get("metadata") or {}
        place = f"{meta.get('municipality')}/{meta.get('channel')}"
        dispatcher.utter_message(
            text=f"{count} {tracker.get_slot('subject')} {place}",
            json_message={"outcome": "flow"},
        )
        return [SlotSet("count", count)]


class BeSilent(Action):
    def name(self) -> str:
        return "action_be_silent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        return [SlotSet("count", 999)]


class BreakDown(Action):
    def name(self) -> str:
        return "action_break_down"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        raise RuntimeError("on purpose")


class SleepLong(Action):
    def name(self) -> str:
        return "action_sleep_long"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        time.sleep(12)  # longer than Rasa waits
        return []
