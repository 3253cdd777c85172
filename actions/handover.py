"""To a human: what is open now, in line, and out of it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import CLARIFY, municipality_of, register, say, services
from actions.open_draft import open_draft, open_form, open_talk
from assistant.domain.handover import MOST_QUESTIONS, Packet, Why
from assistant.domain.klantcontact import Reason
from assistant.services.handover import Who

SHOWN = 5


class RequestHuman(Action):
    """Which ways to a person there are now: by chat where somebody is there, and by telephone."""

    def name(self) -> str:
        return "action_request_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        await register(tracker, Reason.HUMAN_REQUESTED)
        say(dispatcher, await services().handover.offer(who(tracker)))
        return []


class ChatWithHuman(Action):
    """The resident wants to chat with a person, who gets all that was said."""

    def name(self) -> str:
        return "action_chat_with_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(dispatcher, await services().handover.begin(who(tracker), packet(tracker)))
        return []


class LeaveLine(Action):
    """The resident waits no longer."""

    def name(self) -> str:
        return "action_leave_line"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        reply = await services().handover.leave(who(tracker))
        say(dispatcher, reply or await services().handover.offer(who(tracker)))
        return []


class RateHuman(Action):
    """The resident says whether a human helped, and how that was."""

    def name(self) -> str:
        return "action_rate_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        pressed = {e["entity"]: str(e["value"]) for e in tracker.latest_message["entities"] or []}
        say(dispatcher, await services().handover.rate(who(tracker), pressed.get("choice", "")))
        return []


def who(tracker: Tracker) -> Who:
    """The conversation of this message."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    # Who goes on by another channel is in the first conversation here; the id tells in which he is.
    conversation, _, _ = str(message.get("message_id") or "").rpartition(":")
    return Who(
        conversation or tracker.sender_id,
        municipality_of(tracker),
        str(metadata.get("channel") or "chat"),
        str(metadata.get("contact") or ""),
    )


def packet(tracker: Tracker) -> Packet:
    """What is known of this conversation, so that nothing has to be asked again."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    texts = [str(event.get("text") or "") for event in said]
    intents = [
        str(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "")
        for event in said
    ]
    guesses = sum(
        event.get("event") == "action" and event.get("name") == CLARIFY for event in tracker.events
    )
    form, draft, talk = open_form(tracker), open_draft(tracker), open_talk(tracker)
    return Packet(
        why=_why(intents, guesses),
        article=str(tracker.get_slot("current_article") or ""),
        questions=tuple(t for t in texts if t and not t.startswith("/"))[-MOST_QUESTIONS:],
        shown=_shown(tracker),
        edienst=form.edienst if form else "",
        form=form.key(tracker.sender_id) if form else "",
        appointment=", ".join(draft.products) if draft else "",
        zaak=talk.number if talk else "",
        guesses=guesses,
        angry=bool({"insult", "threaten", "bot_complaint"} & set(intents)),
    )


def _why(intents: list[str], guesses: int) -> Why:
    if "file_complaint" in intents:
        return Why.COMPLAINT
    return Why.NOT_UNDERSTOOD if guesses > 1 else Why.ASKED


def _shown(tracker: Tracker) -> tuple[str, ...]:
    """The articles that were shown, the last one last, each once."""
    shown: dict[str, None] = {}
    for event in tracker.events:
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            for slug in custom.get("articles") or ():
                shown.pop(slug, None)
                shown[slug] = None
    return tuple(shown)[-SHOWN:]
