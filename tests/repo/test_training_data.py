"""Training data: complete, without repeats, without people, and not what we measure with."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from assistant.domain.articles import Kind
from assistant.domain.masking import mask
from tests.repo.sources import ROOT, articles, domain, examples, plain, read_yaml

LEAST = 20
# Recognised by the classifier, not from examples of their own.
MADE_BY_THE_CLASSIFIER = {
    "several_questions",
    "nlu_fallback",
    "choose_answer",
    "inform",
    "inform_zaken",
    "logged_in",
    "inform_edienst",
    "chat_with_human",
    "rate_human",
    "inform_callback",
    "leave_line",
    "distress",
}
# Their examples are the questions in kb/.
FROM_THE_LIBRARY = {kind.value for kind in Kind}
HELD_OUT = ROOT / "tests" / "nlu" / "heldout"
FRESH = ROOT / "tests" / "nlu" / "fresh"
# "terrasvergunning" is what anyone types, also who never saw the training data.
SHORT_WORDS = 3
SHORT_SHARE = 0.03


def training() -> list[tuple[str, str, str]]:
    """(plain form, label, text) of everything that is trained on."""
    found = [(plain(text), intent, text) for intent, texts in examples().items() for text in texts]
    for article in articles():
        for texts in article.questions.values():
            found += [(plain(text), article.intent, text) for text in texts]
    return found


def measured(folder: Path) -> list[str]:
    lines = [
        json.loads(line)
        for name in ("questions", "kb_questions")
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    texts = [str(line.get("text") or line.get("question")) for line in lines]
    scripts = read_yaml(folder / "dialogues.yml")["dialogues"]
    return texts + [str(turn) for script in scripts for turn in script["turns"]]


def test_domain_and_training_data_name_the_same_intents() -> None:
    known = set(domain()["intents"]) - MADE_BY_THE_CLASSIFIER - FROM_THE_LIBRARY
    assert known == set(examples())


def test_every_intent_has_enough_examples() -> None:
    few = {intent: len(texts) for intent, texts in examples().items() if len(texts) < LEAST}
    assert few == {}


def test_at_least_thirty_intents_are_outside_the_library() -> None:
    assert len(examples()) >= 30


def test_no_example_occurs_twice() -> None:
    seen: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for form, label, text in training():
        seen[form].append((label, text))
    assert {form: where for form, where in seen.items() if len(where) > 1} == {}


@pytest.mark.parametrize("folder", [HELD_OUT, FRESH], ids=lambda folder: folder.name)
def test_no_sentence_that_we_measure_with_is_trained_on(folder: Path) -> None:
    trained = {form for form, _, _ in training()}
    texts = measured(folder)
    met = [text for text in texts if plain(text) in trained]
    assert [text for text in met if len(text.split()) > SHORT_WORDS] == []
    assert len(met) <= SHORT_SHARE * len(texts), met


@pytest.mark.parametrize("folder", [HELD_OUT, FRESH], ids=lambda folder: folder.name)
def test_a_set_that_we_measure_with_is_large_enough_to_say_something(folder: Path) -> None:
    assert len(measured(folder)) >= 500


def test_no_example_holds_a_personal_number() -> None:
    personal = [
        f"{label}: {text}"
        for _, label, text in training()
        if mask(text).kinds or re.search(r"\d{8,}", text)
    ]
    assert personal == []
