"""Recognises a typed answer to buttons: "1", "de tweede", "de laatste", or its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.choices import own_number

_ORDINALS = {
    "1": 0, "een": 0, "eerste": 0, "bovenste": 0, "a": 0,
    "2": 1, "twee": 1, "tweede": 1, "middelste": 1, "b": 1,
    "3": 2, "drie": 2, "derde": 2, "c": 2,
    "4": 3, "vier": 3, "vierde": 3,
    "5": 4, "vijf": 4, "vijfde": 4,
    "6": 5, "zes": 5, "zesde": 5,
    "7": 6, "zeven": 6, "zevende": 6,
    "8": 7, "acht": 7, "achtste": 7,
    "9": 8, "negen": 8, "negende": 8,
    "laatste": -1, "onderste": -1,
}  # fmt: skip
_CHOICE = re.compile(
    r"^(?:ik (?:kies|bedoel|wil)\s+)?(?:de|het|die|optie|nummer|keuze|antwoord)?\s*"
    r"(?P<which>\w+)(?:\s+(?:optie|keuze|graag|dan|aub|alstublieft))?[.! ]*$"
)

# How the number of a title is typed: "stap 3", "nummer 3 graag".
_TYPED_NUMBER = re.compile(
    r"^(?:ik (?:kies|bedoel|wil)\s+)?(?:stap |nummer )?(?P<number>\d+)"
    r"(?:\s+(?:graag|dan|aub|alstublieft))?[.! ]*$"
)


def resolve(text: str, titles: Sequence[str]) -> int | None:
    """Index in `titles` of the button that a normalised `text` names, or None."""
    if not titles:
        return None
    bare = text.strip(" .!?")
    for index, title in enumerate(titles):
        if bare == title.casefold().strip(" .!?"):
            return index
    numbers = [own_number(title) for title in titles]
    typed = _TYPED_NUMBER.match(text)
    if typed and any(numbers):
        # What the resident reads is the number in the title, not the place of the button.
        return numbers.index(typed["number"]) if typed["number"] in numbers else None
    match = _CHOICE.match(text)
    if match is None or match["which"] not in _ORDINALS:
        return None
    index = _ORDINALS[match["which"]]
    return index % len(titles) if index < len(titles) else None
