"""`python -m bench.ablation`: what each part of the understanding brings, by leaving it out.

Every variant is trained in this process on the same data and asked the same held-out questions.
What counts is the order of the readings, whatever the thresholds: a part that only makes Balie
surer is judged by `make evaluate`. Writes `reports/ablation.md`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import yaml
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from scipy import sparse

from assistant.domain.articles import LEAD
from assistant.settings import ROOT
from kb.crisis import CrisisPatterns
from kb.library import Library
from nlu.classifier import VECTORS, _all_articles, _gazetteer
from nlu.context import Context
from nlu.dutch import Dutch
from nlu.dutch_training import train as train_names
from nlu.encoder import CachedEncoder, Encoder, Vectors
from nlu.importer import LIBRARY, library_training_data
from nlu.memory import Memory
from nlu.model import VECTOR_WEIGHT, AnswerModel, Likeness
from nlu.normaliser import normalise
from nlu.reader import Candidate, Reader, Reading, Thresholds
from tools.evaluate.judge import OUT_OF_SCOPE
from tools.evaluate.results import OTHER_LANGUAGE, READINGS, Topics

HELD_OUT = ROOT / "tests" / "nlu" / "heldout"
TOPICS = ROOT / "tests" / "nlu" / "topics.yml"
ENOUGH = 0.5
"""Points by which names must help before the classifier is given them."""

FULL = "full"
NEUTRAL = "names made neutral"

Rewrite = Callable[[str], str]
Examples = list[tuple[str, str, str]]


class WithoutVectors(AnswerModel):
    """Words and character n-grams only."""

    def _features(self, texts: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        return sparse.hstack(
            [self.words.transform(texts), self.characters.transform(texts)], format="csr"
        )


class WithoutNgrams(AnswerModel):
    """Sentence vectors only."""

    def _features(self, texts: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        return sparse.csr_matrix(VECTOR_WEIGHT * self.centred(vectors))


class RewritingReader(Reader):
    """Rewrites a text before it is classified; the rules around it still see the original."""

    rewrite: Rewrite

    def _candidates(self, clean: str, context: Context) -> tuple[Candidate, ...]:
        return super()._candidates(self.rewrite(clean), context)


@dataclass(frozen=True)
class Variant:
    """The understanding with one part left out, or one put in."""

    name: str
    model: type[AnswerModel] = AnswerModel
    likeness: Likeness = field(default_factory=Likeness)
    typos: bool = True
    neutral_names: bool = False


VARIANTS = (
    Variant(FULL),
    Variant("without passages", likeness=Likeness(passages=0.0)),
    Variant("without remembered questions", likeness=Likeness(questions=0.0)),
    Variant("without both", likeness=Likeness(0.0, 0.0)),
    Variant("without sentence vectors", model=WithoutVectors, likeness=Likeness(0.0, 0.0)),
    Variant("without n-grams", model=WithoutNgrams),
    Variant("without typo copies", typos=False),
    Variant(NEUTRAL, neutral_names=True),
)


@dataclass(frozen=True)
class Scores:
    """Per question in scope: was the right topic first, was it among the first three?"""

    first: tuple[bool, ...]
    third: tuple[bool, ...]
    seconds: float


class Remembering:
    """Keeps in memory what the file of vectors gave: every variant asks for the same texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            vectors = self._encoder.encode(missing)
            self._known |= dict(zip(missing, vectors, strict=True))
        return np.stack([self._known[text] for text in texts])


class Laboratory:
    """The data and the parts that all variants share, read once."""

    def __init__(self) -> None:
        data = load_data(str(ROOT / "data" / "nlu"), "nl").merge(library_training_data(LIBRARY))
        kept = [example for example in data.intent_examples if example.get(TEXT)]
        self._typed = [str(example.get(TEXT)) for example in kept]
        self.examples: Examples = [
            (
                normalise(example.get(TEXT)),
                str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)),
                str((example.get("metadata") or {}).get("section", LEAD)),
            )
            for example in kept
        ]
        library = Library(LIBRARY)
        self._articles = _all_articles(library)
        self._gazetteer = _gazetteer(library)
        self._crisis = CrisisPatterns(library.articles())
        self._encoder = Remembering(CachedEncoder(VECTORS))
        self._dutch: Dutch | None = None
        pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        self._config = next(c for c in pipeline if c["name"].endswith("AnswerClassifier"))
        self._models: dict[tuple[Any, ...], tuple[AnswerModel, Memory, float]] = {}

    @property
    def dutch(self) -> Dutch:
        """What finds names, trained as `make train` does."""
        if self._dutch is None:
            with tempfile.TemporaryDirectory() as folder:
                train_names(self._typed).to_disk(folder)
                self._dutch = Dutch.load(Path(folder))
        return self._dutch

    def reader(self, variant: Variant) -> tuple[Reader, float]:
        """A trained reader, and the CPU seconds its model took."""
        rewrite = self.dutch.neutral if variant.neutral_names else str
        model, memory, seconds = self._trained(variant, rewrite)
        model.likeness = variant.likeness
        reader = RewritingReader(
            model=model,
            memory=memory,
            gazetteer=self._gazetteer,
            crisis=self._crisis,
            encoder=self._encoder,
            # Nothing is too unlikely to be listed: the order is measured, not the thresholds.
            thresholds=Thresholds(
                float(self._config["answer"]), 0.0, float(self._config["crisis"])
            ),
        )
        reader.rewrite = rewrite
        return reader, seconds

    def _trained(self, variant: Variant, rewrite: Rewrite) -> tuple[AnswerModel, Memory, float]:
        # Likeness comes in after training: variants that differ in it alone share a model.
        key = (variant.model, variant.typos, variant.neutral_names)
        if key not in self._models:
            examples = [(rewrite(text), label, anchor) for text, label, anchor in self.examples]
            texts, labels, _ = zip(*examples, strict=True)
            self._encoder.encode(texts)
            started = time.process_time()
            # Without errors the copies stay, as they are: the same weight of data on either side.
            copies = nullcontext() if variant.typos else patch("nlu.model.misspell", _as_it_is)
            with copies:
                temperature = float(self._config["temperature"])
                model = variant.model.train(texts, labels, self._encoder, temperature)
            seconds = time.process_time() - started
            memory = Memory.build(model.labels, examples, self._articles, self._encoder)
            # One at a time: a model is large, and variants that share one follow each other.
            self._models = {key: (model, memory, seconds)}
        return self._models[key]


