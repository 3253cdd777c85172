"""Messages that are meant as a formal step, such as an objection."""

from __future__ import annotations

import re

from assistant.domain.text import fold

_OBJECTS = re.compile(
    r"\b(?:(?:ik|wij|we) (?:maak|maken|teken|tekenen|dien|dienen)\b.{0,40}\bbezwaar\b"
    r"|(?:hierbij|bij deze|hiermee|middels dit bericht)\b.{0,60}\bbezwaar\b"
    r"|\bbezwaarschrift (?:tegen|inzake|betreffende)\b|\bmaak (?:ik|hierbij)\b.{0,20}\bbezwaar\b)"
)
_ASKS = re.compile(
    r"\?|^(?:hoe|waar|wanneer|kan|mag|moet|wat)\b"
    r"|\b(?:hoe|waar|wanneer) (?:(?:ik|je|u) )?(?:kan|moet|dien|maak)\b"
)


def objects(text: str) -> bool:
    """Whether somebody means to object with this very message ("hierbij maak ik bezwaar"), and does
    not ask how to."""
    folded = fold(text)
    return bool(_OBJECTS.search(folded)) and not _ASKS.search(folded)
