"""Looks for an earlier place for who waits for one, and tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.domain.appointments import Record, Stage
from assistant.domain.jobs import Job, JobKind
from assistant.ports.appointment_book import AppointmentBookPort
from assistant.ports.appointments import AppointmentsPort
from assistant.ports.clock import ClockPort
from assistant.ports.jobs import JobsPort
from assistant.services.appointments import DUTCH_TIME, LOOK_EARLIER_AFTER

TELLABLE = timedelta(days=1)
"""A place sooner than this cannot be made by who has to hear of it first."""


class EarlierPlaces:
    """`tell` brings an offered place to the resident of a record."""

    def __init__(
        self,
        system_of: Callable[[str], AppointmentsPort],
        book: AppointmentBookPort,
        jobs: JobsPort,
        clock: ClockPort,
        tell: Callable[[Record, datetime], Awaitable[None]],
    ) -> None:
        self._system_of = system_of
        self._book = book
        self._jobs = jobs
        self._clock = clock
        self._tell = tell

    async def look(self, todo: Job) -> None:
        """Look once, and again later for as long as the resident waits (a handler of `JobRunner`).

        Raises:
            BackendUnavailable: nobody knows; to be tried again.
        """
        record = await self._book.get(todo.about)
        now = self._clock.now()
        if record is None or record.stage is not Stage.BOOKED or not record.wants_earlier:
            return
        if record.order.start - now <= TELLABLE:
            return
        found = await self._first(record, now + TELLABLE)
        # The same place is told once; it stays for whoever answers first.
        if found is not None and found != record.offered:
            await self._tell(record, found)
            await self._book.keep(replace(record, offered=found))
        due = now + LOOK_EARLIER_AFTER
        again = Job(f"{JobKind.EARLIER}:{record.key}:{due:%Y%m%d%H%M}", todo.kind, todo.about, due)
        await self._jobs.add([again])

    async def _first(self, record: Record, after: datetime) -> datetime | None:
        """The first free place on a day before that of the appointment, at the same location."""
        order, system = record.order, self._system_of(record.municipality)
        first = after.astimezone(DUTCH_TIME).date()
        last = order.start.astimezone(DUTCH_TIME).date() - timedelta(days=1)
        if first > last:
            return None
        for day in await system.days(order.amounts, order.location, first, last):
            for start in await system.times(order.amounts, order.location, day):
                if start > after:
                    return start
        return None
