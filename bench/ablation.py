"""`python -m bench.ablation`: what each part of the understanding brings, by leaving it out.

Every variant is trained in this process on the same data and asked the same held-out questions.
What counts is the order of the readings, whatever the thresholds: a part that only makes Balie
surer is judged by `make evaluate`, and what needs a conversation (context) by its dialogues.
Writes `reports/ablation.md`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain.masking import mask
from assistant.settings import ROOT
from bench.laboratory import (
    ALWAYS,
    FULL,
    NEUTRAL,
    NEVER,
    Laboratory,
    Variant,
    WithoutNgrams,
    WithoutVectors,
)
from nlu.context import Context
from nlu.model import Likeness
from nlu.reader import Reader, Reading
from tools.evaluate.data import DEFAULT_DATA, TOPICS, questions
from tools.evaluate.judge import OUT_OF_SCOPE
from tools.evaluate.results import OTHER_LANGUAGE, READINGS, Topics

ENOUGH = 0.5
"""Points by which names must help before the classifier is given them."""

VARIANTS = (
    Variant(FULL),
    Variant("encoder for every message", sketch=ALWAYS),
    Variant("distilled vectors alone", sketch=NEVER),
    Variant("without parts of a message", parts=False),
    Variant("without passages", likeness=Likeness(passages=0.0)),
    Variant("without remembered questions", likeness=Likeness(questions=0.0)),
    Variant("without both", likeness=Likeness(0.0, 0.0)),
    Variant("without sentence vectors", model=WithoutVectors, likeness=Likeness(0.0, 0.0)),
    Variant("without n-grams", model=WithoutNgrams),
    Variant(NEUTRAL, neutral_names=True),
)


@dataclass(frozen=True)
class Scores:
    """Per question in scope: was the right topic first, was it among the first three?"""

    first: tuple[bool, ...]
    third: tuple[bool, ...]
    seconds: float


def in_scope(folder: Path) -> list[dict[str, Any]]:
    """The questions that have a right topic, with personal numbers hidden as the gateway does."""
    return [
        {**line, "text": mask(str(line["text"])).text}
        for line in questions(folder)
        if line.get("kind") != OUT_OF_SCOPE
    ]


def subjects(reading: Reading) -> list[str]:
    """Articles and intents in the order in which Balie would give or offer them."""
    given = [c.slug for c in reading.questions]
    if reading.intent not in READINGS | {OTHER_LANGUAGE}:
        given.insert(0, reading.intent)
    return [*given, *(c.slug or c.label for c in reading.candidates)]


def score(reader: Reader, items: Iterable[dict[str, Any]], topics: Topics) -> Scores:
    """Ask every question, each on its own."""
    first, third = [], []
    started = time.process_time()
    for item in items:
        reading = reader.read(str(item["text"]), Context())
        found = topics.of(subjects(reading))
        right = {item["topic"], item.get("topic2")}
        first.append(found[:1] != [] and found[0] in right)
        third.append(bool(right & set(found[:3])))
    return Scores(tuple(first), tuple(third), time.process_time() - started)


def table(results: dict[str, tuple[Scores, float]]) -> str:
    """One line per variant; gained and lost are questions against the full pipeline."""
    full = results[FULL][0]
    lines = [
        "| | right first | of three | difference | gained | lost | CPU ms per question "
        "| training, CPU s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, (scores, seconds) in results.items():
        pairs = list(zip(scores.first, full.first, strict=True))
        gained = sum(now and not before for now, before in pairs)
        lost = sum(before and not now for now, before in pairs)
        lines.append(
            f"| {name} | {_percent(scores.first):.1f} | {_percent(scores.third):.1f} "
            f"| {_percent(scores.first) - _percent(full.first):+.1f} | {gained} | {lost} "
            f"| {1000 * scores.seconds / len(scores.first):.1f} | {seconds:.0f} |"
        )
    return "\n".join(lines)


def markdown(results: dict[str, tuple[Scores, float]], names: str, examples: int) -> str:
    """The report: the table, how to read it, and what it decides about names."""
    asked = len(results[FULL][0].first)
    text = [
        "# What each part of the understanding brings",
        "",
        f"{examples} training sentences, {asked} held-out questions in scope; percentages.",
        "Gained and lost count questions against the full pipeline. A difference of fewer than",
        "about ten questions can be chance.",
        "",
        table(results),
    ]
    if NEUTRAL in results:
        won = _percent(results[NEUTRAL][0].first) - _percent(results[FULL][0].first)
        verdict = "feed the classifier" if won > ENOUGH else "do not feed the classifier"
        text += [
            "",
            f"Names ({names}): {won:+.1f} points; more than {ENOUGH} is needed: they {verdict}.",
        ]
    return "\n".join(text) + "\n"


def _percent(verdicts: Sequence[bool]) -> float:
    return 100 * sum(verdicts) / len(verdicts)


def main() -> int:
    """Train, ask, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.ablation", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    parser.add_argument("--only", nargs="*", help="these variants, beside the full pipeline")
    chosen = parser.parse_args()
    laboratory = Laboratory()
    items, topics = in_scope(DEFAULT_DATA), Topics.load(TOPICS)
    results: dict[str, tuple[Scores, float]] = {}
    chosen_variants = [v for v in VARIANTS if not chosen.only or v.name in {FULL, *chosen.only}]
    for variant in chosen_variants:
        reader, seconds = laboratory.reader(variant)
        results[variant.name] = score(reader, items, topics), seconds
        right = _percent(results[variant.name][0].first)
        print(f"ablation: {variant.name} {right:.1f} %", file=sys.stderr, flush=True)
    text = markdown(results, laboratory.dutch.source, len(laboratory.examples))
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "ablation.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
