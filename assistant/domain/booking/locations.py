"""Which of some locations a text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.domain.appointments import Location
from assistant.domain.text import fold

_WORD = re.compile(r"[a-z]{4,}")


def named_location(text: str, locations: Sequence[Location]) -> Location | None:
    """The one location of which a word in its name or address is in the text; None in doubt.

    A word that several of them share says nothing, unless it is the only one of its kind:
    "het stadskantoor" where there is one.
    """
    words = [set(_WORD.findall(fold(f"{one.name} {one.address}"))) for one in locations]
    counts = Counter(word for one in words for word in one)
    said = set(_WORD.findall(fold(text)))
    found = [
        location
        for location, own in zip(locations, words, strict=True)
        if any(counts[word] == 1 for word in own & said)
    ]
    return found[0] if len(found) == 1 else None
