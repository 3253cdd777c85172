"""A change of the tables becomes a migration that stands on its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData

from connectors.storage.schema import MIGRATIONS
from connectors.storage.tables import UtcDateTime
from tools.migration import TABLES, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


def test_a_new_column_is_written_down(folder: Path) -> None:
    changed = MetaData()
    for table in TABLES[0].tables.values():
        table.to_metadata(changed)
    changed.tables["conversations"].append_column(Column("ended_at", UtcDateTime))
    text = write("Remember the end", [changed, TABLES[1]], folder).read_text()
    assert text.startswith('"""Remember the end."""\n')
    # In words of SQLAlchemy: a migration must not change when our own type does.
    assert "sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True)" in text
    assert "drop_column('ended_at')" in text
    assert text.count("Column(") == 1
    assert "connectors" not in text


def test_nothing_changed_is_nothing_to_do(folder: Path) -> None:
    path = write("Fill in the language", folder=folder)
    assert path.stem.endswith("_fill_in_the_language")
    assert "op." not in path.read_text()
