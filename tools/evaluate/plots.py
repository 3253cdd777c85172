"""The pictures of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

from tools.evaluate.judge import BINS, Row, in_bins

mpl.use("Agg")  # no screen

from matplotlib import pyplot

MOST_TOPICS = 24
NOTHING = "(none)"


def confusions(rows: Sequence[Row]) -> Counter[tuple[str, str]]:
    """How often a topic in scope was first taken for another, or for none."""
    wrong = (row for row in rows if row.verdicts.get("topic_top1") is False)
    return Counter(map(confusion, wrong))


def confusion(row: Row) -> tuple[str, str]:
    """(topic asked, topic given first)."""
    return str(row.item["topic"]), (*row.result["topics"], NOTHING)[0]


def coverage(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """(share of the questions in scope that Balie acts on, share of those it gets right), by
    lowering the confidence that it asks of itself.
    """
    asked = sum("topic_top1" in row.verdicts for row in rows)
    pairs = [pair for row in rows if (pair := row.calibration) is not None]
    pairs.sort(key=lambda pair: -pair[0])
    points, right = [], 0
    for done, (_, good) in enumerate(pairs, start=1):
        right += good
        points.append((done / asked, right / done))
    return points


def draw(folder: Path, rows: Sequence[Row]) -> list[str]:
    """Draw what there is data for; the names of the files."""
    pairs = [pair for row in rows if (pair := row.calibration) is not None]
    found = confusions(rows)
    made = []
    if found:
        made.append(_save(_confusions(found), folder / "confusions.png"))
    if pairs:
        made.append(_save(_reliability(pairs), folder / "reliability.png"))
        made.append(_save(_coverage(coverage(rows)), folder / "coverage.png"))
    return made


def _confusions(found: Counter[tuple[str, str]]) -> Any:
    """Only the topics that are taken for another most often."""
    expected = [t for t, _ in _by(found, 0).most_common(MOST_TOPICS)]
    given = [t for t, _ in _by(found, 1).most_common(MOST_TOPICS)]
    counts = [[found[(row, column)] for column in given] for row in expected]
    figure, axes = pyplot.subplots(
        figsize=(4 + 0.32 * len(given), 3 + 0.28 * len(expected)), layout="constrained"
    )
    axes.imshow(counts, cmap="Oranges", aspect="auto", vmin=0)
    axes.set_xticks(range(len(given)), given, rotation=90)
    axes.set_yticks(range(len(expected)), expected)
    axes.set(xlabel="given first", ylabel="asked", title="Wrong first topics, in scope")
    for y, line in enumerate(counts):
        for x, count in enumerate(line):
            if count:
                axes.text(x, y, str(count), ha="center", va="center")
    return figure


def _by(found: Counter[tuple[str, str]], side: int) -> Counter[str]:
    total: Counter[str] = Counter()
    for pair, count in found.items():
        total[pair[side]] += count
    return total


def _reliability(pairs: Sequence[tuple[float, bool]]) -> Any:
    figure, axes = pyplot.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for number, part in enumerate(in_bins(pairs)):
        if part:
            right = sum(good for _, good in part) / len(part)
            middle = (number + 0.5) / BINS
            axes.bar(middle, right, width=0.9 / BINS, color="tab:blue", alpha=0.7)
            axes.text(middle, right, str(len(part)), ha="center", va="bottom")
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1.08),
        xlabel="confidence",
        ylabel="share with the right first topic",
        title="Confidence and being right (numbers: questions)",
    )
    return figure


def _coverage(points: Sequence[tuple[float, float]]) -> Any:
    figure, axes = pyplot.subplots(figsize=(5, 4), layout="constrained")
    axes.plot([x for x, _ in points], [y for _, y in points])
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1.05),
        xlabel="coverage: share of questions in scope that is acted on",
        ylabel="share with the right first topic",
        title="Coverage against accuracy",
    )
    axes.grid(alpha=0.3)
    return figure


def _save(figure: Any, path: Path) -> str:
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
    return path.name
