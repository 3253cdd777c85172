"""Whether a message is about zaken: an answer to what was asked of them, or a number of one.

Reads the same words as the service does; what it does with them is decided there.
"""

from __future__ import annotations

from assistant.domain.zaken import find_number
from assistant.domain.zaken_talk import Ask, read
from nlu.booking import INFORM, UNCLEAR
from nlu.context import Context
from nlu.reader import Candidate, Reading

INFORM_ZAKEN = "inform_zaken"
ASK_STATUS = "ask_zaak_status"
_LEFT_ALONE = frozenset({"crisis", "request_human", INFORM})
"""Danger and the wish for a human come first, and so does an appointment that is being made."""
_NUMBERLIKE = UNCLEAR | {"submit_document", "faq", "referral", "smalltalk", "several_questions"}
"""What a number of a zaak is mistaken for."""


def in_zaken(reading: Reading, text: str, context: Context) -> Reading:
    """The reading of a message (as typed, masked), where zaken are talked about."""
    if reading.intent in _LEFT_ALONE or reading.entities:
        return reading
    # After "Bedoelt u ...?" a yes is about that.
    if context.talk is not None and not context.unclear:
        # "De inlogcode is 123456" looks like a secret that nobody asked for, but here it was asked.
        private = reading.intent == "share_personal_data" and context.talk.ask is not Ask.CODE
        if read(text).answers(context.talk.ask) and not private:
            return _certain(INFORM_ZAKEN)
    if reading.intent in _NUMBERLIKE and find_number(text):
        return _certain(ASK_STATUS)
    return reading


def _certain(intent: str) -> Reading:
    return Reading(intent, 1.0, (Candidate(intent, 1.0),))
