"""What a municipality's desks show, read once for all of them."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain.callbacks import Callback
from assistant.domain.handover import Handover
from assistant.domain.line import THERE_WITHIN
from assistant.domain.staff import Staff
from assistant.ports.clock import ClockPort
from assistant.ports.staff import StaffPort
from assistant.services.callback_desk import CallbackDesk
from assistant.services.desk import DeskService
from connectors.channels.delivery import Delivery

EVERYBODY = "desk"
"""The bell of all desks."""
FRESH_SECONDS = 0.9
"""Another process changes things too, and rings no bell here."""


@dataclass(frozen=True)
class Snapshot:
    """Of one municipality: who waits or speaks, how long each conversation is, whom to call, and
    who is there."""

    handovers: Sequence[Handover]
    lengths: Mapping[str, int]
    calls: Sequence[Callback]
    there: Sequence[Staff]
    version: int = 0
    at: float = field(default_factory=time.monotonic)


class Snapshots:
    """A change makes the one that is kept too old."""

    def __init__(
        self, desk: DeskService, calls: CallbackDesk, staff: StaffPort, clock: ClockPort
    ) -> None:
        self._desk = desk
        self._calls = calls
        self._staff = staff
        self._clock = clock
        self.delivery = Delivery()
        self._version = 0
        self._kept: dict[str, Snapshot] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def changed(self) -> None:
        """Something is different from now on: wake every desk."""
        self._version += 1
        self.delivery.changed(EVERYBODY)

    async def of(self, municipality: str) -> Snapshot:
        """How it is now.

        Raises:
            StorageUnavailable: nobody knows.
        """
        async with self._reading[municipality]:
            kept = self._kept.get(municipality)
            if kept and kept.version == self._version and not _is_old(kept):
                return kept
            version, since = self._version, self._clock.now() - THERE_WITHIN
            found = Snapshot(
                await self._desk.open_of(municipality),
                await self._desk.lengths(municipality),
                await self._calls.open_of(municipality),
                await self._staff.present(municipality, since),
                version,
            )
            self._kept[municipality] = found
            return found


def _is_old(snapshot: Snapshot) -> bool:
    return time.monotonic() - snapshot.at >= FRESH_SECONDS
