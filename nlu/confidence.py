"""How sure a reading is, and how sure it has to be before Balie acts on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

_EDGE = 1e-6


@dataclass(frozen=True)
class Thresholds:
    """Confidences: above `answer` Balie acts, above `ask` it asks "Bedoelt u ...?".

    `answer` and `ask` weigh what a wrong answer costs against a question back, and may differ per
    municipality; `python -m bench.calibration` says what they cost. `crisis` and `sketch` are
    probabilities as the model gives them. `crisis`, of all kinds of danger together, is low: a
    crisis text too many costs little, and one too few may cost a life. From `sketch` on a reading
    by the distilled vector stands without asking the encoder.
    """

    answer: float
    ask: float
    crisis: float
    sketch: float = 0.9

    def with_own(self, own: Mapping[str, float]) -> Thresholds:
        """The same with what a municipality has chosen for itself (`answer`, `ask`)."""
        return replace(self, **own)


@dataclass(frozen=True)
class Calibration:
    """From the probability of the best reading to how often its subject is right.

    The two differ: the probability is of one article, and articles of one subject share it.
    Logistic (Platt): `slope` and `offset` are fitted on held-out questions, never by hand.
    """

    slope: float = 1.0
    offset: float = 0.0

    def confidence(self, probability: float) -> float:
        """Between 0 and 1, rising with `probability`."""
        if self == UNCALIBRATED:
            return probability
        inside = min(max(probability, _EDGE), 1 - _EDGE)
        logit = math.log(inside / (1 - inside))
        return 1 / (1 + math.exp(-(self.offset + self.slope * logit)))


UNCALIBRATED = Calibration()
