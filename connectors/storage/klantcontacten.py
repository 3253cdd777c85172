"""The outbox of the contact register: a table in the conversation database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Engine, Integer, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.klantcontact import Klantcontact
from assistant.ports.klantcontacten import KlantcontactOutboxPort
from connectors.storage.database import Database
from connectors.storage.tables import UtcDateTime, metadata

outbox = Table(
    "klantcontact_outbox",
    metadata,
    Column("reference", String(160), primary_key=True),
    # Both null once the register has it.
    Column("klantcontact", JSON(none_as_null=True)),
    Column("due_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)

# Longer than one attempt may last, so that nobody takes what another is still delivering.
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
# How long a reference is remembered, against a message that is answered a second time.
REMEMBERED = timedelta(days=30)


class SqlKlantcontactOutbox(KlantcontactOutboxPort):
    """`now` is the machine's clock: pauses are about the network, not about residents' time."""

    def __init__(
        self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._now = now

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def keep(self, klantcontact: Klantcontact) -> bool:
        def work() -> bool:
            now = self._now()
            with self._engine.begin() as connection:
                connection.execute(
                    insert(outbox).values(
                        reference=klantcontact.reference,
                        klantcontact=_to_json(klantcontact),
                        due_at=now,
                        attempts=0,
                        kept_at=now,
                    )
                )
            return True

        try:
            return await self._database.run(work)
        except IntegrityError:
            return False

    async def take(self) -> Klantcontact | None:
        def work() -> Klantcontact | None:
            now = self._now()
            waiting = (
                select(outbox)
                .where(outbox.c.due_at <= now)
                .order_by(outbox.c.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            with self._engine.begin() as connection:
                # SQLite knows no row locks: there the comparison of due_at tells who was first.
                while (row := connection.execute(waiting).first()) is not None:
                    taken = connection.execute(
                        update(outbox)
                        .where(outbox.c.reference == row.reference, outbox.c.due_at == row.due_at)
                        .values(attempts=row.attempts + 1, due_at=now + _pause(row.attempts))
                    )
                    if taken.rowcount:
                        return _from_json(row.klantcontact)
            return None

        return await self._database.run(work)

    async def delivered(self, reference: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(outbox)
                    .where(outbox.c.reference == reference)
                    .values(klantcontact=None, due_at=None)
                )
                connection.execute(
                    delete(outbox).where(
                        outbox.c.due_at.is_(None), outbox.c.kept_at < self._now() - REMEMBERED
                    )
                )

        await self._database.run(work)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(attempts, 10)), LONGEST_PAUSE)


def _to_json(klantcontact: Klantcontact) -> dict[str, Any]:
    return {
        **asdict(klantcontact),
        "plaatsgevonden_op": klantcontact.plaatsgevonden_op.isoformat(),
    }


def _from_json(data: dict[str, Any]) -> Klantcontact:
    at = datetime.fromisoformat(data["plaatsgevonden_op"])
    return Klantcontact(**{**data, "plaatsgevonden_op": at})
