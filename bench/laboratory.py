"""Balie's reader trained here: whole or with a part left out, on all sentences or on some."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from assistant.settings import ROOT
from bench.peers.examples import Example, training_sentences
from kb.crisis import CrisisPatterns
from kb.library import Library
from nlu.classifier import VECTORS, _gazetteer
from nlu.confidence import Calibration, Thresholds
from nlu.context import Context
from nlu.dutch import Dutch
from nlu.dutch_training import train as train_names
from nlu.encoder import CachedEncoder, E5Encoder, Encoder, Vectors
from nlu.importer import LIBRARY
from nlu.memory import Memory
from nlu.model import AnswerModel, Likeness
from nlu.normaliser import normalise
from nlu.reader import Candidate, Reader

FULL = "full"
NEUTRAL = "names made neutral"
ALWAYS, NEVER = 1.1, 0.0
"""Values of `sketch`: no reading is this sure, and every reading is."""

Rewrite = Callable[[str], str]
Examples = list[tuple[str, str, str]]


class WithoutVectors(AnswerModel):
    """Words and character n-grams only."""

    def centred(self, vectors: Vectors) -> Vectors:
        """Nothing: there are no vectors here."""
        return np.zeros_like(vectors)


class WithoutNgrams(AnswerModel):
    """Sentence vectors only."""

    def _features(self, along: npt.NDArray[np.float32], vectors: Vectors) -> npt.NDArray[Any]:
        return super()._features(np.zeros_like(along), vectors)


class RewritingReader(Reader):
    """Rewrites a text before it is classified; the rules around it still see the original."""

    rewrite: Rewrite

    def _candidates(
        self, clean: str, context: Context, sketched: bool = False
    ) -> tuple[Candidate, ...]:
        return super()._candidates(self.rewrite(clean), context, sketched)


class OneQuestionReader(RewritingReader):
    """Takes every message for one question."""

    def _questions(
        self, clean: str, whole: tuple[Candidate, ...], context: Context
    ) -> tuple[Candidate, ...]:
        return ()


@dataclass(frozen=True)
class Variant:
    """The understanding with one part left out, or one put in."""

    name: str
    model: type[AnswerModel] = AnswerModel
    likeness: Likeness = field(default_factory=Likeness)
    neutral_names: bool = False
    parts: bool = True
    sketch: float | None = None
    """As in config.yml where it is None."""


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

    def __init__(self, sentences: Sequence[Example] | None = None) -> None:
        """`sentences` to learn from; all of them when not given."""
        kept = training_sentences() if sentences is None else sentences
        self._typed = [sentence.text for sentence in kept]
        self.examples: Examples = [
            (normalise(sentence.text), sentence.label, sentence.section) for sentence in kept
        ]
        library = Library(LIBRARY)
        self._articles = library.every_article()
        self._gazetteer = _gazetteer(library)
        self._crisis = CrisisPatterns(library.articles())
        self.cache = Remembering(CachedEncoder(VECTORS))
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

    def encode_all(self, sentences: Sequence[Example] = ()) -> None:
        """Have the vectors of the training sentences ready, and those of others."""
        texts = [text for text, _, _ in self.examples] + [normalise(s.text) for s in sentences]
        if texts:
            self.cache.encode(texts)

    def reader(self, variant: Variant, encoder: Encoder | None = None) -> tuple[Reader, float]:
        """A trained reader, and the CPU seconds its model took. Texts that are known beforehand
        can be read with an `encoder` that keeps them; the default encodes as in production.
        """
        model, memory, seconds = self.trained(variant)
        return self.assemble(variant, model, memory, encoder or E5Encoder()), seconds

    def assemble(
        self, variant: Variant, model: AnswerModel, memory: Memory, encoder: Encoder
    ) -> Reader:
        """A reader of what was trained before, here or elsewhere."""
        model.likeness = variant.likeness
        made = RewritingReader if variant.parts else OneQuestionReader
        sketch = self._config["sketch"] if variant.sketch is None else variant.sketch
        reader = made(
            model=model,
            memory=memory,
            gazetteer=self._gazetteer,
            crisis=self._crisis,
            encoder=encoder,
            # Nothing is too unlikely to be listed: the order is measured, not the thresholds.
            thresholds=Thresholds(
                float(self._config["answer"]), 0.0, float(self._config["crisis"]), float(sketch)
            ),
            calibration=Calibration(float(self._config["slope"]), float(self._config["offset"])),
        )
        reader.rewrite = self._rewrite(variant)
        return reader

    def _rewrite(self, variant: Variant) -> Rewrite:
        return self.dutch.neutral if variant.neutral_names else str

    def trained(self, variant: Variant) -> tuple[AnswerModel, Memory, float]:
        """Model and memory of a variant, and the CPU seconds of the model; vectors are kept."""
        rewrite = self._rewrite(variant)
        # Likeness comes in after training: variants that differ in it alone share a model.
        key = (variant.model, variant.neutral_names)
        if key not in self._models:
            examples = [(rewrite(text), label, anchor) for text, label, anchor in self.examples]
            texts, labels, _ = zip(*examples, strict=True)
            self.cache.encode(texts)
            started = time.process_time()
            model = variant.model.train(texts, labels, self.cache)
            seconds = time.process_time() - started
            memory = Memory.build(model.labels, examples, self._articles, self.cache)
            # One at a time: a model is large, and variants that share one follow each other.
            self._models = {key: (model, memory, seconds)}
        return self._models[key]
