"""Who is where: residents who wait, officials who opened a conversation. In memory, no recording.

A room is one appointment. Each side is one browser at a time; a page that is loaded again takes
the place of the page before. Everything that one side sends goes to the other side of the same
room and to nobody else.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Side(StrEnum):
    """The two who talk."""

    GUEST = "guest"
    HOST = "host"

    @property
    def other(self) -> Side:
        return Side.HOST if self is Side.GUEST else Side.GUEST


@dataclass
class Room:
    """`present` holds how to reach each side that is there."""

    key: str
    municipality: str
    start: datetime
    length: timedelta
    present: dict[Side, Send] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether the resident is there and nobody opened yet."""
        return Side.GUEST in self.present and Side.HOST not in self.present


class Rooms:
    """All rooms of this process. `now` is its clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._rooms: dict[str, Room] = {}

    async def enter(self, room: Room, side: Side, send: Send) -> Room:
        """Come in, in the place of who was there on this side; the other side hears of it."""
        here = self._rooms.setdefault(room.key, room)
        before = here.present.get(side)
        here.present[side] = send
        if before is not None:
            await before({"type": "replaced"})
        if len(here.present) == len(Side):
            # The official's browser makes the offer, so that both never do.
            await here.present[Side.HOST]({"type": "start"})
            await here.present[Side.GUEST]({"type": "opened"})
        await self.tell_queue(here.municipality)
        return here

    async def leave(self, room: Room, side: Side, send: Send) -> None:
        """Go away, unless somebody came in one's place."""
        if room.present.get(side) is not send:
            return
        del room.present[side]
        other = room.present.get(side.other)
        if other is not None:
            await other({"type": "left"})
        if not room.present:
            self._rooms.pop(room.key, None)
        await self.tell_queue(room.municipality)

    async def relay(self, room: Room, side: Side, message: dict[str, Any]) -> bool:
        """Pass on to the other side; False where nobody is there."""
        other = room.present.get(side.other)
        if other is None:
            return False
        await other(message)
        return True

    async def tell_queue(self, municipality: str) -> None:
        """Tell each resident who waits the place in the queue and how long it may take."""
        waiting = sorted(
            (r for r in self._rooms.values() if r.municipality == municipality and r.waits),
            key=lambda room: (room.start, room.key),
        )
        for ahead, room in enumerate(waiting):
            until = room.start - self._now()
            before = sum((other.length for other in waiting[:ahead]), timedelta())
            minutes = math.ceil(max(until, before).total_seconds() / 60)
            await room.present[Side.GUEST](
                {"type": "queue", "place": ahead + 1, "minutes": max(0, minutes)}
            )
