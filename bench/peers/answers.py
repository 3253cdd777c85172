"""What a peer gives back: labels by likelihood, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PeerFailed(Exception):
    """It could not be trained or asked. The message says why."""


@dataclass(frozen=True)
class Answers:
    """Per text its labels, best first; `memory_mb` (PSS) is of the process that held the peer."""

    ranked: Sequence[Sequence[str]]
    cpu_ms: float
    memory_mb: float


@dataclass(frozen=True)
class Trained:
    """What making the peer took. `cpu` and `wall` are seconds."""

    cpu: float
    wall: float
