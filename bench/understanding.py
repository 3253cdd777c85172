"""`python -m bench.understanding [DATA]`: Balie's reader and its peers on the same questions.

Word search (BM25), the pipeline of `rasa init` (DIET) and Balie's reader learn from the same
sentences and are asked the same held-out questions. DIET takes hours for all sentences, so the
comparison is on one in `--every` of them, the same for all; BM25 and Balie also get all.
Writes `reports/understanding.md`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from assistant.settings import ROOT
from bench import machine
from bench.ablation import in_scope
from bench.baseline import NoBaseline, ensure_installed
from bench.peers import balie, bm25, diet
from bench.peers.answers import Answers, PeerFailed, Trained
from bench.peers.examples import Example, passages, training_sentences
from kb.library import Library
from nlu.importer import LIBRARY
from tools.evaluate.data import DEFAULT_DATA, TOPICS
from tools.evaluate.results import Topics

T = TypeVar("T")

LEAST_OF_A_LABEL = 2


@dataclass(frozen=True)
class Row:
    """One peer in the table. `first` and `third` are shares of the questions."""

    name: str
    sentences: int
    first: float
    third: float
    trained: Trained
    answers: Answers


def one_in(every: int, sentences: Sequence[Example]) -> list[Example]:
    """Every so many-th sentence of each label, and never fewer than two where there are two."""
    by_label: dict[str, list[Example]] = {}
    for sentence in sentences:
        by_label.setdefault(sentence.label, []).append(sentence)
    kept = []
    for own in by_label.values():
        wanted = max(-(-len(own) // every), min(LEAST_OF_A_LABEL, len(own)))
        kept += [own[number * len(own) // wanted] for number in range(wanted)]
    return kept


def right(ranked: Sequence[str], item: dict[str, Any], topics: Topics) -> tuple[bool, bool]:
    """Whether the right topic is first, and whether it is among the first three."""
    found = topics.of(label.partition("/")[2] or label for label in ranked)
    wanted = {item["topic"], item.get("topic2")}
    return found[:1] != [] and found[0] in wanted, bool(wanted & set(found[:3]))


class Comparison:
    """The questions, and the rows that were measured so far."""

    def __init__(self, data: Path) -> None:
        self.items = in_scope(data)
        self.texts = [str(item["text"]) for item in self.items]
        self.sentences = training_sentences()
        self.rows: list[Row] = []
        self.missing: list[str] = []
        self._topics = Topics.load(TOPICS)
        self._passages = passages(Library(LIBRARY).every_article())

    def bm25(self, sentences: Sequence[Example]) -> None:
        """Word search over the sentences and the articles."""
        documents = [*sentences, *self._passages]
        self._add("BM25", sentences, *_apart(bm25.run, documents, self.texts))

    def balie(self, sentences: Sequence[Example]) -> None:
        """Trained in one process and asked in another: training needs more memory."""
        with tempfile.TemporaryDirectory(prefix="balie-understanding-") as folder:
            trained = _apart(balie.train, sentences, Path(folder))
            answers = _apart(balie.ask, Path(folder), self.texts)
        self._add("Balie", sentences, trained, answers)

    def diet(self, sentences: Sequence[Example], epochs: int, seconds: float) -> None:
        """The pipeline of `rasa init`; what goes wrong is said in the report."""
        name = f"rasa init (DIET, {epochs} epochs)"
        try:
            ensure_installed()
            trained = Trained(*diet.train(sentences, epochs, seconds))
            self._add(name, sentences, trained, diet.ask(self.texts, seconds))
        except (NoBaseline, PeerFailed) as error:
            self.missing.append(f"{name}: {error}")

    def _add(
        self, name: str, sentences: Sequence[Example], trained: Trained, answers: Answers
    ) -> None:
        verdicts = [
            right(ranked, item, self._topics)
            for ranked, item in zip(answers.ranked, self.items, strict=True)
        ]
        first, third = (sum(one) / len(verdicts) for one in zip(*verdicts, strict=True))
        self.rows.append(Row(name, len(sentences), first, third, trained, answers))
        print(f"understanding: {name}, {len(sentences)} sentences: {first:.1%}", flush=True)


def markdown(rows: Sequence[Row], missing: Sequence[str], asked: int) -> str:
    """The table, and under what circumstances it was made."""
    lines = [
        "| | sentences learned from | right first | of three | CPU ms per question | memory, MB "
        "| training, CPU s | training, s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.name} | {row.sentences} | {row.first:.1%} | {row.third:.1%} "
        f"| {row.answers.cpu_ms:.1f} | {row.answers.memory_mb:.0f} "
        f"| {row.trained.cpu:.0f} | {row.trained.wall:.0f} |"
        for row in rows
    ]
    lines += [f"\n**Not measured**: {one}" for one in missing]
    return "\n".join(
        [
            "# Who understands the same questions",
            "",
            f"{asked} held-out questions in scope, each on its own; load {machine.load()}, "
            f"{datetime.now(UTC):%Y-%m-%d}.",
            "",
            *lines,
            "",
            "Memory is PSS of the process that holds the trained peer. Training of Balie is without"
            " encoding the sentences (some 8 ms each, once: the vectors are kept).",
            "",
        ]
    )


def _apart(work: Callable[..., T], *given: object) -> T:
    """In a fresh process: its memory is then its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.understanding", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT_DATA, metavar="DATA")
    parser.add_argument("--every", type=int, default=4, help="DIET gets one in so many sentences")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET; 100 is Rasa's default")
    parser.add_argument("--minutes", type=float, default=60, help="DIET may train so long")
    parser.add_argument("--without-diet", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    return parser.parse_args(arguments)


def main() -> int:
    """Train, ask, write."""
    chosen = read_options(sys.argv[1:])
    started = time.monotonic()
    comparison = Comparison(chosen.data)
    everything = comparison.sentences
    for sentences in (everything, one_in(chosen.every, everything)):
        comparison.bm25(sentences)
        comparison.balie(sentences)
    if not chosen.without_diet:
        comparison.diet(sentences, chosen.epochs, 60 * chosen.minutes)
    text = markdown(comparison.rows, comparison.missing, len(comparison.items))
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "understanding.md").write_text(text, encoding="utf-8")
    print(f"\n{text}\nunderstanding: {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
