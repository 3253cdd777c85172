"""A case system in memory."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import Zaak
from assistant.errors import BackendUnavailable
from assistant.ports.zaken import ZakenPort


class FakeZaken(ZakenPort):
    """`held` is what is in it; `down` makes it fail; `asked` counts the calls."""

    def __init__(self) -> None:
        self.held: list[tuple[Bsn, Zaak]] = []
        self.down = False
        self.asked = 0

    async def of_person(self, bsn: Bsn) -> Sequence[Zaak]:
        self._check()
        mine = [zaak for owner, zaak in self.held if owner == bsn]
        mine.sort(key=lambda zaak: (zaak.started, zaak.number), reverse=True)
        return [*(z for z in mine if z.is_open), *(z for z in mine if not z.is_open)]

    async def of_person_by_number(self, bsn: Bsn, number: str) -> Zaak | None:
        found = await self.of_person(bsn)
        return next((z for z in found if z.number.casefold() == number.casefold()), None)

    def _check(self) -> None:
        self.asked += 1
        if self.down:
            raise BackendUnavailable("down")
