"""`python -m bench.calibration [DATA]`: how sure Balie may call itself, and when it should ask.

Asks held-out questions once, in this process, with every reading acted upon. Fits `slope` and
`offset` (from the probability of the best reading to how often its subject is right), and looks for
the `answer` and `ask` that cost the least by the costs below. Prints what to write in
config.yml.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from actions.answers import LIKELY
from nlu.confidence import Calibration
from tools.evaluate.data import TOPICS, questions
from tools.evaluate.in_process import InProcess, loaded
from tools.evaluate.judge import OUT_OF_SCOPE, ece, verdicts
from tools.evaluate.results import Topics
from tools.train import ensure_model

HELD_OUT = TOPICS.parent / "heldout"

WRONG, GUESSED, ASKED, ASKED_IN_VAIN, GAVE_UP = 5.0, 0.5, 1.0, 2.0, 2.0
"""What a resident loses, in questions back: by a wrong answer, by the right answer shown as a guess
above "Bedoelt u ...?", by that with the right subject among the three or without it, and by "dat
begrijp ik niet"."""


@dataclass(frozen=True)
class Read:
    """One question: how sure, right at once, right among three. `outside`: not ours to answer."""

    sure: float
    first: bool
    third: bool
    outside: bool

    def cost(self, answer: float, ask: float) -> float:
        """By these thresholds; nothing when it is answered well or rightly left alone."""
        if self.sure >= answer:
            return 0.0 if self.first else WRONG
        if self.sure < ask:
            return 0.0 if self.outside else GAVE_UP
        if self.first and self.sure >= LIKELY:
            return GUESSED
        return ASKED if self.third else ASKED_IN_VAIN


def read_all(balie: InProcess, folder: Path) -> list[Read]:
    """Every question of a folder whose answer depends on how sure Balie is."""
    topics = Topics.load(TOPICS)
    found = []
    for item in questions(folder):
        line = balie.result(item, topics)
        # Patterns and buttons are as sure as can be, and danger is weighed by another rule.
        if "facts" in item or line["confidence"] >= 1.0 or line["intent"] == "crisis":
            continue
        outside = item["kind"] == OUT_OF_SCOPE
        judged = verdicts(item, line)
        first = not judged["wrong_assert"] if outside else judged["topic_top1"]
        third = True if outside else judged["topic_top3"]
        found.append(Read(float(line["confidence"]), first, third, outside))
    return found


def fitted(reads: Iterable[Read]) -> Calibration:
    """Logistic regression of being right on the log odds of the best reading."""
    kept = [read for read in reads if not read.outside and 0 < read.sure < 1]
    odds = np.array([[math.log(read.sure / (1 - read.sure))] for read in kept])
    fit = LogisticRegression(C=1e6).fit(odds, [read.first for read in kept])
    return Calibration(round(float(fit.coef_[0][0]), 2), round(float(fit.intercept_[0]), 2))


def calibrated(reads: Iterable[Read], calibration: Calibration) -> list[Read]:
    """The same with confidences in place of probabilities."""
    return [
        Read(calibration.confidence(read.sure), read.first, read.third, read.outside)
        for read in reads
    ]


def cheapest(reads: Sequence[Read]) -> tuple[float, float, float]:
    """`answer`, `ask`, and what a question costs on average by them."""
    steps = [step / 20 for step in range(1, 20)]
    costs = {
        (answer, ask): sum(read.cost(answer, ask) for read in reads) / len(reads)
        for answer in steps
        for ask in steps
        if ask <= answer
    }
    (answer, ask), cost = min(costs.items(), key=lambda item: item[1])
    return answer, ask, cost


def main() -> int:
    """Ask, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=HELD_OUT, metavar="DATA")
    folder = parser.parse_args().data
    plainly = {"answer": 0.0, "ask": 0.0, "slope": 1.0, "offset": 0.0}
    with loaded(ensure_model(), **plainly) as balie:
        plain = read_all(balie, folder)
    calibration = fitted(plain)
    reads = calibrated(plain, calibration)
    answer, ask, cost = cheapest(reads)
    for name, some in (("as the model says", plain), ("calibrated", reads)):
        error = ece([(read.sure, read.first) for read in some if not read.outside])
        print(f"calibration: {len(some)} questions, ece {error:.3f} {name}")
    print(f"calibration: slope {calibration.slope}, offset {calibration.offset}")
    print(f"calibration: answer {answer}, ask {ask}: {cost:.3f} a question")
    for other in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        whole = sum(read.cost(other, min(ask, other)) for read in reads) / len(reads)
        print(f"calibration:   with answer {other}: {whole:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
