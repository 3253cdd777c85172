"""A folder of questions, and files of lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.settings import ROOT

DEFAULT_DATA = ROOT / "tests" / "nlu" / "heldout"
TOPICS = ROOT / "tests" / "nlu" / "topics.yml"

Line = dict[str, Any]


def questions(folder: Path, limit: int | None = None) -> list[Line]:
    """Questions to classify, then questions of fact; of each file only the first `limit`."""
    plain, facts = (
        read_lines(folder / f"{name}.jsonl")[:limit] for name in ("questions", "kb_questions")
    )
    return [*plain, *({**item, "text": item["question"]} for item in facts)]


def read_lines(path: Path) -> list[Line]:
    """The objects of a jsonl file; none when it is not there."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """One object a line. A date that YAML made of a string becomes that string again."""
    text = "".join(json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
