"""Answers about people: their names, and when something happened to them."""

from __future__ import annotations

import re
from datetime import date

from assistant.domain.dutch.amounts import find_money
from assistant.domain.dutch.people import find_name
from assistant.domain.dutch.times import TimeKind, find_times
from assistant.domain.ediensten.answer import UNCLEAR, Answer, Flaw
from assistant.domain.ediensten.declaration import Field
from assistant.domain.text import fold

MOST_PEOPLE = 12
_BETWEEN = re.compile(r"\s*(?:[,;\n&+]|\b(?:en|met|plus)\b)\s*", re.IGNORECASE)
_OWN = re.compile(
    r"^(?:(?:mijn|m'n|de|onze|ons|samen|dat zijn|dat is|ook|het zijn)\s+)*"
    r"(?:(?:vrouw|man|partner|zoon|zoontje|dochter|dochtertje|kind|kinderen|baby|vader|moeder|broer"
    r"|zus|vriend|vriendin|dochters|zoons|zonen)\b)?[ :]*",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^(?:(?:zij|ze|hij|het kind|de baby|het|dat|die|de andere ouder) )?(?:heet|wordt|is)[: ]+",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d)?) ?(?:duizend|mille|k)\b")
_BARE_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[. ]?\d{3})+|\d{2,7})(?:,(?:\d\d|-))?(?![\d.])")


def name(field: Field, text: str, today: date) -> Answer:
    """The name of somebody, with the accents that were typed."""
    found = find_name(_SAYS.sub("", text.strip()), asked=True)
    return Answer(found) if found else UNCLEAR


def people(field: Field, text: str, today: date) -> Answer:
    """Names of several people: "mijn vrouw Els Visser en onze zoon Bram"."""
    found = [
        known
        for part in _BETWEEN.split(text)
        if (bare := _OWN.sub("", part.strip())) and (known := find_name(bare, asked=True))
    ]
    if not found or len(found) > MOST_PEOPLE:
        return UNCLEAR
    return Answer(", ".join(found))


def moment(field: Field, text: str, today: date) -> Answer:
    """A time of the day: "14:35"."""
    found = [one for one in find_times(text, asked=True) if not one.excluded]
    if any(one.problems for one in found):
        return Answer(flaw=Flaw.IMPOSSIBLE)
    exact = {one.first for one in found if one.kind is TimeKind.MOMENT and one.first}
    return Answer(f"{exact.pop():%H:%M}") if len(exact) == 1 else UNCLEAR


def amount(field: Field, text: str, today: date) -> Answer:
    """Whole euros, as "1250"."""
    euros = {round(float(m[1].replace(",", ".")) * 1000) for m in _THOUSANDS.finditer(fold(text))}
    if not euros:
        euros = {one.cents // 100 for one in find_money(text)}
    if not euros:
        euros = {int(re.sub(r"\D", "", m[1])) for m in _BARE_AMOUNT.finditer(fold(text))}
    return Answer(str(euros.pop())) if len(euros) == 1 else UNCLEAR
