"""Texts to unit vectors of 384 numbers, on one thread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime

from nlu.e5.network import INPUT, OUTPUT, network
from nlu.e5.tokens import Tokens
from nlu.e5.weights import Floats, Weights, find_weights

PREFIX = "query: "
"""The model was trained with it. Questions and passages get the same: both are compared alike."""


class E5:
    """A loaded encoder."""

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
        # Without VNNI sums of 8 bits overflow; this takes a slower way, there only.
        options.add_session_config_entry("session.x64quantprecision", "1")
        self._session = onnxruntime.InferenceSession(
            network(self._weights), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (len(texts), 384).

        One text at a time: what is multiplied together shares a scale, and a vector may not depend
        on what is encoded beside it.
        """
        vectors = np.zeros((len(texts), self._weights.shape.hidden), np.float32)
        for row, text in enumerate(texts):
            tokens = self._tokens.of(PREFIX + text)
            embeddings = self._weights.rows("emb.word", tokens) + self._places[: len(tokens)]
            (states,) = self._session.run([OUTPUT], {INPUT: embeddings[None]})
            total = states[0].sum(axis=0)
            vectors[row] = total / max(float(np.linalg.norm(total)), 1e-9)
        return vectors
