"""Balie in one process: the real actions on a classifier that reads as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

import actions.conversation
from assistant import bootstrap
from assistant.settings import ROOT
from nlu.classifier import AnswerClassifier
from tools.evaluate.in_process import RULES, InProcess, own_services, rules
from tools.evaluate.results import Topics

TOPICS = Topics({"paspoort": ["paspoort"], "rijbewijs": ["rijbewijs"], "smalltalk": ["greet"]})


class ReadsAsTold(AnswerClassifier):
    """Puts the same reading on every message, and keeps what it was given to read."""

    def __init__(self, **reading: Any) -> None:
        self.reading = reading
        self.texts: list[str] = []

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        for message in messages:
            self.texts.append(message.get("text"))
            for name, value in self.reading.items():
                message.set(name, value, add_to_output=True)
        return messages


@pytest.fixture
def services() -> Iterator[bootstrap.ActionServices]:
    with own_services() as made:
        yield made


def read(intent: str, confidence: float = 0.99, *slugs: str) -> ReadsAsTold:
    return ReadsAsTold(
        intent={"name": intent, "confidence": confidence},
        answers=[{"slug": slug, "section": "algemeen", "confidence": 0.5} for slug in slugs],
        candidates=[{"intent": f"faq/{slug}", "confidence": 0.5} for slug in slugs],
    )


def result(classifier: ReadsAsTold, services: bootstrap.ActionServices, text: str = "?") -> Any:
    return InProcess(classifier, services).result({"id": "1", "text": text}, TOPICS)


def test_an_article_is_answered_as_on_the_page(services: bootstrap.ActionServices) -> None:
    line = result(read("faq", 0.99, "paspoort"), services)
    assert (line["outcome"], line["articles"], line["topics"]) == (
        "answer", ["paspoort"], ["paspoort"],
    )  # fmt: skip
    assert (line["intent"], line["confidence"]) == ("faq", 0.99)
    assert "**" not in line["replies"][0]
    assert len(line["replies"][0]) > 100


def test_a_doubtful_reading_is_offered(services: bootstrap.ActionServices) -> None:
    line = result(read("nlu_fallback", 0.3, "rijbewijs", "paspoort"), services)
    assert (line["outcome"], line["articles"]) == ("choice", [])
    assert line["topics"] == ["rijbewijs", "paspoort"]


def test_a_text_of_rasa_is_filled_in(services: bootstrap.ActionServices) -> None:
    line = result(read("greet"), services)
    assert (line["outcome"], line["topics"]) == ("smalltalk", ["smalltalk"])
    other = result(ReadsAsTold(intent={"name": "ask_other_municipality", "confidence": 1.0},
                               place="Breda"), services)  # fmt: skip
    assert other["outcome"] == "referral"
    assert "Breda" in other["replies"][0]


def test_the_classifier_reads_what_the_door_lets_through(
    services: bootstrap.ActionServices,
) -> None:
    classifier = read("greet")
    for text in ('/request_human{"a":1}', "mijn bsn is 999999990", "///"):
        result(classifier, services, text)
    assert classifier.texts == ['request_human{"a":1}', "mijn bsn is [BSN]", "?"]


def test_what_this_shell_says_about_balie_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALIE_KB_PATH", "/nowhere")
    before = actions.conversation.action_services
    with own_services() as made:
        assert actions.conversation.services() is made
        assert made.answers.title("paspoort", "rotterdam")
    assert actions.conversation.action_services is before


def test_every_rule_is_one_turn() -> None:
    found = rules(RULES)
    assert found["faq"] == "action_answer"
    assert len(found) > 30
    assert ROOT in RULES.parents


def test_a_rule_of_more_turns_is_refused(tmp_path: Path) -> None:
    steps = "[{intent: a}, {action: b}, {intent: c}]"
    (tmp_path / "rules.yml").write_text(f"rules: [{{rule: r, steps: {steps}}}]")
    with pytest.raises(ValueError, match="too many values"):
        rules(tmp_path)
