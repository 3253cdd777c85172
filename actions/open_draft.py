"""What is open while something else is asked: an appointment, an eDienst, zaken, a call."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import municipality_of, say, services
from assistant.domain.booking.draft import MOST_SECONDS, Draft
from assistant.domain.callbacks import MOST_SECONDS as CALLBACK_SECONDS
from assistant.domain.callbacks import CallbackTalk
from assistant.domain.ediensten.form import MOST_SECONDS as FORM_SECONDS
from assistant.domain.ediensten.form import Form
from assistant.domain.zaken_talk import MOST_SECONDS as TALK_SECONDS
from assistant.domain.zaken_talk import ZaakTalk

DRAFT = "appointment"
FORM = "edienst"
TALK = "zaken"
CALLBACK = "callback"


def open_draft(tracker: Tracker) -> Draft | None:
    """What is known so far of it; None where nothing is open, or the resident was away too long."""
    value = tracker.get_slot(DRAFT)
    return Draft.from_json(value) if value and not was_away(tracker, MOST_SECONDS) else None


def open_form(tracker: Tracker) -> Form | None:
    """The same of an eDienst."""
    value = tracker.get_slot(FORM)
    return Form.from_json(value) if value and not was_away(tracker, FORM_SECONDS) else None


def open_talk(tracker: Tracker) -> ZaakTalk | None:
    """What was asked about zaken; the same."""
    value = tracker.get_slot(TALK)
    return ZaakTalk.from_json(value) if value and not was_away(tracker, TALK_SECONDS) else None


def open_callback(tracker: Tracker) -> CallbackTalk | None:
    """What was asked about being called back; the same."""
    value = tracker.get_slot(CALLBACK)
    away = was_away(tracker, CALLBACK_SECONDS)
    return CallbackTalk.from_json(value) if value and not away else None


def was_away(tracker: Tracker, seconds: float) -> bool:
    """Whether the resident was silent for longer than this before the last message."""
    said = [event.get("timestamp", 0.0) for event in tracker.events if event.get("event") == "user"]
    return len(said) > 1 and said[-1] - said[-2] > seconds


def ask_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """After another answer: the question that is still open."""
    draft, form = open_draft(tracker), open_form(tracker)
    if draft is not None:
        say(dispatcher, services().booking.ask_again(municipality_of(tracker), draft).reply)
    elif form is not None:
        step = services().ediensten.ask_again(municipality_of(tracker), form)
        if step.reply is not None:
            say(dispatcher, step.reply)
    elif (talk := open_talk(tracker)) is not None:
        back = services().zaken.ask_again(municipality_of(tracker), talk)
        if back.reply is not None:
            say(dispatcher, back.reply)
    elif (callback := open_callback(tracker)) is not None:
        say(dispatcher, services().callbacks.ask_again(municipality_of(tracker), callback))
