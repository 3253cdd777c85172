"""Whether a message is an answer in the eDienst that is being filled in.

Reads the same declarations as the service does; what it does with an answer is decided there.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from assistant.domain.ediensten.answers import Flaw
from assistant.domain.ediensten.answers import read as read_answer
from assistant.domain.ediensten.declaration import EDienst, Field, Kind
from assistant.domain.ediensten.form import Form, Stage
from assistant.domain.text import fold
from assistant.domain.zaken_talk import Ask, read
from assistant.ports.ediensten import EDienstenPort
from nlu.booking import INFORM, UNCLEAR
from nlu.context import Context
from nlu.reader import Candidate, Reading
from nlu.zaken import INFORM_ZAKEN

INFORM_EDIENST = "inform_edienst"
_LEFT_ALONE = frozenset({"crisis", "request_human", INFORM, INFORM_ZAKEN})
_ENDS = frozenset({"stop", "restart_topic", "repeat", "log_out", "ask_lookups"})
"""Said whatever is asked, also where words of one's own are asked."""
_DOES_NOT_KNOW = re.compile(
    r"\b(?:geen idee|(?:weet|snap|begrijp) (?:ik |het |dat )*(?:\w+ )?niet)\b"
)
_QUESTION = re.compile(
    r"^(?:(?:en|maar|oke|ok|ja|nee|eh)[, ]+)*"
    r"(?:wat|waarom|hoe|hoeveel|wie|welke?|waar|wanneer|moet|mag|kan|kun|kunt|is|zijn|heb|krijg)\b"
)


def in_edienst(reading: Reading, text: str, context: Context, ediensten: EDienstenPort) -> Reading:
    """The reading of a message (as typed, masked), where an eDienst is being filled in."""
    if reading.intent in _LEFT_ALONE or reading.entities or context.form is None:
        return reading
    if not context.municipality:
        return reading
    edienst = ediensten.ediensten(context.municipality).get(context.form.edienst)
    if edienst is None or not belongs(text, reading.intent, context.form, edienst):
        return reading
    return Reading(INFORM_EDIENST, 1.0, (Candidate(INFORM_EDIENST, 1.0),))


def belongs(text: str, intent: str, form: Form, edienst: EDienst) -> bool:
    """Whether `text`, otherwise read as `intent`, is an answer to what was asked."""
    if intent in _ENDS:
        return False
    today = datetime.now(UTC).date()
    asks = bool("?" in text or _QUESTION.search(fold(text)))
    field = edienst.field(form.ask)
    if form.stage is Stage.FIELD and field is not None:
        return _answers(field, text, intent, asks, today)
    told = read(text)
    if form.stage is Stage.HAND_IN:
        return not asks and told.answers(Ask.LOGIN)
    if told.yes or told.no:
        return not asks
    labels = {one.label.casefold() for one in edienst.fields}
    changes = any(
        read_answer(one, text, today).value for one in edienst.fields if one.kind is not Kind.TEXT
    )
    named = text.casefold().strip(" .!") in labels
    return named or (not asks and (changes or intent in UNCLEAR))


def _answers(field: Field, text: str, intent: str, asks: bool, today: date) -> bool:
    answer = read_answer(field, text, today)
    if field.kind is Kind.TEXT:
        # A story may hold a question; a question by itself is one.
        return not _QUESTION.search(fold(text))
    if answer.value:
        return not asks
    said_so = answer.flaw is not Flaw.UNCLEAR or _DOES_NOT_KNOW.search(fold(text))
    return not asks and bool(said_so or intent in UNCLEAR)
