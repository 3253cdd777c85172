"""What a script leaves to its driver: values and choices that Balie asks for in between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time

from tools.evaluate.drive import Said

# In this order: "uw e-mailadres of mobiele nummer" is answered with the address.
_ASKS = (
    ("email", re.compile(r"e-?mail", re.IGNORECASE)),
    ("telefoon", re.compile(r"\b(?:telefoon|mobiele )?nummer\b", re.IGNORECASE)),
    ("geboortedatum", re.compile(r"geboortedatum|geboren", re.IGNORECASE)),
    ("naam", re.compile(r"\bnaam\b|\bvoor wie\b", re.IGNORECASE)),
)
_ANSWERS = {
    "email": re.compile(r"@|apenstaart", re.IGNORECASE),
    "telefoon": re.compile(r"(?:\d[ -]?){8,}|\bnul zes\b", re.IGNORECASE),
    "geboortedatum": re.compile(r"\d{1,2}[-/ ]\w+[-/ ]\d{2,4}"),
    "naam": re.compile(
        r"\b(?:ik heet|naam)\b|^[A-ZÀ-Ý][\w.'-]+(?: (?:[a-z']{1,4} )*[A-ZÀ-Ý][\w.'-]+)+$"
    ),
}
_QUESTION = re.compile(r"[^.?!\n]*\?")
_CONFIRMS = re.compile(
    r"^(?:ja+|jazeker|jep|yes|klopt|dat klopt|prima|oke|oké|ok|akkoord|goed|doe maar|graag|perfect"
    r"|👍|top|bevestig\w*|correct|inderdaad|is goed|helemaal goed|da'?s goed)(?!\w)",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"\b(\d{1,2})[.:](\d{2})\b")
_YES_NO = {
    "ja", "nee", "ja, afzeggen", "nee, laten staan", "ja, indienen", "nee, iets veranderen",
}  # fmt: skip
_ASIDE = {
    "andere locatie", "medewerker spreken", "opnieuw proberen", "stoppen", "ik ben ingelogd",
    "wat heeft u bekeken?", "uitloggen",
}  # fmt: skip
_CONSENT = {"vraag het op", "ik kijk liever zelf"}
"""Only who says nothing more agrees by a button."""


def asked_for(said: Sequence[Said], persona: Mapping[str, str], coming: str) -> str:
    """The value of the persona to give first: Balie asks for it, and the turn that comes does not
    tell it. Empty where there is none."""
    questions = _QUESTION.findall(said[-1].text) if said else []
    for question in questions[-1:]:
        for field, asks in _ASKS:
            if field in persona and asks.search(question):
                answered = any(
                    _ANSWERS[other].search(coming) for other, also in _ASKS if also.search(question)
                )
                return "" if answered else str(persona[field])
    return ""


def choice(said: Sequence[Said], wanted: str, coming: str) -> str:
    """The button to press first: Balie offers a choice and the turn that comes only agrees, or
    there is none. Empty where nothing is to be chosen."""
    if coming and not confirms(coming):
        return ""
    offered = [
        (identifier, title)
        for one in said[-1:]
        for identifier, title in one.choices
        if title.casefold() not in _ASIDE
    ]
    titles = {title.casefold() for _, title in offered}
    if titles & _CONSENT and coming:
        return ""
    if not offered or titles & _YES_NO or said[-1].outcome != "flow" or "?" not in said[-1].text:
        return ""
    fitting = [one for one in offered if satisfies(one[1], wanted)]
    return (fitting or offered)[0][0]


def confirms(text: str) -> bool:
    """Whether a resident says yes with it."""
    return bool(_CONFIRMS.match(text.strip()))


def satisfies(title: str, wanted: str) -> bool:
    """Whether a choice is as the script wants it: "time before 12:00", "time at or after 12:00"."""
    found, asked = _MOMENT.search(title), _MOMENT.search(wanted)
    if not found or not asked:
        return True
    moment, limit = time(int(found[1]), int(found[2])), time(int(asked[1]), int(asked[2]))
    return moment < limit if "before" in wanted else moment >= limit
