"""How a checklist is shown and remembered. Holds no action itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk import Tracker

from actions.conversation import municipality_of, services
from assistant.domain.conversation import Choice, Reply
from assistant.domain.life_events import Checklist, Item
from assistant.errors import NotFound
from assistant.services.answers import MAX_CHOICES, answer_payload
from assistant.services.life_events import done_payload

HUMAN = "/request_human"


def done_steps(tracker: Tracker) -> list[str]:
    """Ids of all steps that the resident said are done, of every life event."""
    return list(tracker.get_slot("done_steps") or [])


def checklist_of(tracker: Tracker, slug: str = "") -> Checklist | None:
    """The checklist of this life event, or else the one that was shown last; None without any."""
    slug = slug or str(tracker.get_slot("life_event") or "")
    try:
        return services().life_events.checklist(slug, municipality_of(tracker), done_steps(tracker))
    except NotFound:
        return None


def with_done_button(reply: Reply, tracker: Tracker) -> Reply:
    """The same answer; where it explains a step of the checklist, with a button to tick that."""
    checklist = checklist_of(tracker)
    item = checklist.about(reply.articles[0]) if checklist else None
    if item is None or item.done:
        return reply
    button = done_button(item, municipality_of(tracker))
    human = [choice for choice in reply.choices if choice.payload == HUMAN]
    more = [choice for choice in reply.choices if choice.payload != HUMAN]
    return replace(reply, choices=(*more[: MAX_CHOICES - 1], button, *human))


def done_button(item: Item, municipality: str) -> Choice:
    """A button that marks this step as done."""
    return Choice(text("utter_button_step_done", municipality, item), done_payload(item))


def open_buttons(checklist: Checklist, municipality: str) -> tuple[Choice, ...]:
    """Buttons for the next steps: each gives the answer that tells how."""
    return tuple(
        Choice(
            text("utter_button_open_step", municipality, item),
            answer_payload(item.step.article, item.step.section),
        )
        for item in checklist.to_do[:MAX_CHOICES]
    )


def lines(items: Sequence[Item], municipality: str) -> str:
    """The steps as a list: what is done shortly, what is to be done in full."""
    return "\n".join(
        text("utter_step_ticked" if item.done else "utter_step_to_do", municipality, item)
        for item in items
    )


def progress(checklist: Checklist, municipality: str) -> str:
    """How many steps are done."""
    counts = {"klaar": str(len(checklist.done)), "totaal": str(len(checklist.items))}
    return services().texts.text("utter_steps_progress", municipality, **counts)


def text(key: str, municipality: str, item: Item) -> str:
    """A text about one step."""
    return services().texts.text(
        key,
        municipality,
        nummer=str(item.number),
        titel=item.step.title,
        tekst=item.step.text,
        wanneer=item.step.when,
    )
