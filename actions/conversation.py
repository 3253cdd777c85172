"""What every action needs from the tracker and the dispatcher. Holds no action itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.bootstrap import ActionServices, action_services
from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.klantcontact import Reason
from assistant.errors import NotFound
from assistant.services.answers import Question

CLARIFY = "action_clarify"
NONSENSE = "nonsense"
TYPED_QUESTIONS = 2


def services() -> ActionServices:
    """The services of this process."""
    return action_services()


def municipality_of(tracker: Tracker) -> str:
    """The municipality of this conversation, as the gateway stated it with the message."""
    metadata = tracker.latest_message.get("metadata") or {}
    return services().municipalities.resolve(metadata.get("municipality"))


def intent_of(tracker: Tracker) -> str:
    """Name of the recognised intent."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Send a reply that a service composed."""
    dispatcher.utter_message(
        text=reply.text,
        buttons=[asdict(choice) for choice in reply.choices],
        json_message={
            "outcome": reply.outcome.value,
            "links": [asdict(link) for link in reply.links],
            "sources": [asdict(source) for source in reply.sources],
            "articles": list(reply.articles),
        },
    )


def tell(
    dispatcher: CollectingDispatcher,
    municipality: str,
    response: str,
    outcome: Outcome = Outcome.SMALLTALK,
    choices: tuple[Choice, ...] = (),
    **values: str,
) -> None:
    """Send a response from `data/responses/`, with the municipality's values filled in."""
    dispatcher.utter_message(
        response=response,
        buttons=[asdict(choice) for choice in choices],
        json_message={"outcome": outcome.value},
        **{**services().municipalities.values(municipality), **values},
    )


def show_product(
    dispatcher: CollectingDispatcher, tracker: Tracker, section: str
) -> list[EventType]:
    """Show what the library says on the product that the message names, if it names one."""
    product = str(tracker.latest_message.get("product") or "")
    if not product:
        return []
    try:
        say(
            dispatcher,
            services().answers.answer(Question(product, section), municipality_of(tracker)),
        )
    except NotFound:
        return []
    return [SlotSet("current_article", product)]


async def register(tracker: Tracker, reason: Reason) -> None:
    """Have staff see what the resident asked; never fails and never waits for the network."""
    message = tracker.latest_message
    texts = [e.get("text") or "" for e in tracker.events if e.get("event") == "user"]
    typed = [text for text in texts if text and not text.startswith("/")]
    metadata = message.get("metadata") or {}
    await services().klantcontacten.register_unanswered(
        conversation_id=tracker.sender_id,
        message_id=str(message.get("message_id") or ""),
        municipality=municipality_of(tracker),
        channel=str(metadata.get("channel") or "chat"),
        reason=reason,
        questions=typed[-TYPED_QUESTIONS:],
    )


def previous_action(tracker: Tracker) -> str:
    """Name of the last action of the turn before this one."""
    turns = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turns += 1
        elif turns and event.get("event") == "action" and event.get("name") != "action_listen":
            return str(event.get("name"))
    return ""


def not_understood_before(tracker: Tracker) -> bool:
    """Whether the message before this one made no sense to Balie either."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    read = (said[-2].get("parse_data") or {}).get("intent") or {} if len(said) > 1 else {}
    return previous_action(tracker) == CLARIFY or read.get("name") == NONSENSE


def last_answer(tracker: Tracker) -> list[dict[str, Any]]:
    """Bot messages of the last earlier turn that was more than small talk, oldest first.

    Falls back to the last turn with any bot message: "herhaal" after a greeting repeats that.
    """
    turns: list[list[dict[str, Any]]] = [[]]
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turns.append([])
        elif event.get("event") == "bot":
            turns[-1].insert(0, event)
    earlier = [turn for turn in turns[1:] if turn]
    for turn in earlier:
        outcomes = {
            ((event.get("data") or {}).get("custom") or {}).get("outcome") for event in turn
        }
        if outcomes - {None, Outcome.SMALLTALK.value}:
            return turn
    return earlier[0] if earlier else []
