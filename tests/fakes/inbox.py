"""An inbox that remembers what it was given, and can be away."""

from __future__ import annotations

from assistant.errors import StorageUnavailable
from connectors.channels.arrivals import Arrival
from connectors.channels.inbox import Inbox


class FakeInbox(Inbox):
    def __init__(self) -> None:
        self.calls: list[list[Arrival]] = []
        self.receipts: list[tuple[str, bool]] = []
        self.away = False

    @property
    def arrivals(self) -> list[Arrival]:
        """What is kept: each id once, by the provider's clock."""
        kept: dict[str, Arrival] = {}
        for call in self.calls:
            for arrival in call:
                kept.setdefault(arrival.id, arrival)
        return sorted(kept.values(), key=lambda arrival: arrival.at)

    async def take(self, arrivals: list[Arrival]) -> None:
        self._check()
        self.calls.append(arrivals)

    async def receipt(self, reference: str, delivered: bool) -> None:
        self._check()
        self.receipts.append((reference, delivered))

    def _check(self) -> None:
        if self.away:
            raise StorageUnavailable("away")
