"""Consents and look-ups, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.lookups import Consent, Lookup, Result, Source
from assistant.errors import StorageUnavailable
from assistant.ports.lookups import LookupsPort


class FakeLookups(LookupsPort):
    """`down` makes it fail."""

    def __init__(self) -> None:
        self.consents: dict[tuple[str, Source], Consent] = {}
        self.lookups: dict[str, Lookup] = {}
        self.down = False

    async def answer(self, consent: Consent) -> None:
        self._check()
        self.consents[consent.conversation_id, consent.source] = consent

    async def consent(self, conversation_id: str, source: Source, now: datetime) -> Consent | None:
        self._check()
        found = self.consents.get((conversation_id, source))
        return found if found and found.until > now else None

    async def erase_old(self, now: datetime) -> int:
        self._check()
        old = [key for key, one in self.consents.items() if one.until <= now]
        for key in old:
            del self.consents[key]
        return len(old)

    async def begin(self, lookup: Lookup) -> None:
        self._check()
        self.lookups[lookup.id] = lookup

    async def end(self, lookup_id: str, result: Result) -> None:
        self._check()
        self.lookups[lookup_id] = replace(self.lookups[lookup_id], result=result)

    async def of_subject(self, subject: str) -> Sequence[Lookup]:
        self._check()
        mine = [one for one in self.lookups.values() if one.subject == subject]
        return sorted(mine, key=lambda one: one.at, reverse=True)

    def _check(self) -> None:
        if self.down:
            raise StorageUnavailable("down")
