"""The migrations: every way to the newest schema ends at the tables that the code works with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from assistant.settings import ROOT
from connectors.storage.database import open_engine
from connectors.storage.rows import row
from connectors.storage.schema import alone, config, downgrade, newest, revision, upgrade
from connectors.storage.tables import conversations, messages
from tools.migration import TABLES

SCRIPTS = ScriptDirectory.from_config(config())
NEWEST = newest()
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    else:
        engine = open_engine(request.getfixturevalue("postgresql_url"))
    _empty(engine)
    yield engine
    _empty(engine)
    engine.dispose()


def _empty(engine: Engine) -> None:
    found = sa.MetaData()
    found.reflect(engine)
    found.drop_all(engine)


def shape(engine: Engine) -> dict[str, Any]:
    """All that the database itself says of our tables, names of constraints included."""
    seen = inspect(engine)
    return {
        name: {
            "columns": [{**c, "type": str(c["type"])} for c in seen.get_columns(name)],
            "primary key": seen.get_pk_constraint(name),
            # In the order in which a database made them, which says nothing.
            "foreign keys": sorted(seen.get_foreign_keys(name), key=lambda key: str(key["name"])),
            "unique": seen.get_unique_constraints(name),
            "indexes": [
                {**i, "dialect_options": {k: str(v) for k, v in i["dialect_options"].items()}}
                for i in sorted(seen.get_indexes(name), key=lambda index: str(index["name"]))
            ],
        }
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def differences(engine: Engine) -> list[Any]:
    """What alembic would write a migration for."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": TABLES})
        return list(compare_metadata(context, TABLES))  # type: ignore[arg-type]


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(conversations).values(
                id="c1",
                municipality="rotterdam",
                channel="webchat",
                started_at=AT,
                last_sequence=1,
            )
        )
        first = row("c1", "m1", AT, text="hoi") | {"sequence": 1}
        del first["contact"], first["continues"]  # the first migration had no columns for these
        connection.execute(insert(messages).values(first))


def kept(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(messages.c.text)))


def test_an_empty_database_gets_the_tables_that_the_code_works_with(engine: Engine) -> None:
    assert revision(engine) == ""
    upgrade(engine)
    assert revision(engine) == NEWEST
    assert differences(engine) == []
    by_migration = shape(engine)
    _empty(engine)
    for ours in TABLES:
        ours.create_all(engine)
    assert by_migration == shape(engine)


def test_a_second_time_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    fill(engine)
    upgrade(engine)
    assert kept(engine) == ["hoi"]


@pytest.mark.parametrize("missing", [(), ("engine_events", "engine_checkpoints", "engine_turns")])
def test_a_database_from_before_migrations_is_taken_over(
    engine: Engine, missing: tuple[str, ...]
) -> None:
    with alone(engine) as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            SCRIPTS.get_revision("0001").module.upgrade()
        for name in missing:
            connection.exec_driver_sql(f"DROP TABLE {name}")
    fill(engine)
    assert revision(engine) == ""
    upgrade(engine)
    assert revision(engine) == NEWEST
    assert differences(engine) == []
    assert kept(engine) == ["hoi"]


def test_processes_that_start_at_once_do_it_once(engine: Engine) -> None:
    program = (
        "import sys; from connectors.storage.database import open_engine;"
        "from connectors.storage.schema import upgrade;"
        "print('ready', flush=True); sys.stdin.readline(); upgrade(open_engine(sys.argv[1]))"
    )
    url = engine.url.render_as_string(hide_password=False)
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    starting = [
        subprocess.Popen([sys.executable, "-c", program, url], cwd=ROOT, text=True, **pipes)
        for _ in range(4)
    ]
    for process in starting:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in starting]
    assert [process.returncode for process in starting] == [0] * 4, said
    assert differences(engine) == []


def test_each_step_can_be_undone_and_done_again(engine: Engine) -> None:
    upgrade(engine)
    whole = shape(engine)
    downgrade(engine, "-1")
    assert revision(engine) != NEWEST
    upgrade(engine)
    assert shape(engine) == whole
    downgrade(engine, "base")
    assert shape(engine) == {}


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    """After a new version was tried and taken back, or while processes are replaced one by one."""
    upgrade(engine)
    fill(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    upgrade(engine)
    assert revision(engine) == "9999"
    assert kept(engine) == ["hoi"]


def test_a_step_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    upgrade(engine)
    before = shape(engine)

    def fail() -> None:
        with alone(engine) as connection:
            connection.exec_driver_sql("ALTER TABLE messages ADD COLUMN odd INTEGER")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert shape(engine) == before


def test_a_table_that_others_refer_to_can_be_changed_without_losing_them(engine: Engine) -> None:
    """SQLite drops the old table, and with its foreign keys on all messages would go with it."""
    upgrade(engine)
    fill(engine)
    with alone(engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("conversations", recreate="auto") as changing:
            changing.alter_column("channel", type_=sa.String(64))
    assert kept(engine) == ["hoi"]
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(messages).values(row("c9", "m1", AT) | {"sequence": 1}))


def test_a_step_that_would_orphan_rows_is_refused(tmp_path: Path) -> None:
    """PostgreSQL refuses by itself; SQLite only because it is asked at the end."""
    engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    upgrade(engine)
    fill(engine)
    with pytest.raises(IntegrityError, match="messages"), alone(engine) as connection:
        connection.exec_driver_sql("DELETE FROM conversations")
    assert kept(engine) == ["hoi"]
    engine.dispose()


def test_the_migrations_are_one_line_without_branches() -> None:
    numbers = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
