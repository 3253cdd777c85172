"""Files in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.domain.uploads import Upload
from assistant.ports.uploads import UploadsPort


class FakeUploads(UploadsPort):
    """`kept` is what is in it, by link."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, datetime, tuple[Upload, ...]]] = {}

    async def add(
        self, link: str, key: str, files: Sequence[Upload], now: datetime, until: datetime
    ) -> bool:
        if link in self.kept:
            return False
        self.kept[link] = (key, until, tuple(files))
        return True

    async def erase_old(self, now: datetime) -> int:
        old = [link for link, (_, until, _) in self.kept.items() if until <= now]
        for link in old:
            del self.kept[link]
        return len(old)

    async def used(self, link: str) -> bool:
        return link in self.kept

    async def of(self, key: str, now: datetime) -> Sequence[Upload]:
        return [
            file
            for own, until, files in self.kept.values()
            if own == key and until > now
            for file in files
        ]

    async def forget(self, key: str) -> None:
        for link, (own, until, _) in list(self.kept.items()):
            if own == key:
                self.kept[link] = (own, until, ())
