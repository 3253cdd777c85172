"""Signs of how a resident feels, from what he typed. Signs only: staff judge for themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from assistant.domain.text import fold

LEAST_LETTERS = 12
"""A shorter word in capitals is a name or an abbreviation."""
_DISTRESS = re.compile(
    r"\b(?:radeloos|wanhop\w+|ten ?einde raad|in paniek|overspannen"
    r"|er ?(?:helemaal |echt |even )?doorheen"
    r"|(?:red|trek|houd?) (?:ik )?het (?:echt |allemaal |gewoon |zo )*niet (?:meer|langer|vol)"
    r"|kan (?:echt |gewoon |zo )*niet (?:meer|langer)(?: zo)?(?=\W*$|[.,!])"
    r"|weet (?:ik )?(?:het )?(?:echt |gewoon |allemaal )*niet meer(?=\W*$|[.,!]| (?:wat|hoe) ik)"
    r"|(?:moet|blijf)(?: ik)? (?:steeds |de hele tijd |alleen maar |maar )*huilen"
    r"|stoppen met huilen|huil (?:ik )?(?:elke|iedere|de hele)"
    r"|wordt? (?:ik )?(?:er |hier )*(?:gek|ziek) van de stress"
    r"|(?:het|alles) wordt (?:me|mij|mij even) (?:allemaal |echt |gewoon )*te ?veel"
    r"|slaap (?:ik )?(?:er )?niet (?:meer )?van)\b"
)


class Mood(StrEnum):
    """One sign."""

    ANGRY = "angry"
    THREATENS = "threatens"
    DISTRESSED = "distressed"
    SHOUTS = "shouts"
    REPEATS = "repeats"
    """The same was asked more than once."""


def is_distressed(text: str) -> bool:
    """Whether it is all too much. Danger to life is another matter: that is a crisis."""
    return bool(_DISTRESS.search(fold(text)))


def signs(texts: Sequence[str], intents: Sequence[str]) -> tuple[Mood, ...]:
    """In what was typed (masked) and how it was read, each once."""
    asked = Counter(fold(text).strip(" ?!.") for text in texts if len(text) >= LEAST_LETTERS)
    found = {
        Mood.ANGRY: bool({"insult", "bot_complaint"} & set(intents)),
        Mood.THREATENS: "threaten" in intents,
        Mood.DISTRESSED: any(is_distressed(text) for text in texts),
        Mood.SHOUTS: any(_shouts(text) for text in texts),
        Mood.REPEATS: any(count > 1 for count in asked.values()),
    }
    return tuple(mood for mood, there in found.items() if there)


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return "!!" in text or (len(letters) >= LEAST_LETTERS and capitals > 0.8 * len(letters))
