"""Life events: the checklist, ticking its steps, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import chosen, offer_others, recognised
from actions.checklist import (
    checklist_of,
    done_button,
    done_steps,
    lines,
    open_buttons,
    progress,
    text,
    with_done_button,
)
from actions.conversation import municipality_of, say, services, tell
from assistant.domain.conversation import Outcome, Reply
from assistant.domain.life_events import Checklist, Item, names_a_number, says_both, says_not_done
from assistant.errors import NotFound
from assistant.services.answers import MAX_CHOICES, Question


class ShowLifeEvent(Action):
    """The checklist of a life event, with what is done ticked."""

    def name(self) -> str:
        return "action_life_event"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        slug = (chosen(tracker) or recognised(tracker)).slug
        try:
            checklist = services().life_events.checklist(slug, municipality, done_steps(tracker))
            reply = services().answers.answer(Question(slug), municipality)
        except NotFound:
            tell(dispatcher, municipality, "utter_answer_error", Outcome.FALLBACK)
            return []
        parts = [reply.text, lines(checklist.items, municipality)]
        if checklist.done:
            parts.append(progress(checklist, municipality))
        if checklist.to_do:
            parts.append(services().texts.text("utter_steps_hint", municipality))
        buttons = open_buttons(checklist, municipality)
        say(dispatcher, replace(reply, text="\n\n".join(parts), choices=buttons))
        if chosen(tracker) is None:
            offer_others(dispatcher, tracker, reply.outcome, given=slug)
        return [SlotSet("life_event", slug), SlotSet("current_article", slug)]


class MarkStepDone(Action):
    """Ticks the steps that the resident says are done, or unticks what turns out not to be."""

    def name(self) -> str:
        return "action_mark_step_done"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        pressed = str(next(tracker.get_latest_entity_values("step"), ""))
        # A button may stand below an older checklist: its id says of which life event it is.
        checklist = checklist_of(tracker, pressed.partition("/")[0])
        if checklist is None:
            return tell_no_checklist(dispatcher, municipality)
        items = _meant(checklist, tracker, pressed)
        if not items:
            buttons = [done_button(i, municipality) for i in checklist.to_do[:MAX_CHOICES]]
            tell(dispatcher, municipality, "utter_which_step_done", Outcome.CHOICE, tuple(buttons))
            return []
        undone = not pressed and says_not_done(_typed(tracker))
        key = "utter_step_not_done" if undone else "utter_step_done"
        said = "\n".join(text(key, municipality, item) for item in items)
        ids = [item.id for item in items]
        done = [step for step in done_steps(tracker) if step not in ids]
        done += [] if undone else ids
        checklist = services().life_events.checklist(checklist.slug, municipality, done)
        following = checklist.to_do[:1]
        events = tell_to_do(
            dispatcher, municipality, checklist, "utter_steps_next", following, said
        )
        return [
            SlotSet("life_event", checklist.slug),
            SlotSet("done_steps", done),
            *events,
        ]


class TellNextStep(Action):
    """What is still to be done; a step that is named is explained instead."""

    def name(self) -> str:
        return "action_next_step"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        checklist = checklist_of(tracker)
        if checklist is None:
            return tell_no_checklist(dispatcher, municipality)
        named = checklist.named_in(_typed(tracker))
        if len(named) != 1:
            return tell_to_do(
                dispatcher, municipality, checklist, "utter_steps_to_do", checklist.to_do
            )
        step = named[0].step
        try:
            reply = services().answers.answer(Question(step.article, step.section), municipality)
        except NotFound:
            tell(dispatcher, municipality, "utter_answer_error", Outcome.FALLBACK)
            return []
        say(dispatcher, with_done_button(reply, tracker))
        return [SlotSet("current_article", step.article)]


def tell_to_do(
    dispatcher: CollectingDispatcher,
    municipality: str,
    checklist: Checklist,
    heading: str,
    items: Sequence[Item],
    said: str = "",
) -> list[EventType]:
    """Say how far the resident is and which `items` come now; the first becomes the subject.

    "Gedaan" is about that subject from here on.
    """
    parts = [said, progress(checklist, municipality)]
    if items:
        parts.append(services().texts.text(heading, municipality))
        parts.append(lines(items, municipality))
    else:
        parts.append(services().texts.text("utter_steps_all_done", municipality))
    reply = Reply(
        "\n\n".join(part for part in parts if part),
        Outcome.FLOW,
        open_buttons(checklist, municipality),
        articles=(checklist.slug,),
    )
    say(dispatcher, reply)
    return [SlotSet("current_article", items[0].step.article if items else checklist.slug)]


def tell_no_checklist(dispatcher: CollectingDispatcher, municipality: str) -> list[EventType]:
    """Say for which life events there is a checklist."""
    titles = "\n".join(f"- {title}" for title in services().life_events.titles(municipality))
    tell(dispatcher, municipality, "utter_no_checklist", Outcome.SMALLTALK, stappenplannen=titles)
    return []


def _meant(checklist: Checklist, tracker: Tracker, pressed: str) -> Sequence[Item]:
    """The step of the button, those that the text names, or else the one just talked about."""
    if pressed:
        item = checklist.item(pressed)
        return [item] if item else []
    typed = _typed(tracker)
    if says_both(typed):
        return []  # rather ask than tick the wrong one
    named = checklist.named_in(typed)
    if named or names_a_number(typed):
        return named
    item = checklist.about(str(tracker.get_slot("current_article") or ""))
    return [item] if item else []


def _typed(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "")
