"""Questions and passages as vectors: likeness per label, and which section answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.domain.articles import LEAD, Article, Kind, Section
from nlu.encoder import Vectors
from nlu.memory import PASSAGE_SHARE, Memory
from tests.fakes.encoder import FakeEncoder
from tests.unit.nlu.tiny import ARTICLES, examples, trained


def vector(text: str) -> Vectors:
    found: Vectors = FakeEncoder().encode([text])[0]
    return found


@pytest.mark.parametrize(
    ("label", "text", "section"),
    [
        ("faq/paspoort", "kosten van een paspoort", "kosten"),
        ("faq/paspoort", "wanneer is het klaar", "termijn"),
        ("faq/paspoort", "is het na vijf werkdagen al zo ver", "termijn"),
        ("faq/paspoort", "nieuw paspoort aanvragen", LEAD),
        ("faq/rijbewijs", "hoe duur", "kosten"),
        ("greet", "wat kost dat", LEAD),
    ],
)
def test_sections_come_best_first(label: str, text: str, section: str) -> None:
    assert trained().memory.sections(label, vector(text))[0][0] == section


def test_sections_fall_back_on_the_introduction_when_nothing_is_remembered() -> None:
    passage = Article("p", Kind.FAQ, "T", "Iets.")
    labels = ["a", "b", "faq/p"]
    memory = Memory.build(labels, [("x", "a", LEAD)], [passage], FakeEncoder())
    assert memory.sections("b", vector("x")) == [(LEAD, 0.0)]


def test_likeness_is_highest_for_the_label_that_was_asked_before() -> None:
    memory = trained().memory
    for text, label, _ in examples():
        questions, _passages = memory.likeness(vector(text))
        assert memory.labels[int(questions.argmax())] == label, text


def test_likeness_finds_an_article_by_a_passage_that_no_question_resembles() -> None:
    far = Article("far", Kind.FAQ, "T", "Iets.", sections=(Section("x", "K", "zeldzaam woord"),))
    memory = Memory.build(
        ["faq/far", "greet"], [("hallo", "greet", LEAD), ("anders", "faq/far", LEAD)], [far],
        FakeEncoder(),
    )  # fmt: skip
    questions, passages = memory.likeness(vector("zeldzaam woord"))
    assert passages[0] > questions[0]
    assert passages[0] > passages[1]


def test_likeness_gives_a_label_without_passages_what_its_questions_make_likely() -> None:
    memory = trained().memory
    questions, passages = memory.likeness(vector("hallo"))
    greet = memory.labels.index("greet")
    assert passages[greet] == pytest.approx(PASSAGE_SHARE * questions[greet])


def test_memory_is_the_same_when_it_was_saved_and_loaded(tmp_path: Path) -> None:
    memory = trained().memory
    memory.save(tmp_path / "memory.npz")
    loaded = Memory.load(tmp_path / "memory.npz")
    assert loaded.labels == memory.labels
    assert loaded.question_anchors == memory.question_anchors
    assert loaded.passage_anchors == memory.passage_anchors
    for before, after in zip(
        memory.likeness(vector("paspoort")), loaded.likeness(vector("paspoort")), strict=True
    ):
        assert np.allclose(before, after, atol=0.01)


def test_memory_leaves_out_articles_that_the_model_does_not_know() -> None:
    labels = ["greet", "faq/rijbewijs"]
    memory = Memory.build(labels, [("hallo", "greet", LEAD)], ARTICLES, FakeEncoder())
    assert memory.passage_anchors == [LEAD, "kosten"]
    assert set(memory.passage_labels) == {1}
