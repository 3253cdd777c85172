"""An inbox that keeps what it is given, each id once, and can be away."""

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
    def kept(self) -> dict[str, Arrival]:
        """By id, in the order in which they came in first."""
        kept: dict[str, Arrival] = {}
        for call in self.calls:
            for arrival in call:
                kept.setdefault(arrival.id, arrival)
        return kept

    @property
    def arrivals(self) -> list[Arrival]:
        """The same, by the provider's clock."""
        return sorted(self.kept.values(), key=lambda arrival: arrival.at)

    async def take(self, arrivals: list[Arrival]) -> None:
        self._check()
        self.calls.append(arrivals)

    async def receipt(self, reference: str, delivered: bool) -> None:
        self._check()
        self.receipts.append((reference, delivered))

    def _check(self) -> None:
        if self.away:
            raise StorageUnavailable("away")
