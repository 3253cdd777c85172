"""What hardly ever changes (products, locations) is asked once a minute, not at every message."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

SECONDS = 60.0


class Remembered(Generic[T]):
    """The last answer by its question. A failure is not remembered."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._kept: dict[str, tuple[float, T]] = {}

    async def get(self, question: str, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer of less than a minute ago, or a new one."""
        known = self._kept.get(question)
        if known is not None and time.monotonic() - known[0] < self._seconds:
            return known[1]
        answer = await ask()
        self._kept[question] = (time.monotonic(), answer)
        return answer
