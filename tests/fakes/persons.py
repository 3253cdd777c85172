"""A register of persons in memory."""

from __future__ import annotations

from assistant.domain.bsn import Bsn
from assistant.domain.lookups import Source
from assistant.errors import BackendUnavailable
from assistant.ports.persons import PersonsPort


class FakePersons(PersonsPort):
    """`held` is what is in it; `down` makes it fail; `asked` are the calls."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, Source], str] = {}
        self.asked: list[tuple[Bsn, Source]] = []
        self.down = False

    async def known(self, bsn: Bsn, source: Source) -> str:
        self.asked.append((bsn, source))
        if self.down:
            raise BackendUnavailable("down")
        return self.held.get((bsn.digits, source), "")
