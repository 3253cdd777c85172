"""What is remembered word for word: training questions and the passages of articles, as vectors.

The regression learns from questions alone; the passages add what an article says, so a question
in words that no editor thought of still finds it. They also tell which section answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.domain.articles import LEAD, Article
from nlu.encoder import Encoder, Vectors
from nlu.nearest import NEIGHBOURS, Nearest, Scores
from nlu.normaliser import normalise

PASSAGE_SHARE = 0.75
PASSAGE_CHARACTERS = 300
UNASKED = UNTOLD = 0.5
"""What the other half counts for a section without questions, or without a passage."""


@dataclass
class Memory:
    """Unit vectors around their own centre. Rows of `questions` and `passages` carry a label index
    and a section anchor; `labels` are in the order of the model, questions in that of the labels.
    """

    labels: list[str]
    questions: Vectors
    question_labels: npt.NDArray[np.int32]
    question_anchors: list[str]
    question_centre: Vectors
    passages: Vectors
    passage_labels: npt.NDArray[np.int32]
    passage_anchors: list[str]
    passage_centre: Vectors

    @classmethod
    def build(
        cls,
        labels: list[str],
        examples: Sequence[tuple[str, str, str]],
        articles: Iterable[Article],
        encoder: Encoder,
    ) -> Memory:
        """`examples` are (normalised text, label, anchor); `articles` give the passages."""
        index = {label: i for i, label in enumerate(labels)}
        examples = sorted(examples, key=lambda example: index[example[1]])
        passages = [
            (text, index[article.intent], anchor)
            for article in articles
            if article.intent in index
            for text, anchor in _passages(article)
        ]
        questions, question_centre = _centred(encoder.encode([text for text, _, _ in examples]))
        vectors, passage_centre = _centred(encoder.encode([text for text, _, _ in passages]))
        return cls(
            labels=labels,
            questions=questions,
            question_labels=np.array([index[label] for _, label, _ in examples], np.int32),
            question_anchors=[anchor for _, _, anchor in examples],
            question_centre=question_centre,
            passages=vectors,
            passage_labels=np.array([label for _, label, _ in passages], np.int32),
            passage_anchors=[anchor for _, _, anchor in passages],
            passage_centre=passage_centre,
        )

    def likeness(self, vector: Vectors) -> tuple[Scores, Scores]:
        """Per label: mean cosine of the nearest questions, and cosine of the nearest passage.

        A label without passages gets what its questions make likely.
        """
        nearest = self._by_label.likeness(_unit(vector - self.question_centre))
        best = np.full(len(self.labels), np.nan, np.float32)
        if len(self.passages):
            cosines = self.passages @ _unit(vector - self.passage_centre)
            np.fmax.at(best, self.passage_labels, cosines)
        # An intent has no passages. On average a passage is as near as PASSAGE_SHARE of the
        # questions are, so that is what it gets: neither for nor against it.
        return nearest, np.where(np.isnan(best), PASSAGE_SHARE * nearest, best).astype(np.float32)

    def sections(self, label: str, vector: Vectors) -> list[tuple[str, float]]:
        """Sections of one article by likeness to `vector`, best first; never empty.

        Half of a score comes from the section's questions, half from its text: measured on the
        held-out fact questions the two together find the right section more often than either.
        """
        wanted = self.labels.index(label)
        asked = self._nearest(
            wanted, vector - self.question_centre, self.questions, self.question_labels,
            self.question_anchors,
        )  # fmt: skip
        told = self._nearest(
            wanted, vector - self.passage_centre, self.passages, self.passage_labels,
            self.passage_anchors,
        )  # fmt: skip
        scores = {
            anchor: (
                asked.get(anchor, UNASKED * told.get(anchor, 0.0))
                + told.get(anchor, UNTOLD * asked.get(anchor, 0.0))
            )
            / 2
            for anchor in {**asked, **told}
        }
        return sorted(scores.items(), key=lambda item: -item[1]) or [(LEAD, 0.0)]

    def _nearest(
        self,
        wanted: int,
        moved: Vectors,
        vectors: Vectors,
        owners: npt.NDArray[np.int32],
        anchors: list[str],
    ) -> dict[str, float]:
        """Per section the mean cosine of the nearest vectors: one odd question decides little."""
        rows = np.flatnonzero(owners == wanted)
        near: dict[str, list[float]] = {}
        for row, cosine in zip(rows, vectors[rows] @ _unit(moved), strict=True):
            near.setdefault(anchors[row], []).append(float(cosine))
        return {
            anchor: sum(sorted(cosines)[-NEIGHBOURS:]) / min(len(cosines), NEIGHBOURS)
            for anchor, cosines in near.items()
        }

    @cached_property
    def _by_label(self) -> Nearest:
        return Nearest(self.questions, self.question_labels, len(self.labels))

    def save(self, path: Path) -> None:
        """Write to a compressed numpy file, vectors in half precision."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            questions=self.questions.astype(np.float16),
            question_labels=self.question_labels,
            question_anchors=np.array(self.question_anchors),
            question_centre=self.question_centre,
            passages=self.passages.astype(np.float16),
            passage_labels=self.passage_labels,
            passage_anchors=np.array(self.passage_anchors),
            passage_centre=self.passage_centre,
        )

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Read what `save` wrote."""
        with np.load(path) as data:
            return cls(
                labels=[str(label) for label in data["labels"]],
                questions=data["questions"].astype(np.float32),
                question_labels=data["question_labels"],
                question_anchors=[str(anchor) for anchor in data["question_anchors"]],
                question_centre=data["question_centre"],
                passages=data["passages"].astype(np.float32),
                passage_labels=data["passage_labels"],
                passage_anchors=[str(anchor) for anchor in data["passage_anchors"]],
                passage_centre=data["passage_centre"],
            )


def _passages(article: Article) -> list[tuple[str, str]]:
    pairs = [(f"{article.title}. {article.lead}", LEAD)]
    pairs += [(f"{article.title}: {s.heading} {s.text}", s.anchor) for s in article.sections]
    return [(normalise(text)[:PASSAGE_CHARACTERS], anchor) for text, anchor in pairs]


def _centred(vectors: Vectors) -> tuple[Vectors, Vectors]:
    centre = vectors.mean(axis=0)
    moved = vectors - centre
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    return (moved / np.maximum(norms, 1e-9)).astype(np.float32), centre


def _unit(vector: Vectors) -> Vectors:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
