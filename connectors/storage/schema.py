"""Brings the tables of the database to the form that this version of Balie works with.

Every process calls `upgrade` at its start; the first does the work while the others wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

log = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that nothing else in this database locks.
_LOCK = 0x62616C6965


def upgrade(engine: Engine) -> None:
    """Carry out the migrations that this database has not had; nothing where it has had all.

    A database from before there were migrations is taken over as it is. One that is newer than this
    version is left alone: a migration never breaks the version before it (docs/migrations.md).

    Raises:
        SQLAlchemyError: the database does not answer, or a migration failed; nothing was changed.
    """
    found, known = revision(engine), newest()
    if found == known:
        return
    if found > known:
        log.warning("database_is_newer", revision=found, known=known)
        return
    with alone(engine) as connection:
        # Looks again: another process may have done it while this one waited.
        command.upgrade(config(connection), "head")
    log.info("database_upgraded", before=found, now=known)


def downgrade(engine: Engine, to: str) -> None:
    """Undo migrations until this one is the last: a number, `-1` for one step, or `base`."""
    with alone(engine) as connection:
        command.downgrade(config(connection), to)


def revision(engine: Engine) -> str:
    """The last migration that this database has had; empty where it had none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found or ""


def newest() -> str:
    """The last migration that this version of Balie has. They are numbered: later is greater."""
    return str(ScriptDirectory.from_config(config()).get_current_head())


def config(
    connection: Connection | None = None,
    metadata: Sequence[MetaData] | None = None,
    folder: Path = MIGRATIONS,
) -> Config:
    """What alembic's commands want; `metadata` only for those that compare."""
    made = Config(attributes={"connection": connection, "metadata": metadata})
    made.set_main_option("script_location", str(folder).replace("%", "%%"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction beside which no other of its kind runs, in whatever process."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection
            connection.commit()
            return
        # To change a table alembic copies it and drops the old one, and that would delete what
        # refers to it. Cannot be switched inside a transaction.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise IntegrityError(f"{broken[0]} refers to what is gone", None, ValueError())
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
