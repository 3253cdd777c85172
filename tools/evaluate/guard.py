"""Figures that may not drop: the lines of `tests/nlu/guard.yml` and how they are checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.evaluate.in_process import InProcess
from tools.evaluate.judge import Row, rows_of
from tools.evaluate.results import Topics
from tools.evaluate.tables import written


class WrongGuard(Exception):
    """A line of the file that guards nothing. The message says why."""


@dataclass(frozen=True)
class Guard:
    """One figure of one data set, and the side on which it has to stay of its bound."""

    dataset: str
    figure: str
    bound: float
    at_least: bool

    @property
    def name(self) -> str:
        return f"{self.dataset}-{self.figure}"

    def broken(self, measures: Mapping[str, Any]) -> str:
        """What is wrong, for the person whose change did it; empty when nothing is.

        Raises:
            WrongGuard: the data set has nothing to measure this figure by.
        """
        value = measures.get(self.figure)
        if value is None:
            raise WrongGuard(f"{self.name}: nothing in this data set measures it")
        kept = value >= self.bound if self.at_least else value <= self.bound
        if kept:
            return ""
        side = "at least" if self.at_least else "at most"
        now, bound = written(self.figure, value), written(self.figure, self.bound)
        return f"{self.figure} on {self.dataset} is {now}, and has to be {side} {bound}"


def guards(path: Path) -> list[Guard]:
    """The lines of the file.

    Raises:
        WrongGuard: a line without exactly one bound.
    """
    found = []
    for line in yaml.safe_load(path.read_text(encoding="utf-8")):
        bounds = [(side, float(line[side])) for side in ("at_least", "at_most") if side in line]
        if len(bounds) != 1:
            raise WrongGuard(f"give at_least or at_most: {line}")
        ((side, bound),) = bounds
        found.append(Guard(line["dataset"], line["figure"], bound, side == "at_least"))
    return found


def asked(balie: InProcess, items: Sequence[Mapping[str, Any]], topics: Topics) -> list[Row]:
    """Every question with its result, judged."""
    return rows_of(items, [balie.result(item, topics) for item in items])


def wrong_of(rows: Sequence[Row], figure: str) -> list[str]:
    """The questions behind a figure that got worse, for the message of a failing test."""
    bad = figure == "wrong_assert"
    return [
        f"{row.item['id']} {row.item['text']} -> {row.result['outcome']} "
        f"{', '.join(row.result['topics']) or '-'}"
        for row in rows
        if row.verdicts.get(figure) is bad
    ]
