"""The outbox in the database: what is kept survives, comes back, and is forgotten in time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.domain.klantcontact import Klantcontact
from assistant.errors import StorageUnavailable
from connectors.storage.database import open_engine
from connectors.storage.klantcontacten import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    REMEMBERED,
    SqlKlantcontactOutbox,
    outbox,
)
from connectors.storage.schema import downgrade, upgrade

pytestmark = pytest.mark.asyncio


class Time:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'balie.db'}"
    address: str = request.getfixturevalue("postgresql_url")
    engine = open_engine(address)
    upgrade(engine)
    downgrade(engine, "base")
    engine.dispose()
    return address


@pytest.fixture
def store(url: str, time: Time) -> Iterator[SqlKlantcontactOutbox]:
    made = open_outbox(url, time)
    yield made
    made.close()


def open_outbox(url: str, time: Time) -> SqlKlantcontactOutbox:
    engine = open_engine(url)
    upgrade(engine)
    return SqlKlantcontactOutbox(engine, time)


def entry(reference: str = "c1:m1") -> Klantcontact:
    return Klantcontact(
        reference=reference,
        kanaal="webchat",
        onderwerp="Vraag",
        inhoud="mag een kameel in de tuin? 🐪",
        plaatsgevonden_op=datetime(2026, 11, 23, 1, 10, tzinfo=UTC),
        indicatie_contact_gelukt=False,
        metadata={"gemeente": "utrecht"},
    )


async def test_take_gives_back_exactly_what_was_kept(store: SqlKlantcontactOutbox) -> None:
    assert await store.keep(entry())
    assert await store.take() == entry()


async def test_keep_refuses_a_reference_that_it_knows(store: SqlKlantcontactOutbox) -> None:
    await store.keep(entry())
    assert not await store.keep(entry())
    await store.take()
    await store.delivered("c1:m1")
    assert not await store.keep(entry())
    assert await store.take() is None


async def test_take_brings_it_back_later_and_later_until_delivered(
    store: SqlKlantcontactOutbox, time: Time
) -> None:
    await store.keep(entry())
    pauses = []
    for _ in range(8):
        assert await store.take() == entry()
        taken = time.now
        pause = timedelta()
        while pause < 2 * LONGEST_PAUSE:
            pause += timedelta(minutes=1)
            time.now = taken + pause
            if await due(store):
                break
        pauses.append(pause)
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


async def due(store: SqlKlantcontactOutbox) -> bool:
    with store._engine.connect() as connection:
        at = connection.scalar(select(outbox.c.due_at))
    return at is not None and at <= store._now()


async def test_entries_outlive_the_process(url: str, time: Time) -> None:
    first = open_outbox(url, time)
    await first.keep(entry())
    await first.take()
    first.close()
    time.now += FIRST_PAUSE
    second = open_outbox(url, time)
    assert await second.take() == entry()
    second.close()


async def test_two_processes_never_take_the_same_entry(url: str, time: Time) -> None:
    stores = [open_outbox(url, time) for _ in range(2)]
    for number in range(20):
        await stores[0].keep(entry(f"c1:m{number}"))

    async def drain(store: SqlKlantcontactOutbox) -> list[str]:
        found = []
        while (item := await store.take()) is not None:
            found.append(item.reference)
        return found

    drained = await asyncio.gather(*map(drain, stores))
    taken = [reference for references in drained for reference in references]
    assert sorted(taken) == sorted(f"c1:m{number}" for number in range(20))
    for store in stores:
        store.close()


async def test_delivered_forgets_the_content_at_once_and_the_reference_in_time(
    store: SqlKlantcontactOutbox, time: Time
) -> None:
    await store.keep(entry())
    await store.delivered("c1:m1")
    with store._engine.connect() as connection:
        assert connection.scalar(select(outbox.c.klantcontact)) is None
    time.now += REMEMBERED + timedelta(days=1)
    await store.keep(entry("c2:m1"))
    await store.delivered("c2:m1")
    with store._engine.connect() as connection:
        assert connection.scalars(select(outbox.c.reference)).all() == ["c2:m1"]


async def test_a_database_that_does_not_answer_is_storage_unavailable(tmp_path: Path) -> None:
    store = SqlKlantcontactOutbox(open_engine(f"sqlite:///{tmp_path / 'empty.db'}"))
    with pytest.raises(StorageUnavailable):
        await store.keep(entry())
    with pytest.raises(StorageUnavailable):
        await store.take()
    store.close()
