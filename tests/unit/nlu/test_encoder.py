"""The real sentence vectors, and the file that keeps them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np

from nlu.encoder import DIMENSION, CachedEncoder, E5Encoder

TEXTS = ["wat kost een paspoort", "hoe duur is een reisdocument", "mijn container is niet geleegd"]


def test_encoder_puts_texts_that_mean_the_same_near_each_other() -> None:
    vectors = E5Encoder().encode(TEXTS)
    assert vectors.shape == (3, DIMENSION)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_cached_encoder_gives_the_same_vectors_also_when_it_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "vectors.db"
    fresh = E5Encoder().encode(TEXTS)
    for texts, rows in ((TEXTS[:2], [0, 1]), (TEXTS, [0, 1, 2]), ([TEXTS[2]] * 2, [2, 2])):
        assert np.array_equal(CachedEncoder(path).encode(texts), fresh[rows])


def test_cached_encoder_takes_from_its_file_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    CachedEncoder(path).encode(TEXTS[:2])
    with sqlite3.connect(path) as database:
        database.execute("UPDATE vectors SET vector = ?", [np.ones(DIMENSION, "f4").tobytes()])
    assert (CachedEncoder(path).encode(TEXTS[:2]) == 1.0).all()


def test_encoders_have_nothing_to_do_when_there_are_no_texts(tmp_path: Path) -> None:
    assert E5Encoder().encode([]).shape == (0, DIMENSION)
    assert CachedEncoder(tmp_path / "vectors.db").encode([]).shape == (0, DIMENSION)
