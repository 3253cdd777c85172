"""`make migration NAME="..."`: write the migration for what changed in the tables of the code.

What a good migration is: docs/migrations.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from sqlalchemy import MetaData

from connectors.engine import tables as engine_tables
from connectors.storage import (
    appointment_tables,
    callback_tables,
    desk_tables,
    follower_tables,
    klantcontacten,
    login_tables,
    upload_tables,
)
from connectors.storage.database import open_engine
from connectors.storage.schema import MIGRATIONS, alone, config, revision, upgrade

# All tables of the code: those of the gateway and the services, and of the engine.
TABLES = (klantcontacten.outbox.metadata, engine_tables.metadata)
for imported_for_its_tables in (
    appointment_tables.jobs,
    callback_tables.callbacks,
    desk_tables.handovers,
    follower_tables.followers,
    login_tables.logins,
    upload_tables.uploads,
):
    assert imported_for_its_tables.metadata is TABLES[0]  # noqa: S101


def write(name: str, tables: Sequence[MetaData] = TABLES, folder: Path = MIGRATIONS) -> Path:
    """Compare these tables with a database that has had all migrations; the file that says how."""
    with tempfile.TemporaryDirectory() as place:
        engine = open_engine(f"sqlite:///{place}/newest.db")
        try:
            upgrade(engine)
            number = f"{int(revision(engine)) + 1:04}"
            with alone(engine) as connection:
                settings = config(connection, tables, folder)
                command.revision(settings, name, autogenerate=True, rev_id=number)
        finally:
            engine.dispose()
    (path,) = folder.glob(f"versions/{number}_*.py")
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('say what changes: make migration NAME="remember the language"')
    write(sys.argv[1])
