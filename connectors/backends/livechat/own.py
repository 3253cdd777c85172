"""Our own desk: who has its page open is there, and it reads what residents say by itself."""

from __future__ import annotations

from assistant.domain.handover import Handover
from assistant.domain.line import THERE_WITHIN
from assistant.ports.clock import ClockPort
from assistant.ports.live_desk import LiveDeskPort, Seen
from assistant.ports.staff import StaffPort


class OwnDesk(LiveDeskPort):
    """Nothing has to be brought: the page looks in the record of conversations."""

    def __init__(self, staff: StaffPort, clock: ClockPort) -> None:
        self._staff = staff
        self._clock = clock

    async def people(self, municipality: str) -> int:
        there = await self._staff.present(municipality, self._clock.now() - THERE_WITHIN)
        return sum(one.available for one in there)

    async def is_manned(self, municipality: str) -> bool:
        return bool(await self._staff.present(municipality, self._clock.now() - THERE_WITHIN))

    async def open(self, handover: Handover, note: str) -> str:
        return handover.id

    async def find(self, handover: Handover) -> str:
        return handover.id

    async def look(self, reference: str) -> Seen:
        return Seen()

    async def bring(self, reference: str, message_id: str, text: str) -> None:
        return None

    async def close(self, reference: str) -> None:
        return None
