"""A checklist at a life event: its steps, which of them are done, and which one a text means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain.articles import Step
from assistant.domain.text import fold

_WORDS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
    "negen": 9, "tien": 10,
}  # fmt: skip
_ORDINALS = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7,
    "achtste": 8, "negende": 9, "tiende": 10, "laatste": -1,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_WORDS)})\b"
_THROUGH = r"t/m|tot en met"
_ALONE = rf"\d{{1,2}}\s*(?:$|[.,!]|(?:is|zijn|en|heb|klaar|gedaan|{_THROUGH})\b)"
# "stap 1", "stappen 1, 2 en 4", "stap 1 t/m 3", and a bare number at the start: "2 is klaar", but
# not "2 weken geleden".
_NUMBERED = re.compile(
    rf"(?:\b(?:stap(?:pen)?|nummers?|nr|punt(?:en)?)\.?\s*|^(?={_ALONE}))"
    rf"({_NUMBER}(?:\s*(?:,|en|{_THROUGH})\s*(?:stap )?{_NUMBER})*)"
)
_ORDINAL = re.compile(rf"(?<!op de )\b(?:{'|'.join(_ORDINALS)}|(\d{{1,2}})(?:e|de|ste))\b")
_ALL = re.compile(r"\b(?:alles|allemaal|alle stappen)\b")
_NOT_DONE = re.compile(r"\b(?:niet|nog doen|nog geen)\b")
_BOTH = re.compile(r"\bbehalve\b|\bmaar\b.*\bniet\b|\bniet\b.*\bmaar\b.*\bwel\b")
_SHORTEST = 5
"""Shorter words ("heb", "bij") say too little to tell which step is meant."""


@dataclass(frozen=True)
class Item:
    """A step as it stands for this resident. `id` names it across conversations and texts."""

    id: str
    number: int
    step: Step
    done: bool = False


@dataclass(frozen=True)
class Checklist:
    """All steps of one life event, in order."""

    slug: str
    title: str
    items: tuple[Item, ...]

    @property
    def to_do(self) -> tuple[Item, ...]:
        """The steps that are not done, in order."""
        return tuple(item for item in self.items if not item.done)

    @property
    def done(self) -> tuple[Item, ...]:
        """The steps that are done, in order."""
        return tuple(item for item in self.items if item.done)

    def item(self, item_id: str) -> Item | None:
        """The step with this id, or None."""
        return next((item for item in self.items if item.id == item_id), None)

    def about(self, article: str) -> Item | None:
        """The step that links to this article; of two the first that is still to do."""
        found = sorted((i for i in self.items if i.step.article == article), key=lambda i: i.done)
        return found[0] if found else None

    def named_in(self, text: str) -> tuple[Item, ...]:
        """The steps that a text means: by number, by place ("de eerste") or by their words."""
        folded = fold(text)
        numbers = _numbers(folded, len(self.items))
        if numbers:
            return tuple(item for item in self.items if item.number in numbers)
        if _ALL.search(folded) and not says_not_done(text):
            return self.items
        return self._by_words(folded)

    def _by_words(self, folded: str) -> tuple[Item, ...]:
        words = {word for word in re.findall(r"[a-z]+", folded) if len(word) >= _SHORTEST}
        scores = [
            sum(word in fold(f"{item.step.title} {item.step.article}") for word in words)
            for item in self.items
        ]
        best = max(scores, default=0)
        # Words that fit two steps as well tell nothing.
        return (self.items[scores.index(best)],) if best and scores.count(best) == 1 else ()


def says_both(text: str) -> bool:
    """Whether a text says of one step that it is done and of another that it is not."""
    return bool(_BOTH.search(fold(text)))


def names_a_number(text: str) -> bool:
    """Whether a text names a step by number, be there such a step or not."""
    return bool(_numbers(fold(text), 0) - {0})


def says_not_done(text: str) -> bool:
    """Whether a text says that something is still to be done: "dat heb ik nog niet gedaan"."""
    return bool(_NOT_DONE.search(fold(text)))


def _numbers(folded: str, count: int) -> set[int]:
    found: set[int] = set()
    for match in _NUMBERED.finditer(folded.strip()):
        named = [_WORDS.get(n) or int(n) for n in re.findall(_NUMBER, match[1])]
        through = re.search(_THROUGH, match[1]) and len(named) == 2
        found |= set(range(named[0], named[1] + 1)) if through else set(named)
    for match in _ORDINAL.finditer(folded):
        number = int(match[1]) if match[1] else _ORDINALS[match[0]]
        found.add(count if number == -1 else number)
    return found
