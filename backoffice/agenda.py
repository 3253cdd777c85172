"""The bookings. A desk is taken slice by slice, and the database refuses a slice twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from backoffice.agenda_plan import AGENDA_TIME, Branch, Plan, Service, length_of, slices
from backoffice.database import Database, afspraken, bezettingen

HOLD = timedelta(minutes=5)


class NoPlace(Exception):
    """Somebody else has it, or there never was such a time."""


class NoAppointment(Exception):
    """There is no such appointment, or not any more."""


@dataclass(frozen=True)
class Booking:
    """What is asked for."""

    branch: Branch
    services: tuple[Service, ...]
    people: int
    start: datetime

    @property
    def length(self) -> timedelta:
        return length_of(self.services, self.people)


class Agenda:
    """On the back office's own database; `now` is its clock."""

    def __init__(self, plan: Plan, database: Database, now: Callable[[], datetime]) -> None:
        self.plan = plan
        self._database = database
        self._now = now

    def today(self) -> date:
        """The day on the clock in the Netherlands."""
        return self._now().astimezone(AGENDA_TIME).date()

    async def dates(self, branch: Branch, services: Sequence[Service], people: int) -> list[date]:
        """Days with a free place, in order."""
        days = [self.today() + timedelta(days=n) for n in range(self.plan.horizon.days + 1)]
        taken = await self._taken(branch, days[0], days[-1])
        length = length_of(services, people)
        return [day for day in days if next(self._free(branch, day, length, taken), None)]

    async def times(
        self, branch: Branch, services: Sequence[Service], people: int, day: date
    ) -> list[datetime]:
        """Free times on one day."""
        taken = await self._taken(branch, day, day)
        return list(self._free(branch, day, length_of(services, people), taken))

    async def reserve(self, booking: Booking) -> str:
        """Hold a place for `HOLD`; its id.

        Raises:
            NoPlace: it is not free.
        """
        return await self._take(booking, {}, "reserved")

    async def book(self, booking: Booking, details: Mapping[str, Any]) -> str:
        """Take a place at once; its id.

        Raises:
            NoPlace: it is not free.
        """
        return await self._take(booking, details, "confirmed")

    async def confirm(self, identifier: str, details: Mapping[str, Any]) -> str:
        """Make an appointment of a place that is held. The same again changes nothing.

        Raises:
            NoAppointment: it is not held any more.
        """
        now = self._now()

        def work() -> str:
            with self._database.engine.begin() as connection:
                _free_expired(connection, now)
                found = _get(connection, identifier)
                if found is None or found.status == "cancelled":
                    raise NoAppointment(identifier)
                if found.status == "reserved":
                    connection.execute(
                        update(afspraken)
                        .where(afspraken.c.id == identifier)
                        .values(status="confirmed", gemaakt_op=now, vast_tot=None, **details)
                    )
            return identifier

        return await self._database.run(work)

    async def get(self, identifier: str) -> Any:
        """One appointment that stands.

        Raises:
            NoAppointment: there is none.
        """

        def work() -> Any:
            with self._database.engine.connect() as connection:
                return _get(connection, identifier)

        found = await self._database.run(work)
        if found is None or found.status != "confirmed":
            raise NoAppointment(identifier)
        return found

    async def cancel(self, identifier: str) -> None:
        """Free the place of an appointment.

        Raises:
            NoAppointment: there is none.
        """

        def work() -> bool:
            with self._database.engine.begin() as connection:
                _release(connection, identifier)
                changed = connection.execute(
                    update(afspraken)
                    .where(afspraken.c.id == identifier, afspraken.c.status != "cancelled")
                    .values(status="cancelled")
                )
                return bool(changed.rowcount)

        if not await self._database.run(work):
            raise NoAppointment(identifier)

    async def day(self, municipality: str, day: date) -> list[Any]:
        """The appointments of a municipality on one day, in order."""
        first = datetime.combine(day, datetime.min.time(), AGENDA_TIME)

        def work() -> list[Any]:
            with self._database.engine.connect() as connection:
                return list(
                    connection.execute(
                        select(afspraken)
                        .where(
                            afspraken.c.gemeente == municipality,
                            afspraken.c.status == "confirmed",
                            afspraken.c.begin >= first,
                            afspraken.c.begin < first + timedelta(days=1),
                        )
                        .order_by(afspraken.c.begin, afspraken.c.locatie)
                    )
                )

        return await self._database.run(work)

    def _free(
        self,
        branch: Branch,
        day: date,
        length: timedelta,
        taken: Mapping[datetime, set[int]],
    ) -> Iterator[datetime]:
        """Times at which one desk has nothing for so long."""
        earliest = self._now() + self.plan.notice
        desks = set(range(branch.desks))
        for start in self.plan.starts(branch, day, length):
            if start < earliest:
                continue
            busy: set[int] = set()
            for moment in slices(start, length):
                busy |= taken.get(moment, set())
            if desks - busy:
                yield start

    async def _taken(self, branch: Branch, first: date, last: date) -> dict[datetime, set[int]]:
        """The desks that are taken, by slice."""
        begin = datetime.combine(first, datetime.min.time(), AGENDA_TIME)
        end = datetime.combine(last + timedelta(days=1), datetime.min.time(), AGENDA_TIME)
        now = self._now()

        def work() -> dict[datetime, set[int]]:
            taken: dict[datetime, set[int]] = {}
            with self._database.engine.connect() as connection:
                rows = connection.execute(
                    select(bezettingen.c.moment, bezettingen.c.balie)
                    .join(afspraken, afspraken.c.id == bezettingen.c.afspraak_id)
                    .where(
                        bezettingen.c.locatie_id == branch.id,
                        bezettingen.c.moment >= begin,
                        bezettingen.c.moment < end,
                        (afspraken.c.vast_tot.is_(None)) | (afspraken.c.vast_tot > now),
                    )
                )
                for moment, desk in rows:
                    taken.setdefault(moment, set()).add(desk)
            return taken

        return await self._database.run(work)

    async def _take(self, booking: Booking, details: Mapping[str, Any], status: str) -> str:
        now, branch, start = self._now(), booking.branch, booking.start
        day = start.astimezone(AGENDA_TIME).date()
        offered = start in self.plan.starts(branch, day, booking.length)
        if not offered or start < now + self.plan.notice:
            raise NoPlace(start.isoformat())
        identifier = uuid.uuid4().hex
        row = {
            "id": identifier,
            "gemeente": branch.municipality,
            "product": " + ".join(one.name for one in booking.services),
            "producten": [one.id for one in booking.services],
            "locatie": branch.name,
            "locatie_id": branch.id,
            "begin": start,
            "einde": start + booking.length,
            "status": status,
            "aantal": booking.people,
            "gemaakt_op": now,
            "vast_tot": now + HOLD if status == "reserved" else None,
            **details,
        }

        def attempt(desk: int) -> None:
            with self._database.engine.begin() as connection:
                _free_expired(connection, now)
                connection.execute(insert(afspraken), row)
                connection.execute(
                    insert(bezettingen),
                    [
                        {
                            "locatie_id": branch.id,
                            "moment": moment,
                            "balie": desk,
                            "afspraak_id": identifier,
                        }
                        for moment in slices(start, booking.length)
                    ],
                )

        def work() -> str:
            for desk in range(branch.desks):
                try:
                    attempt(desk)
                except IntegrityError:  # this desk is taken, whoever took it
                    continue
                return identifier
            raise NoPlace(start.isoformat())

        return await self._database.run(work)


def _get(connection: Connection, identifier: str) -> Any:
    return connection.execute(select(afspraken).where(afspraken.c.id == identifier)).one_or_none()


def _free_expired(connection: Connection, now: datetime) -> None:
    """Places that were held too long are free again."""
    held = select(afspraken.c.id).where(
        afspraken.c.status == "reserved", afspraken.c.vast_tot <= now
    )
    for identifier in connection.execute(held).scalars().all():
        _release(connection, identifier)
        connection.execute(delete(afspraken).where(afspraken.c.id == identifier))


def _release(connection: Connection, identifier: str) -> None:
    connection.execute(delete(bezettingen).where(bezettingen.c.afspraak_id == identifier))
