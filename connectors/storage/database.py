"""Opens the database: SQLite out of the box, PostgreSQL in production. Only the URL differs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Table, create_engine, delete, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import StorageUnavailable

T = TypeVar("T")

_POSTGRESQL_THREADS = 8


def open_engine(url: str) -> Engine:
    """A SQLAlchemy engine with the settings that make this database safe and quick."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            pool_size=_POSTGRESQL_THREADS,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5},
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 10})
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # WAL: Rasa writes to the same file while we read. NORMAL loses nothing when a process dies,
    # only when the machine loses power, and then the last moments at most.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


class Database:
    """Runs transactions in threads, so that a slow disk or a lock never stops the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite has one writer anyway: one thread saves waiting for its lock.
        threads = 1 if engine.dialect.name == "sqlite" else _POSTGRESQL_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    async def run(self, work: Callable[[], T]) -> T:
        """Run one transaction.

        Raises:
            StorageUnavailable: the database did not answer or refused.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except IntegrityError:
            raise
        except (DBAPIError, SQLAlchemyError) as error:
            raise StorageUnavailable(type(error).__name__) from error

    async def erase(self, table: Table, over: ColumnElement[bool]) -> int:
        """Delete the rows for which this holds; how many there were.

        Raises:
            StorageUnavailable: none was.
        """

        def work() -> int:
            with self.engine.begin() as connection:
                return connection.execute(delete(table).where(over)).rowcount

        return await self.run(work)

    def close(self) -> None:
        """Wait for running transactions, then close all connections."""
        self._threads.shutdown()
        self.engine.dispose()
