"""A tracker that knows how much of it is stored, and how a long one is made short.

Rasa replays every event of a conversation for every message, so the hundredth question costs ten
times the first. We give it the last turns only, behind the events with which Rasa itself begins a
session: the slots as they stood, then `action_listen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


class StoredTracker(DialogueStateTracker):
    """A tracker of which the first `known` events are in the database, or stand for what is."""

    known: int = 0
    next_seq: int = 0
    turns_since_checkpoint: int = 0

    def new_events(self) -> list[Event]:
        """The events that are not stored yet."""
        return list(self.events)[self.known :]

    def mark_stored(self, count: int) -> None:
        """The first `count` new events are in the database now."""
        self.known += count
        self.next_seq += count


def count_turns(events: Iterable[Event]) -> int:
    """How many messages of the resident are among these events."""
    return sum(isinstance(event, UserUttered) for event in events)


def state_of(tracker: DialogueStateTracker, initial: Iterable[Slot]) -> dict[str, Any]:
    """What a later reader must know if it does not see the events of this tracker."""
    defaults = {slot.name: slot.initial_value for slot in initial}
    slots = {
        name: value
        for name, value in tracker.current_slot_values().items()
        if value != defaults.get(name)
    }
    return {
        "slots": slots,
        "loop": tracker.active_loop_name,
        "paused": tracker.is_paused(),
    }


def opening_events(state: Mapping[str, Any], timestamp: float) -> list[Event]:
    """The events that bring a new tracker into this state."""
    opening: list[Event] = [SessionStarted(timestamp=timestamp)]
    opening += [SlotSet(name, value, timestamp=timestamp) for name, value in state["slots"].items()]
    if state["loop"]:
        opening.append(ActiveLoop(state["loop"], timestamp=timestamp))
    if state["paused"]:
        opening.append(ConversationPaused(timestamp=timestamp))
    opening.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=timestamp))
    return opening
