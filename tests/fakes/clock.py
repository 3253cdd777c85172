"""A clock that stands still until it is told to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.ports.clock import ClockPort


class FakeClock(ClockPort):
    def __init__(self) -> None:
        self._now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def forward(self, **time: float) -> None:
        self._now += timedelta(**time)
