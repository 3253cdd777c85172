"""The simplest thing that could do: word search (BM25) over the same sentences and articles."""

from __future__ import annotations

import math
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from bench import machine
from bench.peers.answers import Answers, Trained
from bench.peers.examples import Example
from nlu.normaliser import normalise

K1, B = 1.2, 0.75
NEAREST = 3
SHOWN = 10
SHORTEST_STEM = 3
_ENDING = re.compile(r"(?:eren|en|es|e|(?<=[^aeiou])s)$")
_DOUBLED = re.compile(r"([bdfgklmnprst])\1$")
_LONG_VOWEL = re.compile(r"([aeou])\1(?=[^aeiou]$)")


def stem(word: str) -> str:
    """Takes one Dutch ending off, and spells what remains in one way: boetes and boete, lopen
    and loop. Crude, and the same for both sides.
    """
    cut = _ENDING.sub("", word)
    kept = cut if len(cut) >= SHORTEST_STEM else word
    single = _LONG_VOWEL.sub(r"\1", _DOUBLED.sub(r"\1", kept))
    return single[:-1] + {"z": "s", "v": "f"}.get(single[-1:], single[-1:])


def words(text: str) -> list[str]:
    """The stems of a text."""
    return [stem(word) for word in re.findall(r"\w+", normalise(text))]


class Bm25:
    """Every sentence and every section is a document; a label is worth its best three."""

    def __init__(self, documents: Sequence[Example]) -> None:
        self._labels = [document.label for document in documents]
        bags = [Counter(words(document.text)) for document in documents]
        mean = sum(bag.total() for bag in bags) / len(bags)
        found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, bag in enumerate(bags):
            length = K1 * (1 - B + B * bag.total() / mean)
            for word, count in bag.items():
                found[word].append((number, count * (K1 + 1) / (count + length)))
        self._postings = {
            word: (math.log(1 + (len(bags) - len(places) + 0.5) / (len(places) + 0.5)), places)
            for word, places in found.items()
        }

    def rank(self, text: str) -> list[str]:
        """Labels, best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for word in set(words(text)):
            rarity, places = self._postings.get(word, (0.0, []))
            for number, weight in places:
                scores[number] += rarity * weight
        documents: defaultdict[str, list[float]] = defaultdict(list)
        for number, score in scores.items():
            documents[self._labels[number]].append(score)
        best = {label: sum(sorted(found)[-NEAREST:]) for label, found in documents.items()}
        return sorted(best, key=lambda label: -best[label])[:SHOWN]


def run(documents: Sequence[Example], texts: Sequence[str]) -> tuple[Trained, Answers]:
    """Index, and ask every text."""
    cpu, wall = time.process_time(), time.perf_counter()
    index = Bm25(documents)
    trained = Trained(time.process_time() - cpu, time.perf_counter() - wall)
    started = time.process_time()
    ranked = [index.rank(text) for text in texts]
    cpu_ms = 1000 * (time.process_time() - started) / len(texts)
    return trained, Answers(ranked, cpu_ms, machine.memory(os.getpid()).pss / 1024**2)
