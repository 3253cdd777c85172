"""One spelling for many: what residents type, made comparable before it is counted or encoded."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.domain.text import fold

_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[^\w\s\[\]?!.,'€-]")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")
_WORD = re.compile(r"[\w'-]+")

MAX_CHARACTERS = 1500
"""Longer than any question; keeps the cost of one message bounded."""


@lru_cache
def abbreviations() -> dict[str, str]:
    """Chat spellings and what they stand for, from `abbreviations.yml`."""
    text = Path(__file__).with_name("abbreviations.yml").read_text(encoding="utf-8")
    return {str(short): str(full) for short, full in yaml.safe_load(text).items()}


def normalise(text: str) -> str:
    """Fold, undo chat abbreviations and shouting, drop emoji and odd signs.

    >>> normalise("Hoiii!! ik ben me PASPOORT kwijtttt 😭 wat mot ik ff doen??")
    'hoi! ik ben me paspoort kwijt wat moet ik even doen?'
    """
    text = fold(_EMOJI.sub(" ", text[:MAX_CHARACTERS]))
    text = text.replace("’", "'").replace("`", "'").replace("_", " ")
    text = _PUNCTUATION.sub(" ", text)
    text = _REPEATED.sub(r"\1", text)
    text = re.sub(r"([?!.,])[?!.,\s]*\1", r"\1", text)
    table = abbreviations()
    text = _WORD.sub(lambda m: table.get(m[0], m[0]), text)
    return _SPACES.sub(" ", text).strip()
