"""Who follows what, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.domain.followers import Follower
from assistant.errors import StorageUnavailable
from assistant.ports.followers import FollowersPort


class FakeFollowers(FollowersPort):
    """`rows` is what is in it; `down` makes it fail."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Follower] = {}
        self.down = False

    async def follow(self, follower: Follower) -> None:
        if self.down:
            raise StorageUnavailable("down")
        self.rows[follower.zaak, follower.conversation_id] = follower

    async def erase_old(self, now: datetime) -> int:
        old = [key for key, one in self.rows.items() if one.until <= now]
        for key in old:
            del self.rows[key]
        return len(old)

    async def stop(self, zaak: str, conversation_id: str) -> None:
        self.rows.pop((zaak, conversation_id), None)

    async def of(self, zaak: str, now: datetime) -> Sequence[Follower]:
        return [one for one in self.rows.values() if one.zaak == zaak and one.until > now]
