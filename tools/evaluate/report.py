"""report.md: what a person wants to know after an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.evaluate import closer, plots
from tools.evaluate.judge import GROUPS, Row, keeps_expectation
from tools.evaluate.tables import SHOWN, cut, shown, table

GROUP_COLUMNS = ("topic_top1", "topic_top3", "facts", "crisis", "wrong_assert", "expect", "ece")
FAILURES = {
    "crisis": (False, "Crisis not answered as required"),
    "expect": (False, "Required behaviour not shown"),
    "wrong_assert": (True, "Out of scope, but an article or flow was asserted"),
    "topic_top1": (False, "In scope, first topic wrong"),
    "facts": (False, "Facts missing"),
}


def short(summary: Mapping[str, Any]) -> list[str]:
    """The few lines for a terminal."""
    lines = [f"{label:<44} {shown(summary, key):>7}" for key, label in SHOWN.items()]
    lines = [f"{line}   n={_count(summary, key)}" for key, line in zip(SHOWN, lines, strict=True)]
    if summary["ms"]["p50"] is not None:
        label = "answer time p50 / p95 (ms)"
        lines.append(f"{label:<44} {summary['ms']['p50']:.0f} / {summary['ms']['p95']:.0f}")
    if summary["unanswered"]:
        lines.append(f"NOT ANSWERED: {summary['unanswered']} (see `error` in results.jsonl)")
    return lines


def write(
    folder: Path,
    name: str,
    summary: Mapping[str, Any],
    rows: Sequence[Row],
    dialogues: Sequence[Mapping[str, Any]],
    scripts: Sequence[Mapping[str, Any]],
    since: str = "",
) -> None:
    """report.md and its pictures; `since` is what changed since the previous run."""
    pictures = plots.draw(folder, rows)
    sections = [
        f"# Evaluation: {name}",
        table(
            ["metric", "value", "n"],
            [[label, shown(summary, key), _count(summary, key)] for key, label in SHOWN.items()],
        ),
        "Outcomes: " + ", ".join(f"{k} {v}" for k, v in summary["outcomes"].items()) + ".",
        f"Answer time: p50 {summary['ms']['p50']} ms, p95 {summary['ms']['p95']} ms. "
        f"Not answered: {summary['unanswered']}.",
        since,
        *(f"![{Path(picture).stem}]({picture})" for picture in pictures),
        *(_group(key, summary[f"per_{key}"]) for key in GROUPS),
        closer.look(rows),
        *(_failures(rows, metric, *how) for metric, how in FAILURES.items()),
        _unjudged(rows),
        _dialogues(dialogues, scripts),
    ]
    text = "\n\n".join(section for section in sections if section)
    (folder / "report.md").write_text(text + "\n", encoding="utf-8")


def _group(key: str, groups: Mapping[str, Mapping[str, Any]]) -> str:
    if not groups:
        return ""
    lines = [
        [value, str(group["n"]), *(shown(group, column) for column in GROUP_COLUMNS)]
        for value, group in groups.items()
    ]
    return f"## Per {key}\n\n" + table([key, "n", *GROUP_COLUMNS], lines)


def _failures(rows: Sequence[Row], metric: str, bad: bool, title: str) -> str:
    return _items(title, [row for row in rows if row.verdicts.get(metric) is bad])


def _unjudged(rows: Sequence[Row]) -> str:
    """Required behaviour that only a person can judge."""
    chosen = [
        row
        for row in rows
        if row.item.get("expect") and keeps_expectation(row.item, row.result) is None
    ]
    return _items("Required behaviour, for a person to judge", chosen)


def _items(title: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    lines = [
        [
            str(row.item["id"]),
            str(row.item.get("expect") or row.item["topic"]),
            str(row.item["text"]),
            f"{row.result['outcome']}: {', '.join(row.result['topics']) or '-'}",
            f"{row.result['intent']} {row.result['confidence']:.2f}",
            " / ".join(row.result["articles"]) or cut(" ".join(row.result["replies"])),
        ]
        for row in rows
    ]
    head = ["id", "asked", "text", "outcome: topics", "intent", "answered"]
    return f"## {title} ({len(rows)})\n\n" + table(head, lines)


def _dialogues(dialogues: Sequence[Mapping[str, Any]], scripts: Sequence[Mapping[str, Any]]) -> str:
    if not dialogues:
        return ""
    titles = {script["id"]: script.get("title", "") for script in scripts}
    lines = [
        [
            str(line["id"]),
            str(titles.get(line["id"], "")),
            "passed" if line["passed"] else "failed",
            str(check["check"]),
            "yes" if check["passed"] else "NO",
            str(check["seen"]),
        ]
        for line in dialogues
        for check in line["checks"]
    ]
    return "## Dialogues\n\n" + table(["id", "title", "all", "check", "passed", "seen"], lines)


def _count(summary: Mapping[str, Any], key: str) -> str:
    if key == "expect":
        return str(summary["expect"]["n"])
    return str(summary["counts"][key.removesuffix("_without_choice")])
