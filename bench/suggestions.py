"""`python -m bench.suggestions`: what staff are offered for a question, by the model and by words.

Of each question of the evaluation sets: whether its subject, and the answer itself, is among three.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from typing import Any

from assistant.errors import NotFound
from assistant.settings import ROOT, Settings
from connectors.engine.client import EngineClient
from kb.library import Library
from tools.evaluate.data import TOPICS
from tools.evaluate.results import Topics
from tools.evaluate.stack import running
from web.desk.canned import CannedAnswers

SETS = ("tests/nlu/heldout/kb_questions.jsonl", "tests/nlu/fresh/kb_questions.jsonl")
PLACE = "rotterdam"
SHOWN = 3


def questions() -> list[dict[str, Any]]:
    """Those that have a subject."""
    lines = [line for name in SETS for line in (ROOT / name).read_text().splitlines()]
    return [one for one in map(json.loads, lines) if one.get("topic")]


def counted(rows: list[dict[str, Any]], found: list[list[tuple[str, str]]]) -> str:
    """Of `found`, three (slug, text) for each question."""
    topics = Topics.load(TOPICS)
    subject = sum(
        row["topic"] in topics.of([slug for slug, _ in shown])
        for row, shown in zip(rows, found, strict=True)
    )
    fact = sum(
        any(all(re.search(f, text, re.IGNORECASE) for f in row["facts"]) for _, text in shown)
        for row, shown in zip(rows, found, strict=True)
    )
    return f"subject {subject} of {len(rows)}, answer {fact} of {len(rows)}"


async def main() -> None:
    """Start Balie, ask, and tell."""
    rows, library = questions(), Library(ROOT / "kb")
    canned = CannedAnswers(library)
    with running() as stack:
        engine = EngineClient(stack.engine_address, Settings().engine_secret)
        by_model, took = [], []
        for row in rows:
            started = time.perf_counter()
            suggested = (await engine.suggest(row["question"], PLACE))[:SHOWN]
            took.append(time.perf_counter() - started)
            by_model.append([(o.slug, _text(library, o.slug, o.section)) for o in suggested])
        await engine.close()
    by_words = [
        [(one["slug"], one["text"]) for one in canned.find(row["question"], PLACE)[:SHOWN]]
        for row in rows
    ]
    print(f"by the model: {counted(rows, by_model)}, {statistics.median(took) * 1000:.0f} ms")
    print(f"by words:     {counted(rows, by_words)}")


def _text(library: Library, slug: str, anchor: str) -> str:
    try:
        article = library.article(slug, PLACE)
    except NotFound:
        return ""
    section = article.section(anchor)
    return section.text if section else article.lead


if __name__ == "__main__":
    asyncio.run(main())
