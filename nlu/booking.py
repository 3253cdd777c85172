"""Whether a message belongs to the appointment that is being made, or asks something in between.

Reads the same facts as the booking service does; what it does with them is decided there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.draft import Ask, Draft, Task
from assistant.domain.booking.facts import Facts, read
from assistant.domain.text import fold
from assistant.ports.catalogue import CataloguePort
from nlu.context import Context
from nlu.reader import Candidate, Reading
from nlu.shapes import intent_of_shape

INFORM = "inform"
APPOINTMENTS = frozenset(
    {"make_appointment", "change_appointment", "cancel_appointment", "ask_appointment"}
)
UNCLEAR = frozenset(
    {"nlu_fallback", "out_of_scope", "nonsense", "correct", "share_personal_data", "affirm", "deny",
     "speak_other_language", "ask_other_municipality", "start_edienst"}
)  # fmt: skip
"""Readings that mean nothing, or something else, beside an open question."""
ASIDE = frozenset(
    {"request_human", "stop", "restart_topic", "insult", "threaten", "inject_instruction",
     "bot_complaint", "file_complaint", "repeat", "ask_rephrase", "wait"}
)  # fmt: skip
"""Said whatever is being made, unless it also says something about it."""
FREE = frozenset({Ask.PRODUCT, Ask.LOCATION, Ask.NAME, Ask.CODE, Ask.PROOF})
"""Questions that are answered with words that no rule knows."""
_INDIFFERENT = re.compile(
    r"\b(?:hoe laat|welke (?:dag|tijd)|wanneer|waar) maakt (?:\w+ ){1,3}uit"
    r"|\b(?:maakt (?:me |mij |het )?(?:niets?|niks|geen \w+) uit|(?:is )?om het even|geeft niet)"
    r"(?: \w+){0,3}"
    r"|\b(?:wat|welke dag|wanneer|hoe laat|waar) dan ook\b"
)
"""Question words that ask nothing: "maakt niet uit hoe laat"."""
_ASKS = re.compile(
    r"^(?:(?:en|maar|oke|ok|ja|nee|eh|oh|o|hm)[, ]+)*"
    r"(?:kan|kunt|kun|kunnen|mag|moet|is|zijn|heeft|hebben|hebt|heb|krijg|zit)\b"
)
_ABOUT_ELSE = re.compile(
    r"\b(?:wat(?! (?:later|eerder|vroeger))|waarom|hoe(?:veel|lang)?|wie|welke?|waar|moet(?:en)? ik"
    r"|mag (?:ik|mijn|dat)|kost(?:en)?|meenemen|geldig|parkeren|openingstijden)\b"
)
_ABOUT_PLACES = re.compile(
    r"\b(?:welke (?:\w+ )?(?:tijd|tijden|dag|dagen|plek|plekken|datum|data|momenten)\b"
    r"|wanneer (?:kan|is|zijn|heb)|hoe laat (?:kan|is er|zijn er)"
    r"|wat (?:is|zijn|heb\w*|kan) (?:\w+ ){0,3}(?:vrij|eerste|eerst|mogelijk|plek|over)"
    r"|wat (?:voor )?(?:tijden|dagen) )"
)
_CORRECTS = re.compile(r"\b(?:nee|toch|liever|bedoel\w*|maak er|doe maar|ook|erbij|in plaats)\b")


_SAYS_APPOINTMENT = re.compile(
    r"\b(?:afspr?aa?k|afsrpaak|afpsraak|inplannen|plan (?:me|mij|ons)|boek (?:me|mij|een)"
    r"|reserveer)\b"
)
_WANTS_TO_COME = re.compile(r"\b(?:terecht|langs ?komen|kom(?:en)? langs|komen voor)\b")
_NOTHING_ELSE = re.compile(
    r"^(?:(?:nee|een|ik|wil|bedoel(?:de)?|dus|gewoon)[, ]+)*(?:afspr?aa?k|afsrpaak|afpsraak)"
    r"(?:[ ,]+(?:bedoel(?:de)?|ik|dus|graag|maken|aub|alstublieft|alsjeblieft))*[.! ]*$"
)
_FOR_SOMETHING = re.compile(r"^(?:\w+ ){0,5}(?:afspr?aa?k|afsrpaak|afpsraak) (?:voor|om|maken)\b")
_OF_ONE_THAT_IS = re.compile(
    r"\b(?:mijn|m'n|de|die|deze|dit|onze|zijn|haar|uw|jullie) (?:\w+ )?afspr?aa?k\b|zonder afspraak"
    r"|\bverzet|\bverplaats|\bverschui|\bafze|\bafgezegd|\bannul|\bcancel|\bwijzig|\bverander"
    r"|\bomzetten|\bgemaakt\b|\bgehad\b"
)
_ONLY_ASKS = re.compile(
    r"\b(?:wat|waarom|hoe|hoeveel|wie|waar|welke?|kost(?:en)?|wanneer)\b"
    r"|\b(?:moet|hoef|moeten|hoeft) (?:ik|je|u|we|wij)\b"
)


def in_booking(reading: Reading, text: str, context: Context, catalogues: CataloguePort) -> Reading:
    """The reading of a message (as typed, masked), where appointments are at stake."""
    # Danger, buttons, masked numbers and code mean the same whatever is being made.
    if reading.intent == "crisis" or reading.entities or intent_of_shape(text):
        return reading
    if not context.municipality:
        return reading
    catalogue = catalogues.catalogue(context.municipality)
    if context.draft is not None:
        if belongs(text, reading.intent, context.draft, catalogue):
            return Reading(INFORM, 1.0, (Candidate(INFORM, 1.0),))
    elif reading.language == "nl" and begins(text, reading.intent, catalogue):
        made = Candidate("make_appointment", 1.0)
        others = tuple(one for one in reading.candidates if one.slug)
        return replace(
            reading, intent=made.label, confidence=1.0, candidates=(made, *others), questions=()
        )
    return reading


def begins(text: str, intent: str, catalogue: Catalogue) -> bool:
    """Whether a message read as `intent` asks for a new appointment all the same.

    With a product, a day and more in it a message looks like a question about the product.
    """
    folded = fold(text)
    says, comes = _SAYS_APPOINTMENT.search(folded), _WANTS_TO_COME.search(folded)
    if not (says or comes) or _OF_ONE_THAT_IS.search(folded):
        return False
    if intent == "make_appointment" or _ONLY_ASKS.search(_INDIFFERENT.sub(" ", folded)):
        return False
    if _NOTHING_ELSE.search(folded):
        return True
    facts = read(text, datetime.now(UTC).date(), catalogue)
    if not says:
        return bool(facts.products and facts.days) and intent in UNCLEAR
    if intent in UNCLEAR and _FOR_SOMETHING.search(folded):
        return True
    return bool(facts.products) or (facts.when and intent in (*UNCLEAR, "change_appointment"))


def belongs(text: str, intent: str, draft: Draft, catalogue: Catalogue) -> bool:
    """Whether `text` (as typed, masked), otherwise read as `intent`, goes on with the draft."""
    facts = read(text, datetime.now(UTC).date(), catalogue, draft.ask)
    folded = _INDIFFERENT.sub(" ", fold(text))
    if intent in APPOINTMENTS:
        return _same_wish(intent, draft, facts)
    if facts.yes and "?" not in text:
        return True
    asks = "?" in text or bool(_ASKS.search(folded) or _ABOUT_ELSE.search(folded))
    if asks and not _ABOUT_PLACES.search(folded):
        # "Kan het ook dinsdag?" asks for a place; "wat kost het dinsdag?" does not.
        return _says_when(facts) and not _ABOUT_ELSE.search(folded)
    if intent in ASIDE:
        if draft.ask in (Ask.SURE, Ask.CHANGE_OR_CANCEL) and facts.cancels:
            return True
        return _says_when(facts) or bool(facts.told or facts.code)
    if intent in UNCLEAR or draft.ask in FREE:
        return True
    if facts.products and draft.ask is not Ask.PRODUCT and not _says_more(facts):
        # "Ik ben ook mijn rijbewijs kwijt" is something else, unless it corrects.
        return bool(_CORRECTS.search(folded))
    return facts.anything or bool(_ABOUT_PLACES.search(folded))


def _same_wish(intent: str, draft: Draft, facts: Facts) -> bool:
    """Whether a wish about appointments is an answer to what was asked."""
    if draft.ask is Ask.SURE:
        return intent != "make_appointment"
    if draft.ask is Ask.CHANGE_OR_CANCEL:
        return intent in ("change_appointment", "cancel_appointment")
    if intent == "change_appointment":
        return draft.task is Task.CHANGE and not facts.cancels
    if intent == "cancel_appointment" and draft.task is Task.MAKE:
        # "Nee doe toch maar aan de balie, morgen": it goes on, however it was read.
        return not facts.cancels and (_says_when(facts) or facts.method is not None)
    return intent == "make_appointment" and (draft.task is not Task.CANCEL or facts.when)


def _says_when(facts: Facts) -> bool:
    return facts.when or facts.other_time or facts.other_place or facts.earlier


def _says_more(facts: Facts) -> bool:
    return _says_when(facts) or bool(
        facts.yes or facts.no or facts.people or facts.told or facts.name or facts.method
    )
