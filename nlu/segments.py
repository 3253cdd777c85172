"""Finds the separate questions in one message."""

from __future__ import annotations

import re

MAX_SEGMENTS = 6

_QUESTION_WORD = (
    r"(?:hoe|wat|waar|wanneer|wie|welke?|waarom|hoeveel|kan|kunt|kun|mag|moet|is|zijn|heb|heeft"
    r"|krijg|ik wil|ik moet)"
)
_BREAK = re.compile(
    r"[.?!]+\s+|\?|\n+"
    rf"|,?\s+\b(?:en|of)\s+(?:(?:ook|dan|verder|nog|daarnaast)\s+)?(?=(?:{_QUESTION_WORD}|mijn|ik)\b)"
    r"|,?\s+\b(?:daarnaast|verder|en ook|bovendien)\s+"
    r"|,\s+(?=(?:hoe|wat|waar|wanneer|kan ik|mag ik|moet ik)\b)"
)
_GREETING = r"(?:(?:en|of|maar|dus|ook|verder|hallo|hoi|goedemorgen|goedemiddag|dag)[, ]+)*"
_ASKS = re.compile(
    rf"^{_GREETING}{_QUESTION_WORD}\b"
    r"|\b(?:hoe|wat kost|hoeveel|wanneer|waar|welke|wie)\b"
    r"|\b(?:kan|mag|moet|wil|zou) (?:ik|je|u|mijn|we|wij)\b"
)


def split(text: str) -> list[str]:
    """Parts of a normalised message that may each be a question; at least one, at most six."""
    parts = [part.strip(" ,.!?") for part in _BREAK.split(text)]
    parts = [part for part in parts if len(part) > 2]
    return parts[:MAX_SEGMENTS] if parts else [text]


def is_question(part: str) -> bool:
    """Whether a part asks or wants something, rather than telling what happened."""
    return bool(_ASKS.search(part)) or len(part.split()) <= 3
