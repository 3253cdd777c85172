"""What a caller said, out of what the provider's speech recognition made of it.

Recognition knows ordinary Dutch and stumbles over words of a municipality: it cuts compounds in two
("pas poort") and writes letters as they sound ("die gi d"). Those are repaired before anything is
read, so that all that comes after works as with a typed message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.dutch.plain import plain
from assistant.domain.text import fold

CLOSE = 0.15
"""Hypotheses that differ less in confidence are as likely."""
_LONG_NUMBER = re.compile(r"\d+(?:[ ,-]{1,2}\d+)+")
_FEWEST_DIGITS = 8
_COURTESY = re.compile(r" (?:alstublieft|alsjeblieft|hoor|graag|bedankt|dank u(?: wel)?)$")


class Answer(StrEnum):
    """What a caller says about what Balie just said, rather than about the municipality."""

    YES = "yes"
    NO = "no"
    REPEAT = "repeat"
    SLOWER = "slower"


@dataclass(frozen=True)
class Hypothesis:
    """One reading of what was said. `confidence` is 0 to 1, or None where none is given."""

    text: str
    confidence: float | None = None


class Hearing:
    """Reads with the lists of one file; see `misheard.yml`."""

    def __init__(self, path: Path) -> None:
        lists: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        repairs: Mapping[str, Sequence[str]] = lists["repairs"]
        self._right = {fold(w): right for right, wrong in repairs.items() for w in wrong}
        self._wrong = _whole_words(self._right)
        self.terms: tuple[str, ...] = tuple(dict.fromkeys((*repairs, *lists["terms"])))
        self._term = _whole_words(fold(term) for term in self.terms)
        self._answers = {
            fold(said): Answer(name) for name, said_all in lists["answers"].items()
            for said in said_all
        }  # fmt: skip

    def best(self, hypotheses: Sequence[Hypothesis]) -> Hypothesis:
        """The likeliest reading, repaired; of equally likely ones the first that names something of
        a municipality. An empty one where nothing was said.
        """
        read = [Hypothesis(self.repair(h.text), h.confidence) for h in hypotheses if h.text.strip()]
        if not read:
            return Hypothesis("")
        ranked = sorted(read, key=lambda h: -(h.confidence or 0.0))
        top = ranked[0]
        close = (h for h in ranked if (top.confidence or 0.0) - (h.confidence or 0.0) <= CLOSE)
        return next((h for h in close if self.names_term(h.text)), top)

    def repair(self, text: str) -> str:
        """The text with what was misheard put right."""
        text = _numbers_in_digits(" ".join(text.split()))
        folded = fold(text)
        if len(folded) != len(text):
            return text  # signs that fold to several: no Dutch, so nothing of ours to repair
        parts: list[str] = []
        position = 0
        for match in self._wrong.finditer(folded):
            parts += [text[position : match.start()], self._right[match[0]]]
            position = match.end()
        return "".join((*parts, text[position:]))

    def names_term(self, text: str) -> bool:
        """Whether it names something of a municipality."""
        return self._term.search(fold(text)) is not None

    def answer(self, text: str) -> Answer | None:
        """What this says about what Balie just said, or None when it is about something else."""
        words = " ".join(re.findall(r"\w+", fold(text)))
        return self._answers.get(words) or self._answers.get(_COURTESY.sub("", words))


@lru_cache(maxsize=1)
def hearing() -> Hearing:
    """With the lists beside this file."""
    return Hearing(Path(__file__).with_name("misheard.yml"))


def chosen_number(text: str, most: int) -> int | None:
    """The choice that is named by its number ("optie twee", "de tweede", "toets 2"), from 1."""
    said = " ".join(re.findall(r"\w+", plain(text).text))
    match = re.fullmatch(
        r"(?:ik (?:kies|wil|neem) )?(?:de |het )?(?:optie |nummer |keuze |toets )?(\d|een)e?"
        r"(?: (?:optie|keuze|graag))?",
        said,
    )
    if match is None:
        return None
    number = 1 if match[1] == "een" else int(match[1])
    return number if 1 <= number <= most else None


def _numbers_in_digits(text: str) -> str:
    """Long numbers that came in words as digits: only so a personal number can be masked."""
    read = plain(text)
    if len(read.source) != len(text):
        return text
    parts: list[str] = []
    position = 0
    for match in _LONG_NUMBER.finditer(read.text):
        digits = re.sub(r"\D", "", match[0])
        start, end = read.span(*match.span())
        if len(digits) < _FEWEST_DIGITS or not any(c.isalpha() for c in text[start:end]):
            continue
        parts += [text[position:start], digits]
        position = end
    return "".join((*parts, text[position:]))


def _whole_words(words: Any) -> re.Pattern[str]:
    longest_first = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
