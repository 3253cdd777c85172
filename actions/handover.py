"""To a human: what is open now, in line, and out of it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import offer_others
from actions.conversation import CLARIFY, municipality_of, register, say, services
from actions.open_draft import ask_again, open_draft, open_form, open_talk
from assistant.domain.conversation import Outcome
from assistant.domain.handover import MOST_QUESTIONS, Packet, Who, Why
from assistant.domain.klantcontact import Reason
from assistant.domain.mood import signs
from assistant.domain.zaken import find_numbers

DISTRESS = "distress"
NO_QUESTION = {"request_human", "request_callback", "inform_callback", "affirm", "deny", "greet"}
"""Said by everybody who gets here, or an answer to Balie."""
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


class Distress(Action):
    """It is all too much: a human first, and below it what Balie knows of the subject."""

    def name(self) -> str:
        return "action_distress"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(dispatcher, await services().handover.offer(who(tracker), "utter_distress"))
        offer_others(dispatcher, tracker, Outcome.CHOICE, given=DISTRESS)
        ask_again(dispatcher, tracker)
        return []


class ChatWithHuman(Action):
    """The resident wants to chat with a person, who gets all that was said."""

    def name(self) -> str:
        return "action_chat_with_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(dispatcher, await services().handover.begin(who(tracker), await packet(tracker)))
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
    """The resident says whether a human helped, how that was, and what he has to say of it."""

    def name(self) -> str:
        return "action_rate_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        message = tracker.latest_message
        said = {e["entity"]: str(e["value"]) for e in message["entities"] or []}
        text = str(message.get("text") or "")
        typed = "" if text.startswith("/") else text
        reply = await services().verdicts.hear(who(tracker), said.get("choice", ""), typed)
        say(dispatcher, reply)
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


async def packet(tracker: Tracker) -> Packet:
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
    form, draft = open_form(tracker), open_draft(tracker)
    article = str(tracker.get_slot("current_article") or "")
    typed = tuple(text for text in texts if text and not text.startswith("/"))
    questions = tuple(
        text
        for text, intent in zip(texts, intents, strict=True)
        if text in typed and intent not in NO_QUESTION
    )
    sensitive = services().answers.is_sensitive(article, municipality_of(tracker))
    return Packet(
        why=_why(intents, guesses, sensitive),
        article=article,
        questions=questions[-MOST_QUESTIONS:],
        shown=_shown(tracker),
        edienst=form.edienst if form else "",
        form=form.key(tracker.sender_id) if form else "",
        appointment=", ".join(draft.products) if draft else "",
        zaken=_zaken(tracker),
        guesses=guesses,
        mood=signs(typed, intents),
        language=_language(said),
        login=await services().zaken.level(tracker.sender_id),
    )


def _why(intents: list[str], guesses: int, sensitive: bool) -> Why:
    if "file_complaint" in intents:
        return Why.COMPLAINT
    if DISTRESS in intents:
        return Why.DISTRESS
    if guesses > 1:
        return Why.NOT_UNDERSTOOD
    return Why.SENSITIVE if sensitive else Why.ASKED


def _language(said: list[dict[str, Any]]) -> str:
    """What the resident wrote in last, other than Dutch."""
    spoken = (str((event.get("parse_data") or {}).get("language") or "nl") for event in said)
    return next((one for one in reversed(list(spoken)) if one != "nl"), "nl")


def _zaken(tracker: Tracker) -> tuple[str, ...]:
    """The numbers of zaken that were asked about, or shown after DigiD; each once."""
    talk = open_talk(tracker)
    found = dict.fromkeys([talk.number] if talk and talk.number else [])
    for event in tracker.events:
        if event.get("event") in ("user", "bot"):
            found |= dict.fromkeys(find_numbers(str(event.get("text") or "")))
    return tuple(found)[-SHOWN:]


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
