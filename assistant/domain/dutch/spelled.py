"""A name, letter by letter, with what stands on a letter said in words."""

from __future__ import annotations

import unicodedata

_MARKS = {
    "\u0308": "met trema",
    "\u0301": "met accent naar rechts",
    "\u0300": "met accent naar links",
    "\u0302": "met dakje",
    "\u0303": "met slangetje",
    "\u0327": "met haakje",
    "\u030c": "met haakje erop",
    "\u030a": "met rondje",
    "\u0306": "met boogje",
}
_SIGNS = {"-": "streepje", "'": "apostrof", "’": "apostrof"}
_SPACE = "spatie"


def spelled(name: str) -> str:
    """Every letter by itself, as it is written.

    >>> spelled("Zoë")
    'Z, o, e met trema'
    """
    return ", ".join(_letter(one) for one in unicodedata.normalize("NFC", name))


def _letter(letter: str) -> str:
    if letter == " ":
        return _SPACE
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[0], parts[1:]
    said = [_SIGNS.get(base, base), *(_MARKS.get(mark, "") for mark in marks)]
    return " ".join(part for part in said if part)
