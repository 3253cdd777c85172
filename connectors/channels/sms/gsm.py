"""What a text message costs: the GSM-7 alphabet, and in how many segments a text travels.

A text in the GSM-7 alphabet holds 160 characters in one segment and 153 in each of several. One
character outside it makes the whole text UCS-2: 70, and 67. So look-alikes take the place of
characters that only look nicer. Alphabet: 3GPP TS 23.038, the default table and its extension.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
"""These take the place of two."""

_GSM = BASIC | EXTENSION
_GSM_ROOM = (160, 153)
_UCS2_ROOM = (70, 67)

_LOOK_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−•‣·", "-"),
        **dict.fromkeys("\t\u00a0\u2007\u2009\u200a\u202f", " "),
        "…": "...",
        "⁄": "/",
        "×": "x",
        "→": "->",
        "≤": "<=",
        "≥": ">=",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "œ": "oe",
        "Œ": "OE",
    }
)
# Emoji and other signs that no letter can stand for, with the marks that belong to them.
_SIGNS = {"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Me"}
_VARIATION = re.compile("[\ufe00-\ufe0f]")


def fold(text: str) -> str:
    """The same words in the GSM-7 alphabet where that can be; other scripts stay as they are."""
    composed = unicodedata.normalize("NFC", _VARIATION.sub("", text))
    return "".join(map(_fold_one, composed.translate(_LOOK_ALIKE)))


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM-7 alphabet."""
    return _GSM.issuperset(text)


def segments(text: str) -> int:
    """In how many parts a provider sends this text, and bills it."""
    if is_gsm(text):
        return _parts((2 if char in EXTENSION else 1 for char in text), *_GSM_ROOM)
    return _parts((2 if ord(char) > 0xFFFF else 1 for char in text), *_UCS2_ROOM)


def _parts(sizes: Iterable[int], alone: int, together: int) -> int:
    """A character of two is never cut in two, so a part may have one place left over."""
    parts, used, total = 1, 0, 0
    for size in sizes:
        total += size
        if used + size > together:
            parts, used = parts + 1, 0
        used += size
    return 1 if total <= alone else parts


def _fold_one(char: str) -> str:
    if char in _GSM:
        return char
    base = "".join(
        part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)
    ).translate(_LOOK_ALIKE)
    if base and is_gsm(base):
        return base
    return "" if unicodedata.category(char) in _SIGNS else char
