"""The statistical heart on a data set of fifty questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.model import AnswerModel
from nlu.normaliser import normalise
from tests.fakes.encoder import FakeEncoder
from tests.unit.nlu.tiny import examples, trained


def best(model: AnswerModel, text: str) -> str:
    clean = normalise(text)
    scores = model.predict(
        model.ngrams([clean]), FakeEncoder().encode([clean])[0], trained().memory
    )
    return model.labels[int(scores.argmax())]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("hoe duur is zo'n paspoort eigenlijk", "faq/paspoort"),
        ("een rijbewijs, wat kost dat", "faq/rijbewijs"),
        ("rijbewijs verlegen", "faq/rijbewijs"),
        ("ik ben sinds gisteren werkloos", "referral/uwv"),
        ("hallo, goedemorgen", "greet"),
        ("kan ik een mens spreken", "request_human"),
    ],
)
def test_model_finds_intents_and_articles_in_words_it_was_not_trained_on(
    text: str, label: str
) -> None:
    assert best(trained().model, text) == label


def test_model_gives_probabilities_over_all_labels() -> None:
    model, memory = trained()
    scores = model.predict(
        model.ngrams(["paspoort"]), FakeEncoder().encode(["paspoort"])[0], memory
    )
    assert scores.shape == (len(model.labels),) == (11,)
    assert scores.sum() == pytest.approx(1.0, abs=1e-5)
    assert (scores >= 0).all()


def test_model_makes_the_same_weights_when_it_is_trained_again() -> None:
    texts, labels, _ = zip(*examples(), strict=True)
    again = AnswerModel.train(texts, labels, FakeEncoder())
    assert np.allclose(again.weights, trained().model.weights, atol=1e-5)


def test_model_encodes_every_question_once_when_it_is_trained() -> None:
    texts, labels, _ = zip(*examples(), strict=True)
    encoder = FakeEncoder()
    AnswerModel.train(texts, labels, encoder)
    assert encoder.asked == list(texts)


def test_model_says_the_same_when_it_was_saved_and_loaded(tmp_path: Path) -> None:
    model, memory = trained()
    model.save(tmp_path / "model.joblib")
    loaded = AnswerModel.load(tmp_path / "model.joblib")
    assert loaded.labels == model.labels
    for text in ("wat kost een paspoort", "hallo"):
        vector = FakeEncoder().encode([text])[0]
        before, after = (m.predict(m.ngrams([text]), vector, memory) for m in (model, loaded))
        assert np.allclose(before, after, atol=0.01)
