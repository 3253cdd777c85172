"""`python -m bench.crossvalidate`: does each article find the questions that it did not learn?

The training sentences are dealt into folds, the same at each run; the reader learns from all folds
but one and is asked that one. `--by section` leaves out whole sections instead of sentences: then
an article is asked what its editor did not foresee. An article that does badly here has too few
questions, questions that another article also has, or two articles that should be one.
Writes `reports/crossvalidate.md`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from assistant.settings import ROOT
from bench.ablation import subjects
from bench.laboratory import FULL, Laboratory, Variant
from bench.peers.examples import Example, training_sentences
from nlu.context import Context
from nlu.reader import Reader, Reading
from tools.evaluate.data import TOPICS
from tools.evaluate.judge import ece
from tools.evaluate.results import Topics
from tools.evaluate.tables import table

SEED = 20261122
WORST = 40
EXAMPLES = 3
FEW = 10
"""An article with fewer questions than this is listed as such."""


@dataclass(frozen=True)
class Answered:
    """One sentence that was left out of the training, and how it was read."""

    example: Example
    subjects: tuple[str, ...]
    section: str
    confidence: float

    @property
    def wanted(self) -> str:
        """The article or intent it belongs to, as in `subjects`."""
        return self.example.label.partition("/")[2] or self.example.label

    @property
    def first(self) -> bool:
        return self.subjects[:1] == (self.wanted,)

    @property
    def third(self) -> bool:
        return self.wanted in self.subjects[:3]


def folds(examples: Sequence[Example], count: int, by: str = "question") -> list[int]:
    """The fold of each example; -1 for what is always learned from, because nothing of its label
    would remain. Each label, and within it each section, is spread over the folds.
    """
    rng = random.Random(SEED)
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, example in enumerate(examples):
        groups[example.label][example.section].append(number)
    dealt = [-1] * len(examples)
    for sections in groups.values():
        # What stays together, section after section: neighbours go to different folds.
        if by == "section":
            hands = list(sections.values())
        else:
            shuffled = (rng.sample(own, len(own)) for own in sections.values())
            hands = [[number] for own in shuffled for number in own]
        if len(hands) < 2:
            continue
        start = rng.randrange(count)
        for place, hand in enumerate(hands):
            for number in hand:
                dealt[number] = (start + place) % count
    return dealt


def answered(reader: Reader, examples: Iterable[Example]) -> list[Answered]:
    """Ask each sentence on its own."""
    found = []
    for example in examples:
        reading = reader.read(example.text, Context())
        names = tuple(dict.fromkeys(subjects(reading)))
        slug = example.label.partition("/")[2]
        found.append(Answered(example, names, _section(reading, slug), reading.confidence))
    return found


def _section(reading: Reading, slug: str) -> str:
    """The section of this article that would be shown."""
    candidates = (*reading.questions, *reading.candidates)
    return next((c.section for c in candidates if slug and c.slug == slug), "")


def one_fold(count: int, by: str, fold: int) -> list[Answered]:
    """Learn from the other folds and ask this one. Runs in a process of its own."""
    examples = training_sentences()
    dealt = folds(examples, count, by)
    pairs = list(zip(examples, dealt, strict=True))
    laboratory = Laboratory([example for example, number in pairs if number != fold])
    asked = [example for example, number in pairs if number == fold]
    laboratory.encode_all(asked)
    reader, seconds = laboratory.reader(Variant(FULL), laboratory.cache)
    found = answered(reader, asked)
    right = sum(one.first for one in found) / max(len(found), 1)
    print(
        f"crossvalidate: fold {fold + 1} of {count}, {len(found)} asked, {right:.1%} right, "
        f"{seconds:.0f} CPU s to train",
        flush=True,
    )
    return found


def markdown(found: Sequence[Answered], by: str, topics: Topics) -> str:
    """The report."""
    labels = _by(found, lambda one: one.example.label)
    sections = _by(
        [one for one in found if one.third and "/" in one.example.label],
        lambda one: f"{one.wanted} {one.example.section}",
    )
    articles = [one for one in found if one.first and "/" in one.example.label]
    total = [
        ["right article or intent first", _share(one.first for one in found)],
        ["among the first three", _share(one.third for one in found)],
        ["right topic first", _share(_topic_is_right(one, topics) for one in found)],
        ["right section, where the article is right", _share(map(_right_section, articles))],
        ["calibration error", f"{ece([(one.confidence, one.first) for one in found]) or 0:.3f}"],
    ]
    worst = sorted(labels, key=lambda label: _mean(one.first for one in labels[label]))
    parts = [
        "# Does each article find the questions that it did not learn?",
        f"{len(found)} sentences of {len(labels)} articles and intents, left out by {by} and asked "
        "of a reader that learned from the others.",
        table(["", "share"], total),
        "## Weakest articles and intents",
        _labels(labels, worst[:WORST], examples=True),
    ]
    if by == "question":
        worst_sections = sorted(
            (name for name in sections if len(sections[name]) > EXAMPLES),
            key=lambda name: _mean(map(_right_section, sections[name])),
        )
        parts += [
            "## Weakest sections",
            "Of the questions that found their article, the share that was shown this section.",
            table(
                ["article and section", "questions", "right section", "shown instead"],
                [_section_line(name, sections[name]) for name in worst_sections[:WORST]],
            ),
        ]
    few = sorted(label for label in labels if len(labels[label]) < FEW)
    if few:
        parts.append(f"Fewer than {FEW} questions were asked of: {', '.join(few)}.")
    parts += ["## All, by name", _labels(labels, sorted(labels))]
    return "\n\n".join(parts) + "\n"


def _labels(labels: dict[str, list[Answered]], names: Sequence[str], examples: bool = False) -> str:
    head = ["article or intent", "questions", "first", "of three", "mostly taken for"]
    lines = []
    for name in names:
        own = labels[name]
        wrong = [one for one in own if not one.first]
        taken = Counter(one.subjects[0] if one.subjects else "(none)" for one in wrong)
        line = [name, str(len(own)), _share(one.first for one in own)]
        line += [_share(one.third for one in own)]
        line += [", ".join(f"{other} {count}" for other, count in taken.most_common(2))]
        line += [" / ".join(one.example.text for one in wrong[:EXAMPLES])] if examples else []
        lines.append(line)
    return table([*head, "for example"] if examples else head, lines)


def _section_line(name: str, own: Sequence[Answered]) -> list[str]:
    shown = Counter(one.section for one in own if not _right_section(one))
    others = ", ".join(f"{other} {count}" for other, count in shown.most_common(2))
    return [name, str(len(own)), _share(map(_right_section, own)), others]


def _right_section(one: Answered) -> bool:
    return one.section == one.example.section


def _topic_is_right(one: Answered, topics: Topics) -> bool:
    return topics.of([one.wanted])[:1] == topics.of(one.subjects)[:1]


def _by(found: Iterable[Answered], key: Callable[[Answered], str]) -> dict[str, list[Answered]]:
    groups: dict[str, list[Answered]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return dict(groups)


def _mean(verdicts: Iterable[bool]) -> float:
    every = list(verdicts)
    return sum(every) / len(every) if every else 0.0


def _share(verdicts: Iterable[bool]) -> str:
    return f"{_mean(verdicts):.1%}"


def main() -> int:
    """Train and ask each fold, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.crossvalidate", description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--by", choices=("question", "section"), default="question")
    parser.add_argument("--jobs", type=int, default=2, help="folds at the same time, 4 GB each")
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    chosen = parser.parse_args()
    started = time.monotonic()
    # What is not known yet is encoded here, once, and not by each fold.
    Laboratory().encode_all()
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        work = [pool.submit(one_fold, chosen.folds, chosen.by, n) for n in range(chosen.folds)]
        found = [one for done in work for one in done.result()]
    text = markdown(found, chosen.by, Topics.load(TOPICS))
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "crossvalidate.md").write_text(text, encoding="utf-8")
    print(text.split("## All, by name")[0])
    print(f"crossvalidate: {time.monotonic() - started:.0f} s, {chosen.out / 'crossvalidate.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
