"""Rasa graph component: dates, times, addresses, amounts and ages in a message as entities.

An entity has the words as said for its value; what they mean is `resolved`, where that does not
depend on today. A flow reads the text again with `assistant.domain.dutch` and today's date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.domain.dutch.addresses import find_house_numbers, find_postcodes
from assistant.domain.dutch.amounts import find_ages, find_counts, find_money
from assistant.domain.dutch.contacts import find_phones
from assistant.domain.dutch.dates import DateKind, FoundDate, find_dates
from assistant.domain.dutch.times import FoundTime, TimeKind, find_times

EXTRACTOR = "Quantities"
KINDS = ("date", "time", "postcode", "house_number", "phone", "money", "count", "age")
# Where a date stands does not depend on the day it is read, and only absolute ones are resolved.
_ANY_DAY = date(2000, 1, 3)
_TOGETHER = {"date", "time"}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class Quantities(GraphComponent):
    """Puts `date`, `time`, `postcode`, `house_number`, `phone`, `money`, `count` and `age`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Quantities:
        """A new component; it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message as typed."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            # A payload of our own buttons is no Dutch.
            if text and not text.startswith("/"):
                found = [*message.get(ENTITIES, []), *entities(text)]
                if found:
                    message.set(ENTITIES, found, add_to_output=True)
        return messages


def entities(text: str) -> list[dict[str, Any]]:
    """The quantities in a text. Of two that overlap the surer kind stays: "3012 AB" is no time."""
    kept: list[dict[str, Any]] = []
    for kind, found, resolved in _found(text):
        clash = any(
            found.start < other["end"]
            and other["start"] < found.end
            and {kind, other["entity"]} != _TOGETHER
            for other in kept
        )
        if clash:
            continue
        entity = {
            "entity": kind,
            "value": found.text,
            "start": found.start,
            "end": found.end,
            "extractor": EXTRACTOR,
        }
        if resolved is not None and resolved != "":
            entity["resolved"] = resolved
        kept.append(entity)
    return sorted(kept, key=lambda entity: entity["start"])


def _found(text: str) -> Iterator[tuple[str, Any, str | int | None]]:
    for phone in find_phones(text):
        # Its digits stay out of the entity: the mask never saw a number that was spoken.
        yield "phone", phone, None
    for code in find_postcodes(text):
        yield "postcode", code, code.value if not code.problems else None
    for number in find_house_numbers(text):
        yield "house_number", number, number.value
    for day in find_dates(text, _ANY_DAY):
        if day.kind is not DateKind.ANY:
            yield "date", day, _days(day)
    for moment in find_times(text):
        yield "time", moment, _times(moment)
    for money in find_money(text):
        yield "money", money, f"{money.cents // 100}.{money.cents % 100:02}"
    for age in find_ages(text):
        yield "age", age, age.years if not age.months else f"{age.years}:{age.months:02}"
    for count in find_counts(text):
        yield "count", count, count.number


def _days(found: FoundDate) -> str | None:
    if not found.absolute or (found.first is None and found.last is None):
        return None
    if found.day:
        return found.day.isoformat()
    return f"{found.first or '..'}/{found.last or '..'}"


def _times(found: FoundTime) -> str | None:
    if found.kind in (TimeKind.FIRST, TimeKind.LAST, TimeKind.ANY):
        return found.kind.value
    if found.first is None and found.last is None:
        return None
    if found.kind is TimeKind.MOMENT:
        return _clock(found.first)
    return f"{_clock(found.first)}/{_clock(found.last)}"


def _clock(moment: time | None) -> str:
    return moment.isoformat("minutes") if moment else ".."
