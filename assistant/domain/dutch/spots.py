"""Where something is in the street: "op de hoek van de Beukenlaan en de Eikstraat"."""

from __future__ import annotations

import re

from assistant.domain.dutch.addresses import STREET_ENDINGS, find_house_numbers, find_postcodes
from assistant.domain.places import Wanted

_CAPITAL = r"[A-ZÀ-Ý][\w'’-]*"
_LINK = r"(?:van|de|der|den|het|'t|ten|ter|te|op|aan|in)"
# Two words or more, where capitals show that they belong together: "Korte Hoogstraat".
_STREET = (
    rf"(?:Laan|Plein|Weg|Straat|Kade|Hof) (?:van |der |de |den )+{_CAPITAL}(?: {_CAPITAL})*"
    rf"|(?:(?:{_CAPITAL} )(?:(?:{_CAPITAL}|{_LINK}) )*)?[\w'’-]*(?i:{STREET_ENDINGS})(?![\w-])"
)
_STREETS = re.compile(rf"(?<![\w-])(?P<street>{_STREET})")
_CORNER = re.compile(
    rf"\b(?i:hoek|kruising|kruispunt|splitsing)(?: (?i:van|met|de|het))* (?P<one>{_STREET})"
    rf"(?:,| ?[/-]| (?i:en|met|bij|x))+ ?(?i:(?:de|het) )?(?P<two>{_STREET})"
)
_POINT = re.compile(r"(?<![\d.])(?P<lat>5[0-3]\.\d{3,8}), ?(?P<lon>[3-7]\.\d{3,8})(?![\d.])")
_NO_STREET = re.compile(
    r"^(?:(?:de|het|een|mijn|onze|deze|die|hele|in|op|bij|naar|op de|in de) )*"
    r"(?:straat|weg|laan|plein|kade|park|veld|hof|hoek|pad|dijk|erf|gracht|markt|singel|wal|weide"
    r"|ring|baan|oord|speelplein|schoolplein|marktplein|fietspad|voetpad|wandelpad|zandpad|achterpad"
    r"|kerkhof|snelweg|onderweg|vanweg|aanweg|terugweg|rijbaan|busbaan|rotonde|voetbalveld"
    r"|sportveld|grasveld|speelveld|trapveld|stadspark|tuinpad|bospad|hondenveld|kermis|landweg"
    r"|parkeerplaats|trapveldje|winkelstraat|woonerf|zijstraat|dwarsstraat|doodlopende straat)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:Op|In|Bij|Aan|De|Het|Voor|Naast|Tegenover|Hier) )+", re.IGNORECASE)
_BEHIND = re.compile(
    r",? (?:(?:ter hoogte van|t\.?h\.?v\.?|tegenover|voor|bij|op) )?"
    r"(?:(?:huis)?nummer |nr\.? ?|no\.? ?|huisnr\.? ?)?(?P<number>\d{1,4}(?: ?[a-zA-Z](?!\w))?)"
    r"(?![\d:.,]|\s*(?:uur|dagen|weken|maanden|jaar|keer|zakken|stuks|meter|graden|euro))"
)


def find_spot(text: str) -> Wanted | None:
    """The spot that a text names; None where it names none.

    >>> find_spot("de lamp op de hoek van de Beukenlaan en de Eikstraat is stuk").street
    'Beukenlaan'
    """
    point = _POINT.search(text)
    if point:
        return Wanted(point[0], lon=float(point["lon"]), lat=float(point["lat"]))
    codes = [code.value for code in find_postcodes(text) if len(code.value) > 4]
    numbers = [one.value for one in find_house_numbers(text)]
    if codes and numbers:
        return Wanted(f"{codes[0]} {numbers[0]}", postcode=codes[0], number=numbers[0])
    corner = _CORNER.search(text)
    if corner and not _is_common(corner["one"]) and not _is_common(corner["two"]):
        one, two = _named(corner["one"]), _named(corner["two"])
        return Wanted(f"hoek {one} en {two}", one)
    for match in _STREETS.finditer(text):
        street = _named(match["street"])
        if not _is_common(street):
            number = _BEHIND.match(text, match.end())
            said = " ".join(number["number"].upper().split()) if number else ""
            return Wanted(f"{street} {said}".strip(), street, number=said)
    return Wanted(codes[0], postcode=codes[0]) if codes else None


def _named(street: str) -> str:
    """Without the words before it, and with a capital."""
    bare = _ARTICLE.sub("", street)
    return bare[:1].upper() + bare[1:]


def _is_common(street: str) -> bool:
    return bool(_NO_STREET.match(street.strip())) or len(street) < 6
