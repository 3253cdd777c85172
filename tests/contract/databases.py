"""A database with all tables, for a contract suite: SQLite or the real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.storage.database import open_engine
from connectors.storage.schema import downgrade, upgrade


@contextmanager
def database_urls(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Of the kind that the fixture is asked for in `request.param`; empty before and after."""
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'balie.db'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = open_engine(url)
    upgrade(engine)
    try:
        yield url
    finally:
        downgrade(engine, "base")
        engine.dispose()


def stored(folder: Path) -> bytes:
    """Every byte of the SQLite database in a folder."""
    return b"".join(path.read_bytes() for path in folder.glob("balie.db*"))
