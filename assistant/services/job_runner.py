"""Does what is due, again when it failed, until it is done or hopeless."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from assistant.domain.jobs import Job, JobKind
from assistant.errors import BackendUnavailable, StorageUnavailable, where
from assistant.ports.clock import ClockPort
from assistant.ports.jobs import JobsPort

log = structlog.get_logger(__name__)

Handler = Callable[[Job], Awaitable[None]]

CLAIMED_FOR = timedelta(minutes=2)
"""A process that dies meanwhile leaves its jobs to another after this time."""
AT_ONCE = 20
PAUSES = (1, 5, 15, 60, 60, 120, 240, 240, 480)
"""Minutes before each further attempt; more than a day in all."""


class JobRunner:
    """Any number of processes may run one: a job is claimed by one of them."""

    def __init__(
        self, jobs: JobsPort, clock: ClockPort, handlers: Mapping[JobKind, Handler]
    ) -> None:
        self._jobs = jobs
        self._clock = clock
        self._handlers = handlers

    async def run_forever(self, every: float = 1.0) -> None:
        """Look every so many seconds. Ends only when it is cancelled."""
        while True:
            try:
                went = await self.run_due()
            except StorageUnavailable:
                went = 0
            if not went:
                await asyncio.sleep(every)

    async def run_due(self) -> int:
        """Do what is due now; how many were tried.

        Raises:
            StorageUnavailable: nothing could be claimed.
        """
        now = self._clock.now()
        claimed = await self._jobs.claim(now, now + CLAIMED_FOR, AT_ONCE)
        for one in claimed:
            await self._run(one)
        return len(claimed)

    async def _run(self, one: Job) -> None:
        try:
            await self._handlers[one.kind](one)
            await self._jobs.done(one.id)
        except BackendUnavailable as error:
            await self._again(one, type(error).__name__)
        except Exception as error:
            # One job that we cannot do must not stop all others.
            log.error("job_failed", kind=one.kind, where=where(error))
            await self._again(one, type(error).__name__)

    async def _again(self, one: Job, reason: str) -> None:
        try:
            if one.attempts > len(PAUSES):
                await self._jobs.give_up(one.id, reason)
                log.error("job_given_up", kind=one.kind, reason=reason, attempts=one.attempts)
                return
            pause = timedelta(minutes=PAUSES[one.attempts - 1])
            await self._jobs.postpone(one.id, self._clock.now() + pause)
            log.warning("job_postponed", kind=one.kind, reason=reason, attempts=one.attempts)
        except StorageUnavailable:
            log.warning("job_not_postponed", kind=one.kind)  # claimed again after its time
