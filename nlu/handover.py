"""Whether a message takes the way to a human that was just offered, or leaves the line for one."""

from __future__ import annotations

import re

from assistant.domain.text import fold
from assistant.domain.zaken_talk import read
from nlu.context import Context
from nlu.reader import Candidate, Reading

CHAT = "chat_with_human"
LEAVE = "leave_line"
_CHATS = re.compile(
    r"\b(?:chat\w*|verbind\w*|doorverbind\w*|in de rij|ik wacht(?: wel)?|hier graag)\b"
)
_LEAVES_THE_LINE = re.compile(
    r"\b(?:niet (?:meer|langer) wachten|wacht niet (?:meer|langer)|uit de (?:wacht)?rij)\b"
)
"""Of nothing else, also after another answer."""
_LEAVES = re.compile(r"\b(?:laat maar|hoeft niet(?: meer)?|duurt (?:me |mij )?te lang|stop\w*)\b")


def in_handover(reading: Reading, text: str, context: Context) -> Reading:
    """The reading of a message (as typed, masked), below buttons to a human."""
    if reading.intent == "crisis" or "?" in text:
        return reading
    folded = fold(text)
    if f"/{CHAT}" in context.payloads:
        told = read(text)
        if not told.no and (told.yes or _CHATS.search(folded)):
            return _certain(CHAT)
    if _LEAVES_THE_LINE.search(folded):
        return _certain(LEAVE)
    if f"/{LEAVE}" in context.payloads and _LEAVES.search(folded):
        return _certain(LEAVE)
    return reading


def _certain(intent: str) -> Reading:
    return Reading(intent, 1.0, (Candidate(intent, 1.0),))
