"""What every store of sent files does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.domain.uploads import Upload
from assistant.ports.uploads import UploadsPort
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from connectors.storage.uploads import SqlUploads
from tests.contract.databases import database_urls
from tests.fakes.uploads import FakeUploads

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
PHOTO = Upload("bijlage-1.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 a photo")
PAPER = Upload("bijlage-2.pdf", "application/pdf", b"%PDF-1.7 a paper")


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def uploads(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UploadsPort]:
    if request.param == "fake":
        yield FakeUploads()
        return
    with database_urls(request, tmp_path) as url:
        engine = open_engine(url)
        upgrade(engine)
        sql = SqlUploads(engine, "geheim")
        yield sql
        sql.close()


async def test_files_come_back_as_they_were(uploads: UploadsPort) -> None:
    assert await uploads.add("l1", "form", (PHOTO, PAPER), NOW, LATER)
    assert list(await uploads.of("form", NOW)) == [PHOTO, PAPER]
    assert not await uploads.of("another", NOW)


async def test_link_works_once(uploads: UploadsPort) -> None:
    assert not await uploads.used("l1")
    both = (uploads.add("l1", "form", (one,), NOW, LATER) for one in (PHOTO, PAPER))
    assert sorted(await asyncio.gather(*both)) == [False, True]
    assert await uploads.used("l1")
    assert len(await uploads.of("form", NOW)) == 1


async def test_what_is_forgotten_is_gone_and_its_link_stays_used(uploads: UploadsPort) -> None:
    await uploads.add("l1", "form", (PHOTO,), NOW, LATER)
    await uploads.add("l2", "another", (PAPER,), NOW, LATER)
    await uploads.forget("form")
    assert not await uploads.of("form", NOW)
    assert await uploads.used("l1")
    assert list(await uploads.of("another", NOW)) == [PAPER]


async def test_nothing_after_its_time(uploads: UploadsPort) -> None:
    await uploads.add("l1", "form", (PHOTO,), NOW, LATER)
    assert not await uploads.of("form", LATER)


async def test_what_is_over_is_erased(uploads: UploadsPort) -> None:
    await uploads.add("l1", "form", (PHOTO, PAPER), NOW, LATER)
    await uploads.add("l2", "form", (PAPER,), LATER, LATER + timedelta(hours=4))
    assert await uploads.erase_old(LATER - timedelta(seconds=1)) == 0
    assert await uploads.erase_old(LATER) > 0
    assert not await uploads.used("l1")
    assert list(await uploads.of("form", LATER)) == [PAPER]


async def test_database_holds_no_photo(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    upgrade(engine)
    sql = SqlUploads(engine, "geheim")
    await sql.add("l1", "form", (PHOTO,), NOW, LATER)
    await sql.add("l2", "form", (PAPER,), NOW, LATER)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT sealed FROM uploads")).all()
    assert len(rows) == 2
    for row in rows:
        assert not any(part in row.sealed for part in ("JVBERi", "/9j/", "paper", "photo"))
    sql.close()
