"""What was brought to another desk, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.ports.other_desk import Link, OtherDeskPort


class FakeOtherDesk(OtherDeskPort):
    """`links` is what is in it."""

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}
        self._until: dict[str, datetime] = {}

    async def take(self, handover_id: str, now: datetime, until: datetime) -> Link | None:
        if self._until.get(handover_id, now) > now:
            return None
        self._until[handover_id] = until
        return self.links.setdefault(handover_id, Link(handover_id))

    async def keep(self, link: Link) -> None:
        self.links[link.handover_id] = replace(link)

    async def free(self, handover_id: str, until: datetime) -> None:
        if self._until.get(handover_id) == until:
            del self._until[handover_id]

    async def handover(self, reference: str) -> str:
        found = (one.handover_id for one in self.links.values() if one.reference == reference)
        return next(found, "") if reference else ""

    async def not_closed(self) -> Sequence[Link]:
        return [
            one for one in self.links.values() if not one.closed and (one.reference or one.after)
        ]
