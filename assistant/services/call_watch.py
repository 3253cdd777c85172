"""Looks after open promises: which calls were made from the register, and which are too late."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from assistant.domain.callbacks import Callback, Stage
from assistant.domain.conversation import Outcome, Reply
from assistant.errors import BackendUnavailable, StorageUnavailable
from assistant.ports.call_tasks import CallTasksPort
from assistant.ports.callbacks import CallbacksPort
from assistant.ports.clock import ClockPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.texts import TextsPort

log = structlog.get_logger(__name__)

EVERY = 120.0
MOST_FAILURES = 3
"""After so many in one round the register is left alone until the next."""
PATIENCE = timedelta(hours=1)
"""So long after its moment a promise is not called late while the register says nothing: perhaps
the call was made."""


class CallWatch:
    """Any number of processes may do this: a promise ends once, and is late once."""

    def __init__(
        self,
        callbacks: CallbacksPort,
        tasks: CallTasksPort,
        messenger: MessengerPort,
        texts: TextsPort,
        clock: ClockPort,
    ) -> None:
        self._callbacks = callbacks
        self._tasks = tasks
        self._messenger = messenger
        self._texts = texts
        self._clock = clock

    async def run_forever(self, municipalities: Sequence[str], every: float = EVERY) -> None:
        """Look every so many seconds. Ends only when it is cancelled."""
        while True:
            try:
                await self.look(municipalities)
            except StorageUnavailable:
                log.warning("callbacks_not_watched")
            await asyncio.sleep(every)

    async def look(self, municipalities: Sequence[str]) -> None:
        """At every open promise, what is due first first.

        Raises:
            StorageUnavailable: it waits for the next time.
        """
        failures = 0
        for municipality in municipalities:
            for one in await self._callbacks.open_of(municipality):
                handled = None  # nobody knows
                if failures < MOST_FAILURES:
                    try:
                        handled = await self._tasks.handled(one)
                    except BackendUnavailable:
                        failures += 1
                if handled:
                    await self._end(one)
                else:
                    await self._late(one, one.due if handled is False else one.due + PATIENCE)

    async def _end(self, callback: Callback) -> None:
        """Who made the call told the resident, and the register has it already."""
        if await self._callbacks.end(callback.id, Stage.HANDLED):
            log.info("callback_handled_in_register", municipality=callback.municipality)

    async def _late(self, callback: Callback, late_after: datetime) -> None:
        """Who was promised a call that did not come is told, and so is the operator."""
        if callback.late or self._clock.now() <= late_after:
            return
        if not await self._callbacks.mark_late(callback.id):
            return
        log.error("callback_overdue", municipality=callback.municipality)
        key = f"{callback.id}:late:{callback.attempts}"
        text = self._texts.text("utter_callback_late", callback.municipality)
        await self._messenger.tell(callback, key, Reply(text, Outcome.HANDOVER))
