"""The time of the machine, or one fixed moment for tests and demonstrations."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.ports.clock import ClockPort


class SystemClock(ClockPort):
    """`frozen` is an ISO 8601 moment with a time zone; empty means the real time."""

    def __init__(self, frozen: str = "") -> None:
        self._frozen = datetime.fromisoformat(frozen) if frozen else None
        if self._frozen is not None and self._frozen.tzinfo is None:
            raise ValueError("BALIE_NOW needs a time zone, for example +01:00")

    def now(self) -> datetime:
        return self._frozen or datetime.now(UTC)
