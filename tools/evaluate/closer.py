"""What deserves a closer look: confusions, hesitation, certain mistakes, calibration.

Every list has the questions themselves: a figure says that something is wrong, a question what.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.evaluate import plots
from tools.evaluate.judge import BINS, Row, in_bins
from tools.evaluate.tables import table

MOST_CONFUSIONS = 25
EXAMPLES = 3
LONGEST_LIST = 20


def look(rows: Sequence[Row]) -> str:
    """The sections of the report, those without anything to show left out."""
    sections = [
        _confusions(rows),
        _listed("Most certain mistakes", mistakes(rows)),
        _listed("Least certain answers", hesitations(rows)),
        _reliability(rows),
    ]
    return "\n\n".join(section for section in sections if section)


def _confusions(rows: Sequence[Row]) -> str:
    found = plots.confusions(rows).most_common(MOST_CONFUSIONS)
    if not found:
        return ""
    wrong = [row for row in rows if row.verdicts.get("topic_top1") is False]
    lines = [
        [*pair, str(count), _examples([row for row in wrong if plots.confusion(row) == pair])]
        for pair, count in found
    ]
    head = ["asked", "given first", "times", "for example"]
    return "## Worst confusions\n\n" + table(head, lines)


def mistakes(rows: Sequence[Row]) -> list[Row]:
    """Wrong first topics on which Balie acted, the most certain first."""
    wrong = [row for row in _acted_on(rows) if not row.verdicts["topic_top1"]]
    return sorted(wrong, key=_confidence, reverse=True)[:LONGEST_LIST]


def hesitations(rows: Sequence[Row]) -> list[Row]:
    """What Balie acted on while it was least certain, right or wrong."""
    return sorted(_acted_on(rows), key=_confidence)[:LONGEST_LIST]


def _acted_on(rows: Sequence[Row]) -> list[Row]:
    answered = [row for row in rows if row.calibration is not None]
    return [row for row in answered if row.result["outcome"] != "choice"]


def _listed(title: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    lines = [
        [
            f"{_confidence(row):.2f}",
            str(row.item["id"]),
            str(row.item["topic"]),
            (*row.result["topics"], plots.NOTHING)[0],
            "right" if row.verdicts["topic_top1"] else "WRONG",
            str(row.item["text"]),
        ]
        for row in rows
    ]
    head = ["confidence", "id", "asked", "given first", "", "text"]
    return f"## {title}\n\n" + table(head, lines)


def _reliability(rows: Sequence[Row]) -> str:
    """The curve of `reliability.png` in figures."""
    pairs = [pair for row in rows if (pair := row.calibration) is not None]
    if not pairs:
        return ""
    lines = [
        [
            f"{number / BINS:.1f} - {(number + 1) / BINS:.1f}",
            str(len(part)),
            f"{sum(confidence for confidence, _ in part) / len(part):.2f}",
            f"{sum(right for _, right in part) / len(part):.2f}",
        ]
        for number, part in enumerate(in_bins(pairs))
        if part
    ]
    head = ["confidence", "questions", "mean confidence", "share right"]
    return "## Confidence and being right\n\n" + table(head, lines)


def _confidence(row: Row) -> float:
    return float(row.result["confidence"])


def _examples(rows: Sequence[Row]) -> str:
    return " / ".join(f"{row.item['id']}: {row.item['text']}" for row in rows[:EXAMPLES])
