"""The shortcut says what comparing everything in full would say."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.nearest import EXACT, NEIGHBOURS, Nearest

LABELS = 60


def _questions(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors in clouds around a middle of their label, as sentences lie."""
    random = np.random.default_rng(7)
    owners = np.sort(random.integers(0, LABELS - 1, count)).astype(np.int32)
    spread = np.linspace(2.0, 0.05, 384)
    middles = random.normal(size=(LABELS, 384)) * spread
    vectors = middles[owners] + 0.7 * random.normal(size=(count, 384)) * spread
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), owners


def _in_full(vectors: np.ndarray, owners: np.ndarray, unit: np.ndarray) -> np.ndarray:
    near = vectors @ unit
    padding = np.full(NEIGHBOURS, -1.0)
    mine = [np.append(near[owners == label], padding) for label in range(LABELS)]
    return np.array([np.sort(one)[-NEIGHBOURS:].mean() for one in mine])


@pytest.mark.parametrize("count", [EXACT // 2, EXACT * 5])
def test_the_best_labels_are_those_of_a_full_comparison(count: int) -> None:
    vectors, owners = _questions(count)
    nearest = Nearest(vectors, owners, LABELS)
    for row in range(0, count, count // 40):
        unit = vectors[row]
        full, found = _in_full(vectors, owners, unit), nearest.likeness(unit)
        assert list(np.argsort(-found)[:3]) == list(np.argsort(-full)[:3])
        assert found.max() == pytest.approx(full.max(), abs=1e-3)


def test_equal_vectors_count_each_for_themselves() -> None:
    unit = np.eye(384, dtype=np.float32)[0]
    owners = np.array([0, 0, 0, 1], np.int32)
    found = Nearest(np.stack([unit] * 4), owners, 3).likeness(unit)
    assert found.tolist() == pytest.approx([1.0, (1.0 - 1.0 - 1.0) / 3, -1.0])
