"""Sentence vectors: multilingual-e5-small (384 numbers), see `nlu.e5`.

One short message takes about 4 ms, so every text that is known beforehand is encoded once
and kept by the hash of its text: retraining after an edit costs only the edited lines.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nlu.e5.model import E5

DIMENSION = 384
ENCODER = "e5-small-8-bit-exact-query"
"""Part of every cache key: another encoder never reads these vectors."""

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors, shape (len(texts), 384)."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...


@lru_cache(maxsize=1)
def _model() -> E5:
    return E5()


def _encode(texts: Sequence[str]) -> Vectors:
    return _model().encode(texts)


class E5Encoder:
    """Encodes now, without any cache: for what residents type."""

    def __init__(self) -> None:
        _model()  # now, and not when the first resident waits for it

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, shape (len(texts), 384)."""
        return _encode(texts)


class CachedEncoder:
    """Encodes many known texts, keeping every vector in a SQLite file."""

    def __init__(self, path: Path, workers: int = 2, chunk: int = 64) -> None:
        self._path = path
        self._workers = workers
        self._chunk = chunk

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, shape (len(texts), 384); progress on stderr."""
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(self._path) as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB)"
            )
            known = self._read(database, texts)
            # The longest first, so that no process ends late.
            missing = sorted((text for text in set(texts) if text not in known), key=_longest)
            for batch, vectors in self._encode_missing(missing):
                database.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(_key(t), v.tobytes()) for t, v in zip(batch, vectors, strict=True)],
                )
                database.commit()
                known |= dict(zip(batch, vectors, strict=True))
        return np.stack([known[text] for text in texts])

    def _read(self, database: sqlite3.Connection, texts: Sequence[str]) -> dict[str, Vectors]:
        by_key = {_key(text): text for text in texts}
        found: dict[str, Vectors] = {}
        keys = list(by_key)
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)  # noqa: S608
            found |= {by_key[key]: np.frombuffer(blob, np.float32) for key, blob in rows}
        return found

    def _encode_missing(self, missing: list[str]) -> Iterable[tuple[list[str], Vectors]]:
        batches = [missing[i : i + self._chunk] for i in range(0, len(missing), self._chunk)]
        if len(batches) < 2:
            for batch in batches:
                yield batch, _encode(batch)
            return
        with ProcessPoolExecutor(self._workers) as pool:
            done = 0
            for batch, vectors in zip(batches, pool.map(_encode, batches), strict=True):
                done += len(batch)
                print(f"  zinsvectoren {done}/{len(missing)}", file=sys.stderr, flush=True)
                yield batch, vectors


def _longest(text: str) -> tuple[int, str]:
    return -len(text), text


def _key(text: str) -> str:
    return hashlib.sha256(f"{ENCODER}\0{text}".encode()).hexdigest()
