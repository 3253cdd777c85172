"""Every memory of what was brought to another desk: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.ports.other_desk import Link, OtherDeskPort
from connectors.storage.database import open_engine
from connectors.storage.other_desk import SqlOtherDesk
from tests.contract.databases import database_urls
from tests.fakes.other_desk import FakeOtherDesk

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=30)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def links(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OtherDeskPort]:
    if request.param == "fake":
        yield FakeOtherDesk()
        return
    with database_urls(request, tmp_path) as url:
        store = SqlOtherDesk(open_engine(url))
        yield store
        store.close()


async def test_one_brings_it_at_a_time(links: OtherDeskPort) -> None:
    took = await asyncio.gather(*(links.take("h1", NOW, UNTIL) for _ in range(6)))
    assert [one for one in took if one] == [Link("h1")]
    assert await links.take("h1", NOW + timedelta(seconds=29), UNTIL) is None
    assert await links.take("h2", NOW, UNTIL) == Link("h2")


async def test_who_died_while_bringing_it_is_followed(links: OtherDeskPort) -> None:
    await links.take("h1", NOW, UNTIL)
    await links.keep(Link("h1", "12", 4))
    assert await links.take("h1", UNTIL, UNTIL + timedelta(seconds=30)) == Link("h1", "12", 4)


async def test_freed_it_can_be_taken_at_once(links: OtherDeskPort) -> None:
    await links.take("h1", NOW, UNTIL)
    await links.keep(Link("h1", "12", 4))
    await links.free("h1", UNTIL)
    assert await links.take("h1", NOW, UNTIL) == Link("h1", "12", 4)


async def test_who_was_too_slow_frees_nothing_of_another(links: OtherDeskPort) -> None:
    await links.take("h1", NOW, UNTIL)
    later = UNTIL + timedelta(seconds=30)
    await links.take("h1", UNTIL, later)
    await links.free("h1", UNTIL)
    assert await links.take("h1", UNTIL, later) is None


async def test_found_by_what_the_other_desk_calls_it(links: OtherDeskPort) -> None:
    await links.take("h1", NOW, UNTIL)
    assert await links.handover("") == ""
    await links.keep(Link("h1", "12", 4))
    assert await links.handover("12") == "h1"
    assert await links.handover("13") == ""


async def test_what_is_there_and_not_closed(links: OtherDeskPort) -> None:
    for number, link in enumerate(
        (Link("h1"), Link("h2", "2", 1), Link("h3", "3", 1, closed=True), Link("h4", "", 1))
    ):
        await links.take(link.handover_id, NOW + timedelta(seconds=number), UNTIL)
        await links.keep(link)
    found = await links.not_closed()
    assert sorted(found, key=lambda one: one.handover_id) == [Link("h2", "2", 1), Link("h4", "", 1)]
