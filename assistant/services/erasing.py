"""Erases what was kept for a while and is over: logins, files, answers, consents, followers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.perishable import PerishablePort

log = structlog.get_logger(__name__)

EVERY = 300.0
"""Seconds. What is over counts for nothing, so that it lies a little longer harms nobody."""


class Erasing:
    """Any number of processes may do this: what is gone is gone."""

    def __init__(self, stores: Sequence[PerishablePort], clock: ClockPort) -> None:
        self._stores = stores
        self._clock = clock

    async def run_forever(self, every: float = EVERY) -> None:
        """Look every so many seconds. Ends only when it is cancelled."""
        while True:
            await self.once()
            await asyncio.sleep(every)

    async def once(self) -> None:
        """Look in every store; one that does not answer waits for the next time."""
        now = self._clock.now()
        for store in self._stores:
            try:
                count = await store.erase_old(now)
            except StorageUnavailable:
                log.warning("not_erased", store=type(store).__name__)
                continue
            if count:
                log.info("erased", store=type(store).__name__, count=count)
