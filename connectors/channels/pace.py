"""How many messages one conversation may send: a token bucket for each."""

from __future__ import annotations

import time
from collections.abc import Callable

_MOST_BUCKETS = 10_000


class Pace:
    """`per_minute` messages a minute, that many at once after a rest. Lives in memory only."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._burst = float(per_minute)
        self._per_second = per_minute / 60
        self._monotonic = monotonic
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, key: str) -> bool:
        """Take one token; False where none is left."""
        now = self._monotonic()
        tokens, since = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        if tokens < 1:
            return False
        if key not in self._buckets and len(self._buckets) >= _MOST_BUCKETS:
            self._forget(now)
        self._buckets[key] = (tokens - 1, now)
        return True

    @property
    def wait(self) -> int:
        """Seconds until there is a token again for who has none."""
        return max(1, round(1 / self._per_second))

    def _forget(self, now: float) -> None:
        """Drop who has rested long enough to have all tokens again."""
        self._buckets = {key: value for key, value in self._buckets.items() if now - value[1] < 60}
