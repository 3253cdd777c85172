"""A contact register and an outbox in memory, that can be told to fail."""

from __future__ import annotations

from assistant.domain.klantcontact import Klantcontact
from assistant.errors import BackendUnavailable, StorageUnavailable
from assistant.ports.klantcontacten import KlantcontactenPort, KlantcontactOutboxPort


class FakeKlantcontacten(KlantcontactenPort):
    """Keeps what is registered in `entries`."""

    def __init__(self) -> None:
        self.entries: dict[str, Klantcontact] = {}
        self.down = False

    async def register(self, klantcontact: Klantcontact) -> None:
        await self.check()
        self.entries.setdefault(klantcontact.reference, klantcontact)

    async def check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")


class FakeKlantcontactOutbox(KlantcontactOutboxPort):
    """What is taken comes back after `comes_back()`, as time would make it."""

    def __init__(self) -> None:
        self.waiting: list[Klantcontact] = []
        self.taken: list[Klantcontact] = []
        self.seen: set[str] = set()
        self.down = False

    async def keep(self, klantcontact: Klantcontact) -> bool:
        self._answer()
        new = klantcontact.reference not in self.seen
        if new:
            self.seen.add(klantcontact.reference)
            self.waiting.append(klantcontact)
        return new

    async def take(self) -> Klantcontact | None:
        self._answer()
        if not self.waiting:
            return None
        self.taken.append(self.waiting.pop(0))
        return self.taken[-1]

    async def delivered(self, reference: str) -> None:
        self._answer()
        self.taken = [k for k in self.taken if k.reference != reference]

    def comes_back(self) -> None:
        """As when the pause is over."""
        self.waiting, self.taken = self.waiting + self.taken, []

    def _answer(self) -> None:
        if self.down:
            raise StorageUnavailable("down")
