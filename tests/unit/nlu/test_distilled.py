"""The cheap stand-in for the encoder comes near what it learned from."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from nlu.distilled import DistilledVectors


def test_distilled_vectors_come_near_a_linear_encoder_on_texts_they_never_saw() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(40, 8)).astype(np.float32)
    ngrams = sparse.random(300, 40, density=0.2, random_state=2, format="csr", dtype=np.float32)
    vectors = (ngrams @ truth + 3.0).astype(np.float32)
    distilled = DistilledVectors.train(ngrams[:250], vectors[:250])
    likeness = []
    for row in range(250, 300):
        moved = distilled.encode(ngrams[row]) - distilled.mean
        real = vectors[row] - distilled.mean
        likeness.append(moved @ real / (np.linalg.norm(moved) * np.linalg.norm(real)))
    assert np.mean(likeness) > 0.9


def test_distilled_vector_is_the_middle_when_no_ngram_is_known() -> None:
    ngrams = sparse.identity(3, format="csr", dtype=np.float32)
    distilled = DistilledVectors.train(ngrams, np.eye(3, dtype=np.float32))
    nothing = sparse.csr_matrix((1, 3), dtype=np.float32)
    assert np.allclose(distilled.encode(nothing), distilled.mean)
