"""The arithmetic of the measurement: samples in, figures out. Touches nothing outside."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Sample:
    """One message and what came of it. `outcome` is Balie's own word; the baseline has none."""

    text: str
    seconds: float
    replies: int = 0
    empty: bool = False
    failure: str = ""
    outcome: str = ""

    @property
    def answered(self) -> bool:
        """Whether a resident read something."""
        return self.replies > 0 and not self.empty and not self.failure


@dataclass(frozen=True)
class Block:
    """The same messages once through one side. `others_busy` is the share of all cores that
    processes outside this side and outside the client used meanwhile.
    """

    parallel: int
    samples: tuple[Sample, ...]
    wall: float
    cpu: float
    others_busy: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Processor time of all processes of the side, per message."""
        return 1000 * self.cpu / len(self.samples)

    @property
    def cpu_ms_answered(self) -> float:
        """The same, over the messages that were answered: saying nothing is cheap."""
        answered = sum(sample.answered for sample in self.samples)
        return 1000 * self.cpu / answered if answered else math.nan

    @property
    def rate(self) -> float:
        """Messages per second."""
        return len(self.samples) / self.wall

    def latency_ms(self, share: float) -> float:
        """What this share of the messages stayed under; what failed counts too."""
        return 1000 * percentile([sample.seconds for sample in self.samples], share)


@dataclass(frozen=True)
class Ready:
    """One start: from the command to the first answered message."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Memory:
    """Bytes. `rss` counts a page once per process that shares it, `pss` once in all."""

    pss: int
    rss: int


@dataclass(frozen=True)
class Summary:
    """One side's figures: medians over its blocks."""

    ready_wall: float
    ready_cpu: float
    pss_mb: float
    rss_mb: float
    levels: dict[int, dict[str, float]]
    messages: int
    answered: int
    empty: int
    failed: int
    outcomes: dict[str, int]
    unanswered: tuple[str, ...]

    @property
    def answered_share(self) -> float:
        """Of all messages."""
        return self.answered / self.messages if self.messages else 0.0

    def as_json(self) -> dict[str, Any]:
        """For `bench.json`."""
        return asdict(self) | {"answered_share": self.answered_share}


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(1, math.ceil(share * len(ordered))) - 1]


def summarise(readies: Sequence[Ready], blocks: Sequence[Block], memory: Memory | None) -> Summary:
    """Medians over starts and over the blocks of each level."""
    samples = [sample for block in blocks for sample in block.samples]
    levels: dict[int, dict[str, float]] = {}
    for parallel in sorted({block.parallel for block in blocks}):
        level = [block for block in blocks if block.parallel == parallel]
        cpu = [block.cpu_ms for block in level]
        levels[parallel] = {
            "cpu_ms": median(cpu),
            "cpu_ms_answered": median(block.cpu_ms_answered for block in level),
            "cpu_ms_lowest": min(cpu),
            "cpu_ms_highest": max(cpu),
            "p50_ms": median(block.latency_ms(0.50) for block in level),
            "p95_ms": median(block.latency_ms(0.95) for block in level),
            "rate": median(block.rate for block in level),
            "others_busy": median(block.others_busy for block in level),
            "blocks": len(level),
        }
    megabyte = 1024 * 1024
    return Summary(
        ready_wall=median(ready.wall for ready in readies) if readies else math.nan,
        ready_cpu=median(ready.cpu for ready in readies) if readies else math.nan,
        pss_mb=memory.pss / megabyte if memory else math.nan,
        rss_mb=memory.rss / megabyte if memory else math.nan,
        levels=levels,
        messages=len(samples),
        answered=sum(sample.answered for sample in samples),
        empty=sum(sample.empty for sample in samples),
        failed=sum(bool(sample.failure) for sample in samples),
        outcomes=dict(
            Counter(sample.outcome for sample in samples if sample.outcome).most_common()
        ),
        unanswered=tuple(dict.fromkeys(s.text for s in samples if not s.answered)),
    )


def ratio(ours: float, theirs: float) -> float:
    """How many times theirs ours is; not a number where there is nothing to divide by."""
    return ours / theirs if theirs else math.nan
