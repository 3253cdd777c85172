"""Names of days and months as hurried thumbs type them: "dinsadg", "decembr", "donderag"."""

from __future__ import annotations

import re

_WORDS = (
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "januari",
    "februari", "augustus", "september", "oktober", "november", "december", "overmorgen",
    "volgende", "ochtend", "middag",
)  # fmt: skip
_ALL = frozenset(_WORDS)
_OTHERS = frozenset(("maandags", "zondags", "middags", "ochtends", "volgend", "mandag", "moesdag"))
"""Words of their own that are near to one of those."""
_TOKEN = re.compile(r"[a-z]{5,11}", re.IGNORECASE)


def without_typos(text: str) -> str:
    """The text with each such name as it is spelled, where one letter is wrong, missing, too many
    or has changed places with its neighbour.

    >>> without_typos("dinsadg 1 decembr")
    'dinsdag 1 december'
    """
    return _TOKEN.sub(lambda match: _meant(match[0]), text)


def _meant(word: str) -> str:
    low = word.lower()
    if low in _ALL or low in _OTHERS:
        return word
    near = [right for right in _WORDS if right[0] == low[0] and _one_slip(low, right)]
    return near[0] if len(near) == 1 else word


def _one_slip(typed: str, right: str) -> bool:
    if abs(len(typed) - len(right)) > 1:
        return False
    if len(typed) == len(right):
        wrong = [i for i, pair in enumerate(zip(typed, right, strict=True)) if pair[0] != pair[1]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        first, second = wrong[0], wrong[-1]
        return len(wrong) == 1 or (
            swapped and typed[first] == right[second] and typed[second] == right[first]
        )
    short, long = sorted((typed, right), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
