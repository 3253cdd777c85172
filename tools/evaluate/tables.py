"""How measures are written down: one Markdown table, one way to write a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

REPLY_LENGTH = 300
SHOWN = {
    "topic_top1": "right topic first",
    "topic_top1_without_choice": 'same, with "Bedoelt u ...?" as no answer',
    "topic_top3": "right topic within three",
    "facts": "required facts present",
    "crisis": "crisis answered",
    "wrong_assert": "out of scope, wrongly asserted",
    "expect": "required behaviour shown",
    "ece": "calibration error",
    "dialogues": "dialogues passed",
}


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table. Cells hold what residents wrote, so what draws a table is escaped."""
    every = [head, ["---"] * len(head), *([_cell(value) for value in line] for line in lines)]
    return "\n".join(f"| {' | '.join(line)} |" for line in every)


def share(measures: Mapping[str, Any], key: str) -> float | None:
    """One measure as a number; `expect` is kept with its count."""
    value = measures.get(key)
    found = value["share"] if isinstance(value, Mapping) else value
    return None if found is None else float(found)


def written(key: str, value: float | None, signed: bool = False) -> str:
    """A share as a percentage, a calibration error as it is; a difference has its sign."""
    if value is None:
        return "-"
    sign = "+" if signed else ""
    return f"{value:{sign}.3f}" if key == "ece" else f"{value:{sign}.1%}"


def shown(measures: Mapping[str, Any], key: str) -> str:
    """One measure as a reader sees it."""
    return written(key, share(measures, key))


def cut(text: str) -> str:
    """The beginning of a reply."""
    return text if len(text) <= REPLY_LENGTH else f"{text[:REPLY_LENGTH]} ..."


def _cell(value: str) -> str:
    flat = " ".join(value.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
