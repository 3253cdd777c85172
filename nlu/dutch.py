"""Dutch words and names: streets, people and places in what residents type (spaCy).

`nl_core_news_sm` finds the names when it is installed. It is on no package index, so by default
the small pipeline stands in that `nlu.dutch_training` trains. spaCy is imported when it is first
needed: that takes most of a second.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.dutch_training import RULE, add_rules, register_tokenizer, spell_alike

STANDARD = "nl_core_news_sm"
MAX_CHARACTERS = 1500
"""Longer than any question; keeps the cost of one message bounded."""
KINDS = {
    "STREET": "street", "PERSON": "person", "PER": "person",
    "PLACE": "place", "GPE": "place", "LOC": "place", "FAC": "street",
}  # fmt: skip
NEUTRAL = {"street": "een straat", "person": "iemand", "place": "een plaats"}
"""What stands for a name where the name itself does not matter."""


@dataclass(frozen=True)
class Name:
    """A name in a text: `kind` is street, person or place."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """A text as Dutch words (text, start) and the names among them."""

    words: tuple[tuple[str, int], ...]
    names: tuple[Name, ...]


class Dutch:
    """Reads Dutch with one spaCy pipeline. `source` says which one that is."""

    def __init__(self, pipeline: Any, source: str) -> None:
        self._pipeline = pipeline
        self.source = source
        self._common = frozenset(pipeline.meta.get("common", ()))

    @classmethod
    def load(cls, trained: Path) -> Dutch:
        """The standard pipeline when it is installed, else the one kept in `trained`."""
        import spacy

        if importlib.util.find_spec(STANDARD) is not None:
            # Only the part that finds names: the rest would triple the cost of a message.
            pipeline = spacy.load(
                STANDARD, exclude=["tagger", "parser", "morphologizer", "lemmatizer"]
            )
            return cls(add_rules(pipeline), STANDARD)
        register_tokenizer()
        pipeline = spacy.load(trained)
        spell_alike(pipeline, pipeline.meta["often"])
        return cls(pipeline, "trained")

    def read(self, text: str) -> Words:
        """Words and names of a text as typed."""
        document = self._pipeline(text[:MAX_CHARACTERS])
        found = (self._name(span) for span in document.ents if span.label_ in KINDS)
        words = tuple((token.text, token.idx) for token in document if not token.is_space)
        return Words(words, tuple(name for name in found if name is not None))

    def neutral(self, text: str) -> str:
        """The text with a neutral word in place of each name."""
        for name in reversed(self.read(text).names):
            text = text[: name.start] + NEUTRAL[name.kind] + text[name.end :]
        return text

    def _name(self, span: Any) -> Name | None:
        """A span without the everyday words at its edges; None when nothing else is left."""
        tokens = list(span)
        if span.ent_id_ != RULE:
            while tokens and self._everyday(tokens[-1]):
                tokens.pop()
            while tokens and self._everyday(tokens[0]):
                tokens.pop(0)
        if not any(token.is_alpha or "-" in token.text for token in tokens):
            return None
        start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
        return Name(KINDS[span.label_], span.doc.text[start:end], start, end)

    def _everyday(self, token: Any) -> bool:
        return token.text in self._common or not token.text[0].isalnum() or token.like_num
