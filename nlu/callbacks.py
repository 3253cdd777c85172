"""Calls back: a promise that is called by its name, and answers while one is being arranged."""

from __future__ import annotations

import re

from assistant.domain.callbacks import Ask
from assistant.domain.masking import PHONE
from assistant.domain.text import fold
from assistant.domain.zaken_talk import read
from nlu.booking import UNCLEAR
from nlu.context import Context
from nlu.reader import Candidate, Reading

INFORM_CALLBACK = "inform_callback"
REQUEST = "request_callback"
_LEFT_ALONE = frozenset({"crisis", "request_human", REQUEST, "stop"})
_MISTAKEN_FOR = UNCLEAR | {"faq", "ask_zaak_status", "cancel_appointment", "change_appointment"}
_PROMISE = re.compile(r"\bterugbel ?(?:verzoek|afspraak)\b")
"""What a promise to call is called, and nothing else."""
_NUMBER = re.compile(r"\d(?:[\d .-]*\d){4,}")
_QUESTION = re.compile(r"^(?:wat|waarom|hoe|wie|welke?|waar|wanneer|mag|kan|kun|kunt)\b")


def in_callback(reading: Reading, text: str, context: Context) -> Reading:
    """The reading of a message (as typed, masked), where a number or a yes is asked, or nothing."""
    if context.callback is None:
        named = reading.intent in _MISTAKEN_FOR and _PROMISE.search(fold(text))
        return Reading(REQUEST, 1.0, (Candidate(REQUEST, 1.0),)) if named else reading
    if reading.intent in _LEFT_ALONE:
        return reading
    if f"[{PHONE}]" in text or _NUMBER.search(text):
        return _certain()
    told = read(text)
    asks = "?" in text or bool(_QUESTION.search(fold(text)))
    answers = told.no or (told.yes and context.callback.ask is Ask.CONFIRM)
    unclear = reading.intent in UNCLEAR and context.callback.ask is Ask.NUMBER
    return _certain() if not asks and (answers or unclear) else reading


def _certain() -> Reading:
    return Reading(INFORM_CALLBACK, 1.0, (Candidate(INFORM_CALLBACK, 1.0),))
