"""Whether a message is an answer in the eDienst that is being filled in.

Reads the same declarations as the service does; what it does with an answer is decided there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.domain.dutch.spots import find_spot
from assistant.domain.ediensten.answer import Flaw
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
START_EDIENST = "start_edienst"
URGENT = "spoed"
"""The section of an article that says whom to call at once."""
_URGENT = re.compile(
    r"\b(?:draad|draden|draadjes|kabels?|vonk\w*|stroom|scheef|schuin|omge\w+|aanrijding|gereden"
    r"|deurtje|luikje|bedrading|bloot|los|losse|hangt|hangen|gevaar\w*|brand\w*|rook\w*|vallen)\b"
)
"""Which section is meant is a guess; with one of these words it is no guess."""
_NEVER_BEGINS = frozenset({"crisis", "request_human"})
CRISIS = "crisis"
SURE_CRISIS = 0.5
"""Where own words are asked for, an alarm of the model alone counts from here on: below it a stain
on the square is no emergency, and who reports it must get on. What the patterns know always counts.
"""
GUESSES = 3
_OWN_WORDS = (Kind.TEXT, Kind.SPOT, Kind.NAME, Kind.PEOPLE)
_LEFT_ALONE = frozenset({CRISIS, "request_human", INFORM, INFORM_ZAKEN})
_FREE = (Kind.TEXT, Kind.SPOT, Kind.UPLOAD)
"""Read from nearly any words: in those a correction is not to be seen."""
_ENDS = frozenset({"stop", "restart_topic", "repeat", "log_out", "ask_lookups"})
"""Said whatever is asked, also where words of one's own are asked."""
_PAID = re.compile(r"\b(?:betaald|afgerekend|overgemaakt)\b")
_DOES_NOT_KNOW = re.compile(
    r"\b(?:geen idee|(?:weet|snap|begrijp) (?:ik |het |dat )*(?:\w+ )?niet)\b"
)
_QUESTION = re.compile(
    r"^(?:(?:en|maar|oke|ok|ja|nee|eh)[, ]+)*"
    r"(?:wat|waarom|hoe|hoeveel|wie|welke?|waar|wanneer|moet|mag|kan|kun|kunt|is|zijn|heb|krijg)\b"
)


def in_edienst(reading: Reading, text: str, context: Context, ediensten: EDienstenPort) -> Reading:
    """The reading of a message (as typed, masked), where an eDienst is being filled in."""
    if context.form is None or reading.entities:
        return reading
    alarm = reading.intent == CRISIS and reading.confidence >= SURE_CRISIS
    if alarm or (reading.intent in _LEFT_ALONE and reading.intent != CRISIS):
        return reading
    if not context.municipality:
        return reading
    edienst = ediensten.ediensten(context.municipality).get(context.form.edienst)
    if edienst is None or not belongs(text, reading.intent, context.form, edienst):
        return reading
    field = edienst.field(context.form.ask)
    if reading.intent == CRISIS and (field is None or field.kind not in _OWN_WORDS):
        return reading
    return Reading(INFORM_EDIENST, 1.0, (Candidate(INFORM_EDIENST, 1.0),))


def begins_edienst(
    reading: Reading, text: str, context: Context, ediensten: EDienstenPort
) -> Reading:
    """The reading of a message that begins an eDienst by itself: a lamp that is broken, and where.

    A question, and what is urgent, is answered as it was read.
    """
    open_talk = context.form or context.draft or context.talk
    if open_talk or reading.intent in _NEVER_BEGINS or not context.municipality:
        return reading
    if "?" in text or _QUESTION.search(fold(text)):
        return reading
    first = reading.candidates[0] if reading.candidates else None
    urgent = first is not None and first.section == URGENT and bool(_URGENT.search(fold(text)))
    every = ediensten.ediensten(context.municipality)
    slug = first.slug if first and not urgent else ""
    begun = every.begun_by(slug, text)
    if begun is None and reading.intent in UNCLEAR and not urgent:
        # In doubt a guess will do, where the words of the eDienst itself are there too.
        guesses = [one.slug for one in reading.candidates[:GUESSES]]
        slug = next((one for one in guesses if every.begun_by(one, text)), "")
        likely = every.begun_by(slug, text)
        begun = likely if likely and likely.tells_in(text) else None
    if begun is None:
        return reading
    about = slug if slug in begun.articles else begun.articles[0]
    return replace(reading, intent=START_EDIENST, product=about, entities={}, questions=())


def belongs(text: str, intent: str, form: Form, edienst: EDienst) -> bool:
    """Whether `text`, otherwise read as `intent`, is an answer to what was asked."""
    today = datetime.now(UTC).date()
    asks = bool("?" in text or _QUESTION.search(fold(text)))
    field = edienst.field(form.ask)
    if field is not None and field.kind is Kind.UPLOAD and read_answer(field, text, today).value:
        # "Later" ends the question for a photo, and not the conversation.
        return not asks
    if intent in _ENDS:
        return False
    if form.stage is Stage.FIELD and field is not None:
        return _answers(field, text, intent, asks, today)
    told = read(text)
    if form.stage in (Stage.OFFER, Stage.LOOK_UP) and field is not None:
        waits = form.stage is Stage.LOOK_UP and told.answers(Ask.LOGIN)
        said_so = told.yes or told.no or waits
        return not asks if said_so else _answers(field, text, intent, asks, today)
    if form.stage is Stage.HAND_IN:
        return not asks and (told.answers(Ask.LOGIN) or bool(_PAID.search(fold(text))))
    if told.yes or told.no:
        return not asks
    labels = {one.label.casefold() for one in edienst.fields}
    changes = any(
        read_answer(one, text, today).value for one in edienst.fields if one.kind not in _FREE
    )
    changes = changes or find_spot(text) is not None
    named = text.casefold().strip(" .!") in labels
    return named or (not asks and (changes or intent in UNCLEAR))


def _answers(field: Field, text: str, intent: str, asks: bool, today: date) -> bool:
    answer = read_answer(field, text, today)
    if field.kind in (Kind.TEXT, Kind.SPOT):
        # A story may hold a question; a question by itself is one.
        return not _QUESTION.search(fold(text))
    if answer.value:
        return not asks
    said_so = answer.flaw is not Flaw.UNCLEAR or _DOES_NOT_KNOW.search(fold(text))
    return not asks and bool(said_so or intent in UNCLEAR)
