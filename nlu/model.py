"""The statistical heart: sentence vectors and character n-grams in one logistic regression.

Measured on MASSIVE-nl this pair beats either alone by 4 to 6 points, and the n-grams repair
what typing errors do to the vectors. The n-grams are learned from through their main directions
(latent semantic analysis): four times as fast as each n-gram on its own, and a little better, for
rare n-grams then learn from their like. Labels are intents (`request_human`) and articles
(`faq/paspoort`) together, so that both compete for the same probability.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlu.distilled import DistilledVectors
from nlu.encoder import Encoder, Vectors
from nlu.memory import Memory

DIRECTIONS = 768
VECTOR_WEIGHT = 1.0
REGULARISATION = 20.0
SEED = 20261122

Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Likeness:
    """How much remembered questions and passages count beside the regression (in log odds)."""

    questions: float = 12.0
    passages: float = 8.0


@dataclass
class AnswerModel:
    """Trained weights. `weights` has shape (features, labels)."""

    labels: list[str]
    words: TfidfVectorizer
    characters: TfidfVectorizer
    mean: Vectors
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    likeness: Likeness = field(default_factory=Likeness)
    distilled: DistilledVectors | None = None

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str], encoder: Encoder) -> AnswerModel:
        """Fit on normalised `texts`."""
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32)
        characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3, dtype=np.float32
        )
        words.fit(texts)
        characters.fit(texts)
        vectors = encoder.encode(texts)
        nothing = np.zeros((0, 0), np.float32)
        model = cls([], words, characters, vectors.mean(axis=0), nothing, nothing)
        # A message is read on one thread; here nobody waits for the other cores.
        with threadpool_limits(os.cpu_count()):
            model._learn(model.ngrams(texts), vectors, labels)
        return model

    def _learn(self, ngrams: sparse.csr_matrix, vectors: Vectors, labels: Sequence[str]) -> None:
        self.distilled = DistilledVectors.train(ngrams, vectors)
        directions = TruncatedSVD(
            min(DIRECTIONS, min(ngrams.shape) - 1), n_iter=2, random_state=SEED
        ).fit(ngrams)
        features = self._features(directions.transform(ngrams), vectors)
        regression = LogisticRegression(C=REGULARISATION, max_iter=60, tol=3e-4)
        regression.fit(features, labels)
        self.labels = [str(label) for label in regression.classes_]
        self.bias = regression.intercept_.astype(np.float32)
        # What was learned of a direction goes back to its n-grams: reading needs no directions.
        along, across = np.split(regression.coef_.T.astype(np.float32), [-vectors.shape[1]])
        self.weights = np.vstack([directions.components_.T.astype(np.float32) @ along, across])

    def _features(self, along: npt.NDArray[np.float32], vectors: Vectors) -> npt.NDArray[Any]:
        return np.hstack([along, VECTOR_WEIGHT * self.centred(vectors)], dtype=np.float32)

    def sketch(self, row: sparse.csr_matrix) -> Vectors:
        """What the encoder would say of one text, from its n-grams, without asking it."""
        if self.distilled is None:
            raise RuntimeError("sketch() before train()")
        return self.distilled.encode(row)

    def predict(self, row: sparse.csr_matrix, vector: Vectors, memory: Memory) -> Probabilities:
        """Probability of each label for the n-grams of one text and its vector."""
        # Over the non-zero n-grams only: no copy of the large weight matrix.
        scores = row.data @ self.weights[row.indices] + self.bias
        scores = scores + VECTOR_WEIGHT * self.centred(vector) @ self.weights[row.shape[1] :]
        questions, passages = memory.likeness(vector)
        scores = scores + self.likeness.questions * questions + self.likeness.passages * passages
        exponents = np.exp(scores - scores.max())
        return (exponents / exponents.sum()).astype(np.float32)

    def knows_a_word_of(self, text: str) -> bool:
        """Whether any longer word of a normalised text occurs in the training data."""
        words = [word.strip(".,!?'") for word in text.split()]
        return any(len(word) > 3 and word in self.words.vocabulary_ for word in words)

    def centred(self, vectors: Vectors) -> Vectors:
        """Unit vectors around the centre of the training data: the encoder's cone is narrow."""
        moved = vectors - self.mean
        norms = np.linalg.norm(moved, axis=-1, keepdims=True)
        return (moved / np.maximum(norms, 1e-9)).astype(np.float32)

    def ngrams(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Words, word pairs and pieces of words of normalised texts, one row a text."""
        return sparse.hstack(
            [self.words.transform(texts), self.characters.transform(texts)], format="csr"
        )

    def save(self, path: Path) -> None:
        """Write to `path` (joblib: load only models that you trained yourself)."""
        state: dict[str, Any] = {**self.__dict__, "weights": self.weights.astype(np.float16)}
        if self.distilled is not None:
            small = self.distilled.weights.astype(np.float16)
            state["distilled"] = replace(self.distilled, weights=small)
        joblib.dump(state, path, compress=1)

    @classmethod
    def load(cls, path: Path) -> AnswerModel:
        """Read what `save` wrote."""
        state = joblib.load(path)
        state["weights"] = state["weights"].astype(np.float32)
        distilled = state["distilled"]
        if distilled is not None:
            full = distilled.weights.astype(np.float32)
            state["distilled"] = replace(distilled, weights=full)
        return cls(**state)
