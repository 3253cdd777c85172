"""What got better and what got worse since the previous run on the same data.

The previous lines are judged again, by the present questions and the present judge: what differs
is then Balie, never the way of measuring. Only what was asked both times counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.evaluate.judge import Item, Result, Row, rows_of, summarise
from tools.evaluate.tables import SHOWN, share, table, written

LOWER_IS_BETTER = {"wrong_assert", "ece"}
KEPT = {"results.jsonl": "previous.jsonl", "summary.json": "previous.json"}
DIALOGUE = "dialogue"
MOST_SHOWN = 40


@dataclass(frozen=True)
class Figure:
    """One figure before and now, over the questions of both runs."""

    name: str
    before: float
    now: float

    @property
    def better(self) -> bool:
        return (self.now > self.before) is not (self.name in LOWER_IS_BETTER)


@dataclass(frozen=True)
class Flip:
    """A question of which one verdict turned. `before` and `now` are what it got."""

    id: str
    verdict: str
    better: bool
    text: str
    before: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """Everything that differs; `both` is how many questions and dialogues were asked twice."""

    both: int
    figures: tuple[Figure, ...]
    flips: tuple[Flip, ...]


def set_aside(folder: Path) -> None:
    """Make the last run the previous one."""
    for name, previous in KEPT.items():
        if (folder / name).exists():
            (folder / name).replace(folder / previous)


def compare(
    items: Sequence[Item], before: Sequence[Result], now: Sequence[Result]
) -> Comparison | None:
    """None when there is nothing that was asked both times. Lines with `checks` are dialogues."""
    both = {line["id"] for line in before} & {line["id"] for line in now}
    if not both:
        return None
    asked = [item for item in items if item["id"] in both]
    (rows, played), (rows_now, played_now) = (
        (rows_of(asked, lines), [x for x in lines if "checks" in x and x["id"] in both])
        for lines in (before, now)
    )
    return Comparison(
        len(both),
        tuple(_figures(summarise(rows, played), summarise(rows_now, played_now))),
        (*_flips(rows, rows_now), *_dialogue_flips(played, played_now)),
    )


def short(comparison: Comparison) -> list[str]:
    """The lines for a terminal."""
    if not comparison.figures and not comparison.flips:
        return [f"Nothing changed since the previous run ({comparison.both} asked both times)."]
    lines = [f"Since the previous run ({comparison.both} asked both times):"]
    for figure in comparison.figures:
        lines.append(f"  {_word(figure.better):<6} {SHOWN[figure.name]}: {_change(figure)}")
    for flip in comparison.flips[:MOST_SHOWN]:
        lines.append(f"  {_word(flip.better):<6} {flip.id} {flip.verdict}: {flip.text}")
        lines.append(f"         {flip.before} -> {flip.now}")
    if len(comparison.flips) > MOST_SHOWN:
        lines.append(f"  and {len(comparison.flips) - MOST_SHOWN} more, see report.md")
    return lines


def markdown(comparison: Comparison) -> str:
    """The section of report.md."""
    better = sum(flip.better for flip in comparison.flips)
    parts = [
        "## Since the previous run",
        f"{comparison.both} questions and dialogues were asked both times: {better} verdicts got "
        f"better, {len(comparison.flips) - better} worse.",
    ]
    if comparison.figures:
        rows = [[SHOWN[f.name], _word(f.better), _change(f)] for f in comparison.figures]
        parts.append(table(["figure", "", "before -> now"], rows))
    if comparison.flips:
        rows = [
            [_word(f.better), f.id, f.verdict, f.text, f.before, f.now] for f in comparison.flips
        ]
        parts.append(table(["", "id", "verdict", "text", "before", "now"], rows))
    return "\n\n".join(parts)


def _figures(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Figure]:
    pairs = [(name, share(before, name), share(now, name)) for name in SHOWN]
    return [
        Figure(name, old, new)
        for name, old, new in pairs
        if old is not None and new is not None and old != new
    ]


def _flips(before: Sequence[Row], now: Sequence[Row]) -> list[Flip]:
    """What got worse first, then what got better."""
    flips = [
        Flip(
            str(old.item["id"]),
            verdict,
            new.verdicts[verdict] is not (verdict in LOWER_IS_BETTER),
            str(old.item.get("text") or old.item["question"]),
            _got(old.result),
            _got(new.result),
        )
        for old, new in zip(before, now, strict=True)
        for verdict in old.verdicts
        if verdict in new.verdicts and old.verdicts[verdict] is not new.verdicts[verdict]
    ]
    return sorted(flips, key=lambda flip: flip.better)


def _dialogue_flips(before: Sequence[Result], now: Sequence[Result]) -> list[Flip]:
    passed = {line["id"]: line["passed"] for line in before}
    return [
        Flip(str(line["id"]), DIALOGUE, line["passed"], "", _passed(not line["passed"]),
             _passed(line["passed"]))
        for line in now
        if line["passed"] is not passed[line["id"]]
    ]  # fmt: skip


def _got(result: Result) -> str:
    topics = ", ".join(result["topics"]) or "-"
    return f"{result['outcome']} {topics} {float(result['confidence']):.2f}"


def _passed(passed: bool) -> str:
    return "passed" if passed else "failed"


def _word(better: bool) -> str:
    return "better" if better else "WORSE"


def _change(figure: Figure) -> str:
    before, now = written(figure.name, figure.before), written(figure.name, figure.now)
    return f"{before} -> {now} ({written(figure.name, figure.now - figure.before, signed=True)})"
