"""Personal details kept apart, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.ports.personal_details import PersonalDetailsPort


class FakePersonalDetails(PersonalDetailsPort):
    """`kept` is there for a test to look at."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[dict[str, str], datetime]] = {}

    async def keep(self, key: str, details: Mapping[str, str], until: datetime) -> None:
        before, _ = self.kept.get(key, ({}, until))
        self.kept[key] = ({**before, **details}, until)

    async def get(self, key: str, now: datetime) -> dict[str, str]:
        details, until = self.kept.get(key, ({}, now))
        return dict(details) if until > now else {}

    async def erase_old(self, now: datetime) -> int:
        old = [key for key, (_, until) in self.kept.items() if until <= now]
        for key in old:
            del self.kept[key]
        return len(old)

    async def forget(self, key: str) -> None:
        self.kept.pop(key, None)
