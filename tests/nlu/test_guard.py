"""Balie may not get worse: the freshly trained model on the questions that it never learned from.

The bounds are in `guard.yml`. No server runs; the judge is the one of `make evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tools.evaluate.data import TOPICS, questions
from tools.evaluate.guard import Guard, asked, guards, wrong_of
from tools.evaluate.in_process import InProcess, loaded
from tools.evaluate.judge import Row, measure
from tools.evaluate.results import Topics
from tools.train import ensure_model

HERE = Path(__file__).parent
GUARDS = guards(HERE / "guard.yml")
DATASETS = sorted(path.parent.name for path in HERE.glob("*/questions.jsonl"))

RowsOf = Callable[[str], list[Row]]


@pytest.fixture(scope="module")
def balie() -> Iterator[InProcess]:
    with loaded(ensure_model()) as one:
        yield one


@pytest.fixture(scope="module")
def rows_of(balie: InProcess) -> RowsOf:
    """Each data set is asked once, whatever is measured on it."""
    topics = Topics.load(TOPICS)

    @cache
    def rows(dataset: str) -> list[Row]:
        return asked(balie, questions(HERE / dataset), topics)

    return rows


@pytest.mark.parametrize("guard", GUARDS, ids=[guard.name for guard in GUARDS])
def test_the_figure_stays_on_its_side(guard: Guard, rows_of: RowsOf) -> None:
    assert guard.dataset in DATASETS, f"tests/nlu/{guard.dataset} is not there"
    rows = rows_of(guard.dataset)
    broken = guard.broken(measure(rows))
    assert not broken, "\n".join([broken, *wrong_of(rows, guard.figure)])


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_set_of_questions_is_guarded(dataset: str) -> None:
    guarded = {guard.figure for guard in GUARDS if guard.dataset == dataset}
    assert guarded >= {"topic_top1", "topic_top3", "crisis", "wrong_assert", "ece"}


def test_the_same_question_gets_the_same_answer(balie: InProcess) -> None:
    item, topics = questions(HERE / "heldout", limit=1)[0], Topics.load(TOPICS)
    first, second = balie.result(item, topics), balie.result(item, topics)
    assert {**first, "ms": 0} == {**second, "ms": 0}
    assert first["outcome"] == "answer"
