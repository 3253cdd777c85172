"""The word lists of `kb/language/`, which editors keep, and the long words residents type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "language"
_QUESTION = re.compile(r"^ *- (.+)$", re.MULTILINE)
_QUESTIONS = re.compile(r"^questions:\n((?: .*\n|-.*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class WordLists:
    """Hard words with what to write instead, and what may be written although it looks hard."""

    blocked: Mapping[str, str]
    advised: Mapping[str, str]
    names: Mapping[str, str]
    abbreviations: Mapping[str, str]
    long_words: Mapping[str, str]
    any_blocked: re.Pattern[str]
    any_advised: re.Pattern[str]
    any_name: re.Pattern[str]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Read `difficult_words.yml` and `allowed.yml` once."""
    hard = _read("difficult_words.yml")
    allowed = _read("allowed.yml")
    blocked = _forms(hard["fout"])
    advised = _forms(hard["advies"])
    return WordLists(
        blocked=blocked,
        advised=advised,
        names=allowed["namen"],
        abbreviations=allowed["afkortingen"],
        long_words=allowed["lange_woorden"],
        any_blocked=_any(blocked),
        any_advised=_any(advised),
        any_name=_any(allowed["namen"]),
    )


@lru_cache(maxsize=1)
def residents_words() -> frozenset[str]:
    """Long words in the questions of the library: who types a word, knows it."""
    found: set[str] = set()
    for path in FOLDER.parent.glob("**/*.md"):
        block = _QUESTIONS.search(path.read_text(encoding="utf-8", errors="replace"))
        for question in _QUESTION.findall(block[1]) if block else ():
            found.update(re.findall(r"[^\W\d_-]{12,}", question.lower()))
    return frozenset(found)


def _read(name: str) -> dict[str, dict[str, str]]:
    data: Any = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return {str(part): dict(entries) for part, entries in data.items()}


def _forms(entries: Mapping[str, str]) -> dict[str, str]:
    return {
        form.strip().lower(): easy for forms, easy in entries.items() for form in forms.split(",")
    }


def _any(entries: Mapping[str, str]) -> re.Pattern[str]:
    # Longest first: 'ten behoeve van' before a shorter word it begins with.
    parts = sorted(map(re.escape, entries), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)
