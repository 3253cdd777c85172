"""An inbox that keeps what it is given, once, and can be away."""

from __future__ import annotations

from assistant.errors import StorageUnavailable
from connectors.channels.arrivals import Arrival
from connectors.channels.inbox import Inbox


class FakeInbox(Inbox):
    def __init__(self) -> None:
        self.kept: dict[str, Arrival] = {}
        self.receipts: list[tuple[str, bool]] = []
        self.away = False

    async def take(self, arrivals: list[Arrival]) -> None:
        self._check()
        for arrival in arrivals:
            self.kept.setdefault(arrival.id, arrival)

    async def receipt(self, reference: str, delivered: bool) -> None:
        self._check()
        self.receipts.append((reference, delivered))

    def _check(self) -> None:
        if self.away:
            raise StorageUnavailable("away")
