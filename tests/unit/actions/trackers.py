"""Conversations as the action server gets them from Rasa."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

Event = dict[str, Any]


def user(text: str = "x") -> Event:
    return {"event": "user", "text": text}


def bot(text: str, outcome: str | None = None, **data: Any) -> Event:
    custom = {"outcome": outcome} if outcome else None
    return {"event": "bot", "text": text, "data": {"custom": custom, **data}}


def action(name: str) -> Event:
    return {"event": "action", "name": name}


def turn(name: str, *said: Event, text: str = "x") -> list[Event]:
    """A whole earlier turn, as Rasa writes it down."""
    return [action("action_listen"), user(text), action(name), *said]


def tracker(
    intent: str = "faq",
    *,
    before: list[Event] | None = None,
    confidence: float = 0.95,
    text: str = "mijn vraag",
    municipality: str | None = "tilburg",
    slots: dict[str, Any] | None = None,
    **message: Any,
) -> Tracker:
    """A tracker whose latest message has this intent; `message` is what our classifier adds."""
    latest = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "message_id": "m1",
        "metadata": {"municipality": municipality, "channel": "webchat"} if municipality else {},
        **message,
    }
    events = [*(before or []), action("action_listen"), user(text)]
    return Tracker("c1", slots or {}, latest, events, False, None, {}, "action_listen")


def answers(*slugs: str) -> list[dict[str, Any]]:
    return [{"slug": slug, "section": "algemeen", "confidence": 0.9} for slug in slugs]


def candidates(*intents: str) -> list[dict[str, Any]]:
    return [{"intent": intent, "confidence": 0.3} for intent in intents]
