"""Which part of an article answers the question: cost, term, what to bring, ..."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.domain.articles import LEAD, Article
from nlu.encoder import Encoder, Vectors
from nlu.normaliser import normalise


@dataclass
class SectionIndex:
    """Per article the vectors of its headings and questions, with the section each belongs to."""

    anchors: dict[str, list[str]] = field(default_factory=dict)
    vectors: dict[str, Vectors] = field(default_factory=dict)

    @classmethod
    def build(cls, articles: Iterable[Article], encoder: Encoder) -> SectionIndex:
        """Index every heading and question of `articles`."""
        index = cls()
        for article in articles:
            pairs = [(LEAD, article.title)]
            pairs += [(section.anchor, section.heading) for section in article.sections]
            pairs += [(anchor, q) for anchor, group in article.questions.items() for q in group]
            index.anchors[article.slug] = [anchor for anchor, _ in pairs]
            vectors = encoder.encode([normalise(text) for _, text in pairs])
            index.vectors[article.slug] = vectors.astype(np.float16)
        return index

    def best(self, slug: str, vector: Vectors, mean: Vectors) -> list[tuple[str, float]]:
        """Sections of article `slug` by likeness to `vector` (cosine), best first."""
        if slug not in self.anchors:
            return [(LEAD, 0.0)]
        known = self.vectors[slug].astype(np.float32) - mean
        known /= np.maximum(np.linalg.norm(known, axis=1, keepdims=True), 1e-9)
        asked = vector - mean
        asked = asked / max(float(np.linalg.norm(asked)), 1e-9)
        scores: dict[str, float] = {}
        for anchor, score in zip(self.anchors[slug], known @ asked, strict=True):
            scores[anchor] = max(scores.get(anchor, -1.0), float(score))
        return sorted(scores.items(), key=lambda item: -item[1])

    def save(self, path: Path) -> None:
        """Write to a compressed numpy file."""
        slugs = list(self.anchors)
        arrays = {f"v_{i}": self.vectors[slug] for i, slug in enumerate(slugs)}
        arrays |= {f"a_{i}": np.array(self.anchors[slug]) for i, slug in enumerate(slugs)}
        np.savez_compressed(path, slugs=np.array(slugs), **arrays)

    @classmethod
    def load(cls, path: Path) -> SectionIndex:
        """Read what `save` wrote."""
        with np.load(path) as data:
            slugs = [str(slug) for slug in data["slugs"]]
            anchors = {slug: [str(a) for a in data[f"a_{i}"]] for i, slug in enumerate(slugs)}
            return cls(anchors, {slug: data[f"v_{i}"] for i, slug in enumerate(slugs)})
