"""What the conversation so far tells about a message: its subject, and the buttons just shown."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.domain.booking.draft import MOST_SECONDS as DRAFT_SECONDS
from assistant.domain.booking.draft import Draft
from assistant.domain.callbacks import MOST_SECONDS as CALLBACK_SECONDS
from assistant.domain.callbacks import CallbackTalk
from assistant.domain.ediensten.form import MOST_SECONDS as FORM_SECONDS
from assistant.domain.ediensten.form import Form
from assistant.domain.zaken_talk import MOST_SECONDS as TALK_SECONDS
from assistant.domain.zaken_talk import ZaakTalk

T = TypeVar("T")

_FOLLOW_UP = re.compile(
    r"^(?:(?:ja|nee|ok|oke|maar|hoi|dank je|bedankt)[,.! ]+)*"
    r"(?:en\b|maar\b|wat als\b|of\b|ook\b|voor (?:mijn|een|m'n|kinderen)\b)"
)
_POINTING = re.compile(
    r"\b(?:dat|die|dit|deze|het|daar|daarvan|daarvoor|ervoor|hiervoor|daarmee|zoiets|zo een|ding"
    r"|er(?! (?:ligt|liggen|staat|staan|hangt|hangen|zit|zitten)\b))\b"
)
"""No "er ligt een bankstel": that says what is there."""
MAX_WORDS = 9
CLARIFY = "action_clarify"
"""The action that guesses, or asks "Bedoelt u ...?"."""


@dataclass(frozen=True)
class Context:
    """`article` is the slug answered last, `life_event` that of the checklist shown last;
    `titles` and `payloads` are the buttons shown last, of which the first `earlier` stood below
    messages before the very last one with buttons. `draft` is the appointment being made,
    `talk` what was asked about zaken, `form` the eDienst that is being filled in, `callback` what
    was asked about being called back.
    `unclear` is the message before this one, where Balie could only guess what was meant.
    """

    article: str = ""
    titles: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()
    municipality: str = ""
    life_event: str = ""
    earlier: int = 0
    draft: Draft | None = None
    talk: ZaakTalk | None = None
    form: Form | None = None
    callback: CallbackTalk | None = None
    unclear: str = ""

    @classmethod
    def from_tracker(cls, tracker: DialogueStateTracker | None) -> Context:
        """Read the slot and the last bot messages of a tracker."""
        if tracker is None:
            return cls()
        buttons: list[dict[str, str]] = []
        latest, guessed, unclear = 0, False, ""
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                unclear = str(event.text or "") if guessed else ""
                break
            if isinstance(event, ActionExecuted):
                guessed = guessed or event.action_name == CLARIFY
            if isinstance(event, BotUttered):
                buttons = list(event.data.get("buttons") or []) + buttons
                latest = latest or len(buttons)
        return cls(
            article=_slot(tracker, "current_article"),
            titles=tuple(str(b.get("title", "")) for b in buttons),
            payloads=tuple(str(b.get("payload", "")) for b in buttons),
            life_event=_slot(tracker, "life_event"),
            earlier=len(buttons) - latest,
            draft=_recent(tracker, "appointment", Draft.from_json, DRAFT_SECONDS),
            talk=_recent(tracker, "zaken", ZaakTalk.from_json, TALK_SECONDS),
            form=_recent(tracker, "edienst", Form.from_json, FORM_SECONDS),
            callback=_recent(tracker, "callback", CallbackTalk.from_json, CALLBACK_SECONDS),
            unclear=unclear,
        )


def _slot(tracker: DialogueStateTracker, name: str) -> str:
    slot = tracker.slots.get(name)
    return str((slot.value if slot else "") or "")


def _recent(
    tracker: DialogueStateTracker, name: str, read: Callable[[Any], T], seconds: float
) -> T | None:
    """What a slot says that is open; None after so long a silence."""
    slot = tracker.slots.get(name)
    last = next((e for e in reversed(tracker.events) if isinstance(e, UserUttered)), None)
    if slot is None or not slot.value or last is None:
        return None
    return read(slot.value) if time.time() - last.timestamp <= seconds else None


def may_lean_on_context(text: str, names_product: bool) -> bool:
    """Whether a normalised text can be about the subject before it: short, and no other named."""
    return not names_product and len(text.split()) <= MAX_WORDS


def leans_on_context(text: str) -> bool:
    """Whether its form says so: "en voor mijn kind?", "hoe lang duurt dat", "wat kost"."""
    return bool(_FOLLOW_UP.match(text) or _POINTING.search(text))


def payload_parts(payload: str) -> tuple[str, dict[str, str]]:
    """Intent and entities of one of our own payloads: `/intent{"entity": "value"}`."""
    match = re.match(r"^/([\w/]+)(\{.*\})?$", payload)
    if match is None:
        return "", {}
    return match[1], json.loads(match[2]) if match[2] else {}
