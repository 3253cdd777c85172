"""The registers' own database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url

T = TypeVar("T")

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Stored in UTC, because SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


klantcontacten = Table(
    "klantcontacten",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("nummer", String(10), nullable=False, unique=True),
    Column("kanaal", String(50), nullable=False),
    Column("onderwerp", String(200), nullable=False),
    Column("hoofd_onderwerp_type", String(200)),
    Column("inhoud", Text, nullable=False),
    Column("reactie", Text, nullable=False),
    Column("indicatie_contact_gelukt", Boolean, index=True),
    Column("verdere_actie_ondernomen", Boolean),
    Column("taal", String(3), nullable=False),
    Column("vertrouwelijk", Boolean, nullable=False),
    Column("plaatsgevonden_op", UtcDateTime, nullable=False, index=True),
    Column("metadata", JSON, nullable=False),
)

afspraken = Table(
    "afspraken",
    metadata,
    Column("id", String(32), primary_key=True),
    # Of who booked: the key of its own record, so that both can be laid side by side.
    Column("external_id", String(160), nullable=False, default="", index=True),
    Column("gemeente", String(64), nullable=False),
    Column("product", String(300), nullable=False),
    Column("producten", JSON, nullable=False),
    Column("locatie", String(100), nullable=False),
    Column("locatie_id", String(64), nullable=False),
    Column("begin", UtcDateTime, nullable=False, index=True),
    Column("einde", UtcDateTime, nullable=False),
    # "reserved" (free again after `vast_tot`), "confirmed" or "cancelled".
    Column("status", String(16), nullable=False),
    Column("vast_tot", UtcDateTime),
    Column("aantal", Integer, nullable=False),
    Column("naam", String(200), nullable=False, default=""),
    Column("email", String(254), nullable=False, default=""),
    Column("telefoon", String(32), nullable=False, default=""),
    Column("geboortedatum", String(10), nullable=False, default=""),
    Column("opmerkingen", Text, nullable=False, default=""),
    Column("gemaakt_op", UtcDateTime, nullable=False),
)

# A desk for five minutes. The primary key is what keeps two appointments from one place.
bezettingen = Table(
    "bezettingen",
    metadata,
    Column("locatie_id", String(64), primary_key=True),
    Column("moment", UtcDateTime, primary_key=True),
    Column("balie", Integer, primary_key=True, autoincrement=False),
    Column("afspraak_id", String(32), nullable=False, index=True),
)


class Database:
    """Runs every transaction in one thread: a slow disk never stops the event loop."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        if sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # What residents wrote must not end up in an error message.
        self.engine: Engine = create_engine(parsed, hide_parameters=True)
        if sqlite:
            event.listen(self.engine, "connect", _tune_sqlite)
            event.listen(self.engine, "begin", _begin_as_writer)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    async def run(self, work: Callable[[], T]) -> T:
        """Do this away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What this finds."""

        def run() -> T:
            with self.engine.connect() as connection:
                return work(connection)

        return await self.run(run)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do this in one transaction: all of it or nothing."""

        def run() -> T:
            with self.engine.begin() as connection:
                return work(connection)

        return await self.run(run)

    def close(self) -> None:
        """Finish what runs, then close."""
        self._thread.shutdown()
        self.engine.dispose()


def _begin_as_writer(connection: Connection) -> None:
    # Who reads first and writes then fails at once when another wrote in between; a writer waits.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
