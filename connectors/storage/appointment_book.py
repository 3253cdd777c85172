"""Our own memory of appointments on SQLAlchemy Core; who the customer is, is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.appointments import Attempt, Record, Stage
from assistant.ports.appointment_book import AppointmentBookPort
from connectors.storage.appointment_rows import record_of, record_row
from connectors.storage.appointment_tables import appointment_attempts, appointments
from connectors.storage.database import Database
from connectors.storage.sealing import Sealing


class SqlAppointmentBook(AppointmentBookPort):
    """`secret` seals who comes."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._sealing = Sealing(secret)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def begin(self, record: Record) -> Record:
        row = record_row(record, self._sealing)

        def add() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(appointments), row)

        kept = await self.get(record.key)
        if kept is not None:
            return kept
        try:
            await self._database.run(add)
        except IntegrityError:  # the same message twice at once, and the other was first
            return await self.get(record.key) or record
        return record

    async def keep(self, record: Record) -> None:
        row = record_row(record, self._sealing)

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(appointments).where(appointments.c.key == record.key).values(row)
                )

        await self._database.run(work)

    async def get(self, key: str) -> Record | None:
        found = await self._find(select(appointments).where(appointments.c.key == key))
        return found[0] if found else None

    async def of(
        self, municipality: str, conversation_id: str, contact_id: str, now: datetime
    ) -> tuple[Record, ...]:
        mine = [appointments.c.conversation_id == conversation_id]
        if contact_id:
            mine.append(appointments.c.contact_id == contact_id)
        return await self._find(
            select(appointments)
            .where(
                appointments.c.municipality == municipality,
                appointments.c.stage == Stage.BOOKED.value,
                appointments.c.start > now,
                or_(*mine),
            )
            .order_by(appointments.c.start, appointments.c.key)
        )

    async def by_code(self, municipality: str, code: str) -> Record | None:
        found = await self._find(
            select(appointments)
            .where(appointments.c.municipality == municipality, appointments.c.code == code)
            # A moved appointment keeps its code: the one that stands counts.
            .order_by(appointments.c.stage != Stage.BOOKED.value, appointments.c.start.desc())
            .limit(1)
        )
        return found[0] if found else None

    async def note(self, attempt: Attempt) -> None:
        row = {
            "at": attempt.at,
            "municipality": attempt.municipality,
            "conversation_id": attempt.conversation_id,
            "channel": attempt.channel,
            "code_fingerprint": attempt.code_fingerprint,
            "succeeded": attempt.succeeded,
        }

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(appointment_attempts), row)

        await self._database.run(work)

    async def failures(self, conversation_id: str, code_fingerprint: str, since: datetime) -> int:
        table = appointment_attempts.c
        counted = (
            select(func.count())
            .select_from(appointment_attempts)
            .where(
                table.succeeded.is_(False),
                table.at >= since,
                or_(
                    table.conversation_id == conversation_id,
                    table.code_fingerprint == code_fingerprint,
                ),
            )
        )

        def work() -> int:
            with self._engine.connect() as connection:
                return int(connection.execute(counted).scalar_one())

        return await self._database.run(work)

    async def erase(self, before: datetime) -> int:
        def work() -> int:
            with self._engine.begin() as connection:
                over = connection.execute(delete(appointments).where(appointments.c.start < before))
                connection.execute(
                    delete(appointment_attempts).where(appointment_attempts.c.at < before)
                )
                return int(over.rowcount)

        return await self._database.run(work)

    async def _find(self, statement: Any) -> tuple[Record, ...]:
        def work() -> tuple[Record, ...]:
            with self._engine.connect() as connection:
                rows = connection.execute(statement).all()
            return tuple(record_of(row, self._sealing) for row in rows)

        return await self._database.run(work)
