"""A case system in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import NewZaak, Zaak
from assistant.errors import BackendUnavailable, ZaakRefused
from assistant.ports.zaken import ZakenPort


class FakeZaken(ZakenPort):
    """`held` is what is in it; `down` makes it fail; `asked` counts the calls."""

    def __init__(self) -> None:
        self.held: list[tuple[Bsn, Zaak]] = []
        self.down = False
        self.asked = 0
        self.registered: dict[str, tuple[NewZaak, Zaak]] = {}
        self.refuses: set[str] = set()
        self.loses_answers = False

    async def of_person(self, bsn: Bsn) -> Sequence[Zaak]:
        self._check()
        mine = [zaak for owner, zaak in self.held if owner == bsn]
        mine.sort(key=lambda zaak: (zaak.started, zaak.number), reverse=True)
        return [*(z for z in mine if z.is_open), *(z for z in mine if not z.is_open)]

    async def at(self, url: str) -> Zaak | None:
        self._check()
        made = (zaak for _, zaak in self.registered.values())
        return next((zaak for zaak in made if zaak.url == url), None)

    async def of_person_by_number(self, bsn: Bsn, number: str) -> Zaak | None:
        found = await self.of_person(bsn)
        return next((z for z in found if z.number.casefold() == number.casefold()), None)

    async def register(self, new: NewZaak) -> Zaak:
        self._check()
        if new.zaaktype in self.refuses:
            raise ZaakRefused(new.zaaktype)
        if new.key not in self.registered:
            number = f"ZAAK-2026-{len(self.held) + 1:010d}"
            due = new.at.date() + timedelta(days=5)
            zaak = Zaak(number, new.zaaktype, new.at.date(), status="We hebben het.", due=due,
                        url=f"https://zaken.example/{number}")  # fmt: skip
            self.registered[new.key] = (new, zaak)
            owner = new.on_behalf_of or new.initiator
            if owner:
                self.held.append((owner, zaak))
        if self.loses_answers:
            raise BackendUnavailable("the answer was lost")
        return self.registered[new.key][1]

    def _check(self) -> None:
        self.asked += 1
        if self.down:
            raise BackendUnavailable("down")
