"""The readers of the laboratory read what residents write, also two questions at once."""

from __future__ import annotations

import pytest

from bench.laboratory import OneQuestionReader, RewritingReader
from kb.crisis import CrisisPatterns
from nlu.context import Context
from nlu.gazetteer import Gazetteer
from tests.fakes.encoder import FakeEncoder
from tests.unit.nlu.tiny import ARTICLES, THRESHOLDS, trained

TWO = "wat kost een paspoort en hoe verleng ik mijn rijbewijs?"


@pytest.mark.parametrize(
    ("kind", "intent"), [(RewritingReader, "several_questions"), (OneQuestionReader, "faq")]
)
def test_a_reader_of_the_laboratory_reads_two_questions(
    kind: type[RewritingReader], intent: str
) -> None:
    model, memory = trained()
    made = kind(
        model=model,
        memory=memory,
        gazetteer=Gazetteer(ARTICLES, [], []),
        crisis=CrisisPatterns(ARTICLES),
        encoder=FakeEncoder(),
        thresholds=THRESHOLDS,
    )
    made.rewrite = str
    assert made.read(TWO, Context()).intent == intent
