"""Markdown for residents as plain sentences and words, and how hard those are on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

NAME = "Naam"
"""Stands for a fact that is filled in later: one short word, whatever the municipality fills in."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FACT = re.compile(r"\{\{?\s*\w+\s*\}?\}")
_ADDRESS = re.compile(
    r"(?:https?://[^\s/]+|\b(?:[\w-]+\.)+(?:nl|eu|com|org|net)\b)(?:/\S*?)?(?=[.,;:!?)]*(?:\s|$))",
    re.IGNORECASE,
)
_MARKER = re.compile(r"^(?:[-*#>|]+|\d+\.)\s+")
# Full stops that end no sentence: 14.30 uur, € 1.250, bijv. een pas.
_INNER_STOP = re.compile(
    r"(?<=\d)[.:](?=\d)|(?<=\b[a-z])\.(?=[a-z]\b)|(?<=bijv)\.|(?<=enz)\.(?=\s[a-z])"
)
_END = re.compile(r"(?<=[.!?:;])[\"'’”)]*\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_VOWELS = re.compile(
    r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|[aeiouyàáâäèéêëìíîïòóôöùúûü]",
    re.IGNORECASE,
)


def plain(markdown: str) -> str:
    """The text as a resident reads it: without addresses, with `Naam` for each local fact."""
    text = _LINK.sub(r"\1", markdown).replace("**", "").replace("__", "")
    return _FACT.sub(NAME, _ADDRESS.sub(NAME, text))


def sentences(text: str) -> Iterator[str]:
    """Sentences and list items of plain text. A colon ends one: what follows is a new thought."""
    for line in text.splitlines():
        line = _INNER_STOP.sub("", _MARKER.sub("", line.strip()))
        for part in _END.split(line):
            if _WORD.search(part):
                yield part.strip()


def words(sentence: str) -> list[str]:
    """Words and numbers; `ID-kaart` is one word."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """Syllables by groups of vowels; an abbreviation has one for each letter."""
    if word.isupper() and len(word) > 1:
        return len(word)
    return max(1, len(_VOWELS.findall(word)))


def flesch_douma(texts: Iterable[str]) -> float | None:
    """Reading ease of these plain texts together; None when there are no words.

    206.84 - 0.77 * (syllables in 100 words) - 0.93 * (words in a sentence), by W.H. Douma (1960)
    after Flesch. His norms: below 30 very hard, 30-45 hard, 45-60 fairly hard, 60-70 normal,
    above 70 easy.
    """
    found = [words(sentence) for text in texts for sentence in sentences(text)]
    every = [word for sentence in found for word in sentence]
    if not every:
        return None
    per_word = sum(map(syllables, every)) / len(every)
    return 206.84 - 77 * per_word - 0.93 * len(every) / len(found)
