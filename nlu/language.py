"""Is a message in another language than Dutch? By script, else by small words."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_TOKEN = re.compile(r"[a-zıł]+")
MIN_WORDS = 3
OWN_LETTERS = {"ı": "tr", "ł": "pl"}
"""Letters that only one of the languages here has. In a Dutch text they stand in a name."""


@lru_cache
def small_words() -> dict[str, frozenset[str]]:
    """Language code -> its small words, from `languages.yml`."""
    text = Path(__file__).with_name("languages.yml").read_text(encoding="utf-8")
    return {str(code): frozenset(words.split()) for code, words in yaml.safe_load(text).items()}


def foreign_language(folded: str) -> str | None:
    """Code of the language of a folded text when it is clearly not Dutch, else None.

    Needs at least two small words of that language and twice as many as of Dutch.
    """
    if _ARABIC.search(folded):
        return "ar"
    if _CYRILLIC.search(folded):
        return "uk"
    tokens = _TOKEN.findall(folded)
    if len(tokens) < MIN_WORDS:
        return None
    counts = {
        language: sum(t in words for t in tokens) for language, words in small_words().items()
    }
    dutch = counts.pop("nl")
    for letter, language in OWN_LETTERS.items():
        if letter in folded and not dutch:
            return language
    language, count = max(counts.items(), key=lambda item: item[1])
    return language if count >= 2 and count >= 2 * dutch and count / len(tokens) >= 0.25 else None
