"""The network (BERT, 12 layers) as an ONNX graph, built in memory from the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from nlu.e5.weights import Weights

INPUT, OUTPUT = "embeddings", "hidden"
_FUSED = "com.microsoft"
"""Operators that ONNX Runtime has beside the standard, one for several."""
_LARGEST = 127
"""Of a weight as a whole number of 8 bits."""


def network(weights: Weights) -> bytes:
    """The serialised graph: (1, tokens, hidden) in, the same shape out. One text at a time."""
    return _Graph(weights).build()


class _Graph:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def build(self) -> bytes:
        shape = self._weights.shape
        self._add(
            "LayerNormalization", [INPUT, *self._norm("emb.ln")], "layer0", epsilon=shape.epsilon
        )
        for layer in range(shape.layers):
            self._layer(f"l{layer}", f"layer{layer}", f"layer{layer + 1}")
        self._add("Identity", [f"layer{shape.layers}"], OUTPUT)
        size: list[str | int | None] = [1, "tokens", shape.hidden]
        graph = helper.make_graph(
            self._nodes,
            "e5",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, size)],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, size)],
            self._constants,
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
        model: onnx.ModelProto = helper.make_model(graph, opset_imports=versions, ir_version=9)
        return bytes(model.SerializeToString())

    def _layer(self, name: str, before: str, after: str) -> None:
        """Attention, then the feed-forward part; each adds to what came in and normalises."""
        epsilon = self._weights.shape.epsilon
        asked = [f"{name}.{part}" for part in "qkv"]
        together = self._multiply(before, f"{name}.qkv", *(f"{part}.w" for part in asked))
        self._add("Split", [together], asked, axis=-1)
        bias = np.concatenate([self._weights.floats(f"{name}.{part}.b") for part in "qkv"])
        self._fused(
            "MultiHeadAttention",
            [*asked, self._constant(f"{name}.bias", bias)],
            f"{name}.attention",
            num_heads=self._weights.shape.heads,
        )
        found = self._multiply(f"{name}.attention", f"{name}.found", f"{name}.ao.w")
        middle = f"{name}.middle"
        self._fused(
            "SkipLayerNormalization",
            [before, found, *self._norm(f"{name}.aln"), self._floats(f"{name}.ao.b")],
            middle,
            epsilon=epsilon,
        )
        wide = self._multiply(middle, f"{name}.inner", f"{name}.fi.w")
        self._fused("BiasGelu", [wide, self._floats(f"{name}.fi.b")], f"{name}.wide")
        narrow = self._multiply(f"{name}.wide", f"{name}.narrow", f"{name}.fo.w")
        self._fused(
            "SkipLayerNormalization",
            [middle, narrow, *self._norm(f"{name}.oln"), self._floats(f"{name}.fo.b")],
            after,
            epsilon=epsilon,
        )

    def _multiply(self, value: str, name: str, *parts: str) -> str:
        """`value` times one or more matrices side by side, in whole numbers.

        Every column of weights has a scale; `value` gets one for the whole text as it comes by.
        """
        matrix = np.concatenate([self._weights.matrix(part) for part in parts]).T
        scales = np.abs(matrix).max(axis=0) / _LARGEST
        self._fused(
            "DynamicQuantizeMatMul",
            [
                value,
                self._constant(f"{name}.values", np.round(matrix / scales).astype(np.int8)),
                self._constant(f"{name}.scales", scales.astype(np.float32)),
                self._constant(f"{name}.zeros", np.zeros(len(scales), np.int8)),
            ],
            name,
        )
        return name

    def _norm(self, name: str) -> list[str]:
        return [self._floats(f"{name}.w"), self._floats(f"{name}.b")]

    def _floats(self, name: str) -> str:
        return self._constant(name, self._weights.floats(name))

    def _constant(self, name: str, values: Any) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _fused(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self._add(operator, inputs, output, domain=_FUSED, **attributes)

    def _add(
        self, operator: str, inputs: list[str], outputs: str | list[str], **attributes: Any
    ) -> None:
        names = [outputs] if isinstance(outputs, str) else outputs
        self._nodes.append(helper.make_node(operator, inputs, names, **attributes))
