"""Figures that may not drop: how a line of guard.yml is read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.evaluate.guard import Guard, WrongGuard, guards, wrong_of
from tools.evaluate.judge import Row


@pytest.mark.parametrize(
    ("at_least", "value", "broken"),
    [(True, 0.91, False), (True, 0.90, False), (True, 0.89, True),
     (False, 0.91, True), (False, 0.90, False), (False, 0.89, False)],
)  # fmt: skip
def test_a_figure_has_a_good_side(at_least: bool, value: float, broken: bool) -> None:
    guard = Guard("heldout", "topic_top1", 0.9, at_least)
    assert bool(guard.broken({"topic_top1": value})) is broken


def test_who_broke_it_reads_what_was_asked() -> None:
    told = Guard("heldout", "ece", 0.08, False).broken({"ece": 0.0912})
    assert told == "ece on heldout is 0.091, and has to be at most 0.080"


@pytest.mark.parametrize("measures", [{}, {"crisis": None}])
def test_a_guard_of_nothing_is_refused(measures: dict[str, Any]) -> None:
    with pytest.raises(WrongGuard, match="heldout-crisis"):
        Guard("heldout", "crisis", 1.0, True).broken(measures)


def test_lines_are_read_with_their_side(tmp_path: Path) -> None:
    file = tmp_path / "guard.yml"
    file.write_text(
        "- {dataset: a, figure: crisis, at_least: 1}\n- {dataset: b, figure: ece, at_most: 0.1}\n"
    )
    assert guards(file) == [Guard("a", "crisis", 1.0, True), Guard("b", "ece", 0.1, False)]


@pytest.mark.parametrize("bounds", ["", ", at_least: 1, at_most: 1"])
def test_a_line_without_exactly_one_bound_is_refused(tmp_path: Path, bounds: str) -> None:
    file = tmp_path / "guard.yml"
    file.write_text(f"- {{dataset: a, figure: crisis{bounds}}}\n")
    with pytest.raises(WrongGuard):
        guards(file)


def test_the_questions_behind_a_figure_are_the_wrong_ones() -> None:
    def row(name: str, **verdicts: bool) -> Row:
        item = {"id": name, "text": "waar?"}
        return Row(item, {"outcome": "answer", "topics": ["afval"]}, verdicts)

    rows = [row("1", topic_top1=True), row("2", topic_top1=False), row("3", wrong_assert=True)]
    assert wrong_of(rows, "topic_top1") == ["2 waar? -> answer afval"]
    assert wrong_of(rows, "wrong_assert") == ["3 waar? -> answer afval"]
    assert wrong_of(rows, "ece") == []
