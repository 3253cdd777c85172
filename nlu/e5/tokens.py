"""Cuts a text into the pieces of words that the encoder knows (SentencePiece, unigram)."""

from __future__ import annotations

import re

from nlu.e5.weights import Vocabulary

_SPACES = re.compile(" {2,}")
_SPACE = "\u2581"
"""How the vocabulary writes the space before a word."""
_UNKNOWN_COSTS = 10.0
MAX_TOKENS = 512
"""More positions the network does not have; what is longer is cut off."""


class Tokens:
    """The most likely way to cut a text, by the probabilities of the pieces."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._longest = max(map(len, vocabulary.pieces))
        self._unknown = min(vocabulary.scores) - _UNKNOWN_COSTS

    def of(self, text: str) -> list[int]:
        """Numbers of the pieces, between the marks for begin and end."""
        known = self._vocabulary
        found = self._cut(self._spaced(text))[: MAX_TOKENS - 2]
        return [known.begin, *found, known.end]

    def _spaced(self, text: str) -> str:
        text = _SPACES.sub(" ", text.translate(self._vocabulary.folded))
        return (text if text.startswith(" ") else f" {text}").replace(" ", _SPACE)

    def _cut(self, text: str) -> list[int]:
        """Viterbi: the best cut up to each place follows from the best cuts before it."""
        pieces, scores, unknown = (
            self._vocabulary.pieces, self._vocabulary.scores, self._vocabulary.unknown
        )  # fmt: skip
        size = len(text)
        best = [0.0] + [float("-inf")] * size
        back = [(0, unknown)] * (size + 1)
        for start in range(size):
            so_far = best[start]
            for stop in range(start + 1, min(size, start + self._longest) + 1):
                piece = pieces.get(text[start:stop])
                if piece is not None and so_far + scores[piece] > best[stop]:
                    best[stop], back[stop] = so_far + scores[piece], (start, piece)
            if so_far + self._unknown > best[start + 1]:
                best[start + 1], back[start + 1] = so_far + self._unknown, (start, unknown)
        found: list[int] = []
        while size:
            size, piece = back[size]
            found.append(piece)
        return found[::-1]
