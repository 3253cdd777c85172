"""What every store of personal details does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import StorageUnavailable
from assistant.ports.personal_details import PersonalDetailsPort
from connectors.storage.database import open_engine
from connectors.storage.personal_details import SqlPersonalDetails
from connectors.storage.schema import upgrade
from tests.contract.databases import database_urls, stored
from tests.fakes.personal_details import FakePersonalDetails

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=30)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def details(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PersonalDetailsPort]:
    if request.param == "fake":
        yield FakePersonalDetails()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlPersonalDetails(open_engine(url), "geheim")
        yield sql
        sql.close()


async def test_what_is_told_adds_up_and_corrects(details: PersonalDetailsPort) -> None:
    await details.keep("c1:m1", {"name": "Sanne", "email": "a@example.org"}, SOON)
    await details.keep("c1:m1", {"email": "b@example.org"}, SOON)
    assert await details.get("c1:m1", NOW) == {"name": "Sanne", "email": "b@example.org"}
    assert await details.get("c1:m2", NOW) == {}


async def test_its_time_ends(details: PersonalDetailsPort) -> None:
    await details.keep("c1:m1", {"name": "Sanne"}, SOON)
    assert await details.get("c1:m1", SOON) == {}


async def test_forgotten_is_gone(details: PersonalDetailsPort) -> None:
    await details.keep("c1:m1", {"name": "Sanne"}, SOON)
    await details.forget("c1:m1")
    await details.forget("c1:m1")
    assert await details.get("c1:m1", NOW) == {}


async def test_what_is_over_is_erased(details: PersonalDetailsPort) -> None:
    await details.keep("old", {"name": "Sanne"}, SOON)
    await details.keep("new", {"name": "Sanne"}, SOON + timedelta(minutes=1))
    assert await details.erase_old(SOON) == 1
    assert await details.erase_old(SOON) == 0
    assert await details.get("new", SOON) == {"name": "Sanne"}


async def test_told_at_once_is_all_kept(details: PersonalDetailsPort) -> None:
    await asyncio.gather(*(details.keep("k", {f"d{n}": "x"}, SOON) for n in range(2)))
    assert set(await details.get("k", NOW)) == {"d0", "d1"}


async def test_nothing_is_readable_in_the_file(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    upgrade(engine)
    details = SqlPersonalDetails(engine, "geheim")
    await details.keep("old", {"name": "Sanne Visser"}, SOON)
    await details.keep("new", {"phone": "+31612345678"}, SOON)
    details.close()
    bytes_kept = stored(tmp_path)
    assert b"Visser" not in bytes_kept
    assert b"612345678" not in bytes_kept


async def test_sealed_text_opens_in_its_own_row_only(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    upgrade(engine)
    details = SqlPersonalDetails(engine, "geheim")
    await details.keep("mine", {"name": "Sanne"}, SOON)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE personal_details SET key = 'yours'")
    assert await details.get("yours", NOW) == {}
    details.close()


async def test_database_that_is_away_is_told(tmp_path: Path) -> None:
    details = SqlPersonalDetails(open_engine(f"sqlite:///{tmp_path / 'balie.db'}"), "geheim")
    with pytest.raises(StorageUnavailable):
        await details.get("c1:m1", NOW)
    details.close()