def _as_it_is(text: str, rng: random.Random) -> str:
    return text


def questions() -> list[dict[str, Any]]:
    """The held-out questions that have a right topic."""
    lines = [
        json.loads(line)
        for name in ("questions", "kb_questions")
        for line in (HELD_OUT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if line.get("kind") != OUT_OF_SCOPE]


def subjects(reading: Reading) -> list[str]:
    """Articles and intents in the order in which Balie would give or offer them."""
    given = [c.slug for c in reading.questions]
    if reading.intent not in READINGS | {OTHER_LANGUAGE}:
        given.insert(0, reading.intent)
    return [*given, *(c.slug or c.label for c in reading.candidates)]


def score(reader: Reader, items: Iterable[dict[str, Any]], topics: Topics) -> Scores:
    """Ask every question, each on its own."""
    first, third = [], []
    started = time.process_time()
    for item in items:
        reading = reader.read(str(item.get("text") or item["question"]), Context())
        found = topics.of(subjects(reading))
        right = {item["topic"], item.get("topic2")}
        first.append(found[:1] != [] and found[0] in right)
        third.append(bool(right & set(found[:3])))
    return Scores(tuple(first), tuple(third), time.process_time() - started)


def table(results: dict[str, tuple[Scores, float]]) -> str:
    """One line per variant; gained and lost are questions against the full pipeline."""
    full = results[FULL][0]
    lines = [
        "| | right first | of three | difference | gained | lost | training, CPU s |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, (scores, seconds) in results.items():
        pairs = list(zip(scores.first, full.first, strict=True))
        gained = sum(now and not before for now, before in pairs)
        lost = sum(before and not now for now, before in pairs)
        lines.append(
            f"| {name} | {_percent(scores.first):.1f} | {_percent(scores.third):.1f} "
            f"| {_percent(scores.first) - _percent(full.first):+.1f} | {gained} | {lost} "
            f"| {seconds:.0f} |"
        )
    return "\n".join(lines)


def markdown(results: dict[str, tuple[Scores, float]], names: str, examples: int) -> str:
    """The report: the table, how to read it, and what it decides about names."""
    asked = len(results[FULL][0].first)
    text = [
        "# What each part of the understanding brings",
        "",
        f"{examples} training sentences, {asked} held-out questions in scope; percentages.",
        "Gained and lost count questions against the full pipeline. A difference of fewer than",
        "about ten questions can be chance.",
        "",
        table(results),
    ]
    if NEUTRAL in results:
        won = _percent(results[NEUTRAL][0].first) - _percent(results[FULL][0].first)
        verdict = "feed the classifier" if won > ENOUGH else "do not feed the classifier"
        text += [
            "",
            f"Names ({names}): {won:+.1f} points; more than {ENOUGH} is needed: they {verdict}.",
        ]
    return "\n".join(text) + "\n"


def _percent(verdicts: Sequence[bool]) -> float:
    return 100 * sum(verdicts) / len(verdicts)


def main() -> int:
    """Train, ask, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.ablation", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    parser.add_argument("--only", nargs="*", help="these variants, beside the full pipeline")
    chosen = parser.parse_args()
    laboratory = Laboratory()
    items, topics = questions(), Topics.load(TOPICS)
    results: dict[str, tuple[Scores, float]] = {}
    chosen_variants = [v for v in VARIANTS if not chosen.only or v.name in {FULL, *chosen.only}]
    for variant in chosen_variants:
        reader, seconds = laboratory.reader(variant)
        results[variant.name] = score(reader, items, topics), seconds
        right = _percent(results[variant.name][0].first)
        print(f"ablation: {variant.name} {right:.1f} %", file=sys.stderr, flush=True)
    text = markdown(results, laboratory.dutch.source, len(laboratory.examples))
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "ablation.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
