"""Texts to unit vectors of 384 numbers, on one thread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime

from nlu.e5.network import INPUT, MASK, OUTPUT, network
from nlu.e5.tokens import Tokens
from nlu.e5.weights import Floats, Weights, find_weights

PREFIX = "query: "
"""The model was trained with it. Questions and passages get the same: both are compared alike."""
_PASSES = 256
"""Tokens that go through the network together: few enough to stay near the processor."""


class E5:
    """A loaded encoder. Give it many texts at once where there are many: that is cheaper."""

    def __init__(self) -> None:
        """Raises: WeightsUnreadable."""
        self._weights = Weights(find_weights())
        shape = self._weights.shape
        self._tokens = Tokens(self._weights.vocabulary)
        places = self._weights.floats("emb.pos").reshape(shape.positions, shape.hidden)
        self._places = places + self._weights.floats("emb.type")[: shape.hidden]
        options = onnxruntime.SessionOptions()
        # One thread: a message is too small to share, and training has a process for each core.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            network(self._weights), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (len(texts), 384)."""
        tokens = [self._tokens.of(PREFIX + text) for text in texts]
        vectors = np.zeros((len(texts), self._weights.shape.hidden), np.float32)
        # Alike lengths together: little is padded.
        waiting = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        while waiting:
            longest = len(tokens[waiting[-1]])
            chosen = waiting[-max(_PASSES // longest, 1) :]
            del waiting[-len(chosen) :]
            vectors[chosen] = self._pass([tokens[index] for index in chosen])
        return vectors

    def _pass(self, batch: list[list[int]]) -> Floats:
        hidden = self._weights.shape.hidden
        size = (len(batch), max(map(len, batch)))
        embeddings = np.zeros((*size, hidden), np.float32)
        mask = np.zeros(size, np.int32)
        for row, tokens in enumerate(batch):
            count = len(tokens)
            words = self._weights.rows("emb.word", tokens)
            embeddings[row, :count] = words + self._places[:count]
            mask[row, :count] = 1
        (states,) = self._session.run([OUTPUT], {INPUT: embeddings, MASK: mask})
        sums = (states * mask[..., None]).sum(axis=1)
        return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
