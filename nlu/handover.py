"""What a message says on the way to a human: it takes that way, leaves the line, is a remark on
how it was, or says that it is all too much."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.domain.mood import is_distressed
from assistant.domain.text import fold
from assistant.domain.zaken_talk import read
from nlu.booking import UNCLEAR
from nlu.context import Context
from nlu.reader import Candidate, Reading

CHAT = "chat_with_human"
LEAVE = "leave_line"
RATE = "rate_human"
DISTRESS = "distress"
_REMARK = re.compile(r'^/rate_human\{"choice": "no_remark:(?P<about>[\w-]+)"\}$')
_NOT_A_REMARK = frozenset({"crisis", "request_human", "request_callback"})
_SAYS_LITTLE = UNCLEAR | {
    "bot_complaint", "ask_wellbeing", "ask_rephrase", "stop", "restart_topic", "goodbye",
}  # fmt: skip
HUMAN = "request_human"
_ONLY_A_HUMAN = re.compile(
    r"^(?:(?:nee|ik wil|graag|geef(?: mij| me)?|nu) )*(?:een |n )?(?:echte? )?"
    r"(?:mens|medewerker|persoon)(?: nu| graag| aub| alsjeblieft| alstublieft)*[ .!]*$"
)
"""Nothing else is said, so nothing else can be meant, whatever the subject was before."""
_CHATS = re.compile(
    r"\b(?:chat\w*|verbind\w*|doorverbind\w*|in de rij|ik wacht(?: wel)?|hier graag)\b"
)
_LEAVES_THE_LINE = re.compile(
    r"\b(?:niet (?:meer|langer) wachten|wacht niet (?:meer|langer)|uit de (?:wacht)?rij)\b"
)
"""Of nothing else, also after another answer."""
_LEAVES = re.compile(r"\b(?:laat maar|hoeft niet(?: meer)?|duurt (?:me |mij )?te lang|stop\w*)\b")


def in_handover(reading: Reading, text: str, context: Context) -> Reading:
    """The reading of a message (as typed, masked), below buttons to a human or about one."""
    about = _remark_about(context)
    if about and reading.intent not in _NOT_A_REMARK:
        said = "no_remark" if read(text).no else "remark"
        return replace(_certain(RATE), entities={"choice": f"{said}:{about}"})
    if reading.intent in _SAYS_LITTLE and context.draft is None and is_distressed(text):
        return replace(reading, intent=DISTRESS)
    if reading.intent in _SAYS_LITTLE | {"faq"} and _ONLY_A_HUMAN.match(fold(text)):
        return _certain(HUMAN)
    if "?" in text:
        return reading
    folded = fold(text)
    sure = reading.intent == "crisis" and reading.confidence == 1.0
    if _LEAVES_THE_LINE.search(folded) and not sure:  # "ik wil niet meer ..." looks like a crisis
        return _certain(LEAVE)
    if reading.intent == "crisis":
        return reading
    if f"/{CHAT}" in context.payloads:
        told = read(text)
        if not told.no and (told.yes or _CHATS.search(folded)):
            return _certain(CHAT)
    if f"/{LEAVE}" in context.payloads and _LEAVES.search(folded):
        return _certain(LEAVE)
    return reading


def _remark_about(context: Context) -> str:
    """The handover of which a remark was asked, and nothing else; empty where none was."""
    if len(context.payloads) != 1:
        return ""
    asked = _REMARK.match(context.payloads[0])
    return asked["about"] if asked else ""


def _certain(intent: str) -> Reading:
    return Reading(intent, 1.0, (Candidate(intent, 1.0),))
