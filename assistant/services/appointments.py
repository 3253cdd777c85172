"""Makes, moves and cancels appointments so that a crash or a silent system never does it twice.

What the resident confirmed is kept first. Then the place is held, and held places free themselves;
only then it is confirmed. Every step may be repeated: the key of the order decides, not the moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from assistant.domain.appointments import Record, Stage
from assistant.domain.jobs import Job, JobKind, job
from assistant.domain.klantcontact import Reason
from assistant.errors import BackendUnavailable, OutcomeUnknown, PlaceTaken
from assistant.ports.appointment_book import AppointmentBookPort
from assistant.ports.appointments import AppointmentsPort
from assistant.ports.clock import ClockPort
from assistant.ports.jobs import JobsPort
from assistant.services.klantcontacten import KlantcontactService

log = structlog.get_logger(__name__)

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
REMIND_AT = time(10, 0)
SETTLE_AFTER = timedelta(minutes=2)
LOOK_EARLIER_AFTER = timedelta(minutes=30)


class AppointmentService:
    """`system_of` gives the appointment system of a municipality."""

    def __init__(
        self,
        system_of: Callable[[str], AppointmentsPort],
        book: AppointmentBookPort,
        jobs: JobsPort,
        clock: ClockPort,
        staff: KlantcontactService,
    ) -> None:
        self._system_of = system_of
        self._staff = staff
        self._book = book
        self._jobs = jobs
        self._clock = clock

    async def get(self, key: str) -> Record | None:
        """The appointment with this key.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._book.get(key)

    async def of(
        self, municipality: str, conversation_id: str, contact_id: str
    ) -> tuple[Record, ...]:
        """Appointments to come, made in this conversation or from this contact.

        Raises:
            StorageUnavailable: nobody knows.
        """
        now = self._clock.now()
        return await self._book.of(municipality, conversation_id, contact_id, now)

    async def adopt(self, record: Record, conversation_id: str) -> Record:
        """From now on it is one of this conversation, where its owner proved that it is his.

        Raises:
            StorageUnavailable: nothing changed.
        """
        mine = replace(record, conversation_id=conversation_id)
        await self._book.keep(mine)
        return mine

    async def make(self, record: Record) -> Record:
        """Make a confirmed appointment. The same key again gives the same appointment.

        `record.extra["moves"]` is the key of the appointment that it takes the place of: that one
        is cancelled once this one is certain.

        Raises:
            PlaceTaken: it was not made.
            OutcomeUnknown: it may have been made; it is found out and told later.
            BackendUnavailable: it was not made, and may be tried again.
        """
        kept = await self._book.begin(record)
        if kept.stage in (Stage.REFUSED, Stage.CANCELLED):
            raise PlaceTaken(kept.key)
        if kept.stage is Stage.UNCERTAIN:
            raise OutcomeUnknown(kept.key)
        if kept.stage is not Stage.BOOKED:
            kept = await self._confirm(kept)
        await self._settled(kept)
        return kept

    async def cancel(self, record: Record) -> Record:
        """Cancel an appointment. Repeating it is harmless.

        Raises:
            BackendUnavailable: the appointment stands.
        """
        await self._system_of(record.municipality).cancel(record.system_id)
        cancelled = replace(record, stage=Stage.CANCELLED, wants_earlier=False)
        await self._book.keep(cancelled)
        await self._jobs.drop(record.key, [JobKind.REMIND, JobKind.EARLIER])
        await self._jobs.add([job(JobKind.CANCELLED, record.key, self._clock.now())])
        log.info("appointment_cancelled", municipality=record.municipality)
        return cancelled

    async def settle(self, todo: Job) -> None:
        """Find out what became of an order that was not answered (a handler of `JobRunner`).

        Raises:
            BackendUnavailable: still nobody knows.
        """
        record = await self._book.get(todo.about)
        if record is None or record.stage is not Stage.CONFIRMING:
            return
        # The resident was told that nobody knows yet, and hears of it now.
        record = replace(record, extra={**record.extra, "late": "yes"})
        try:
            await self._settled(await self._confirm(record))
        except OutcomeUnknown as error:
            if (await self._book.get(record.key) or record).stage is not Stage.UNCERTAIN:
                raise BackendUnavailable("still no answer") from error
        except PlaceTaken:
            await self._jobs.add([job(JobKind.NOT_MADE, record.key, self._clock.now())])

    async def release(self, todo: Job) -> None:
        """Free the place that a moved appointment left (a handler of `JobRunner`).

        Raises:
            BackendUnavailable: it is not free yet.
        """
        record = await self._book.get(todo.about)
        if record is not None:
            await self._system_of(record.municipality).cancel(record.system_id)

    async def wait_for_earlier(self, record: Record) -> Record:
        """Look for an earlier place from now on, and tell the resident of it.

        Raises:
            StorageUnavailable: nothing changed.
        """
        waiting = replace(record, wants_earlier=True)
        await self._book.keep(waiting)
        due = self._clock.now() + LOOK_EARLIER_AFTER
        await self._jobs.add([job(JobKind.EARLIER, record.key, due)])
        return waiting

    async def _confirm(self, record: Record) -> Record:
        system = self._system_of(record.municipality)
        if record.stage is Stage.NEW:
            record = await self._hold(system, record)
        elif not (record.reservation and system.confirms_once):
            await self._book.keep(replace(record, stage=Stage.UNCERTAIN))
            await self._alarm(record)
            raise OutcomeUnknown(record.key)
        try:
            system_id = await system.confirm(record.order, record.reservation)
        except PlaceTaken:
            await self._book.keep(replace(record, stage=Stage.REFUSED))
            raise
        except BackendUnavailable as error:
            log.warning("appointment_outcome_unknown", municipality=record.municipality)
            raise OutcomeUnknown(record.key) from error
        record = replace(record, stage=Stage.BOOKED, system_id=system_id)
        await self._book.keep(record)
        log.info("appointment_made", municipality=record.municipality, channel=record.channel)
        return record

    async def _alarm(self, record: Record) -> None:
        """A person has to look: nobody knows, and asking again may book twice."""
        log.error("appointment_uncertain", municipality=record.municipality)
        order = record.order
        products = ", ".join(product.name for product in order.products)
        await self._staff.register_unanswered(
            conversation_id=record.conversation_id,
            message_id=record.key,
            municipality=record.municipality,
            channel=record.channel,
            reason=Reason.APPOINTMENT_UNCERTAIN,
            questions=[f"{products}, {order.location.name}, {order.start:%d-%m-%Y %H:%M}"],
            topic=record.code,
        )

    async def _hold(self, system: AppointmentsPort, record: Record) -> Record:
        try:
            reservation = await system.reserve(record.order)
        except PlaceTaken:
            await self._book.keep(replace(record, stage=Stage.REFUSED))
            raise
        record = replace(record, stage=Stage.CONFIRMING, reservation=reservation)
        await self._book.keep(record)
        # From here on nobody may forget it, also when this process dies.
        due = self._clock.now() + SETTLE_AFTER
        await self._jobs.add([job(JobKind.SETTLE, record.key, due)])
        return record

    async def _settled(self, record: Record) -> None:
        """What follows from an appointment that is certain."""
        now = self._clock.now()
        old = await self._book.get(record.extra.get("moves", ""))
        release = job(JobKind.RELEASE, old.key, now + SETTLE_AFTER) if old else None
        told = job(JobKind.MOVED if old else JobKind.CONFIRM, record.key, now)
        remind_at = _day_before(record.order.start)
        reminder = [job(JobKind.REMIND, record.key, remind_at)] if remind_at > now else []
        await self._jobs.add([told, *reminder, *([release] if release else [])])
        if old and release:
            await self._leave(old, record, release)

    async def _leave(self, old: Record, new: Record, release: Job) -> None:
        if old.stage is Stage.BOOKED:
            left = replace(old, stage=Stage.CANCELLED, moved_to=new.key, wants_earlier=False)
            await self._book.keep(left)
            await self._jobs.drop(old.key, [JobKind.REMIND, JobKind.EARLIER])
        try:
            await self._system_of(old.municipality).cancel(old.system_id)
        except BackendUnavailable:
            log.warning("place_not_released", municipality=old.municipality)
            return
        await self._jobs.done(release.id)


def _day_before(start: datetime) -> datetime:
    day = start.astimezone(DUTCH_TIME).date() - timedelta(days=1)
    return datetime.combine(day, REMIND_AT, DUTCH_TIME)
