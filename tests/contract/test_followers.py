"""What every store of followers does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.followers import Follower
from assistant.ports.followers import FollowersPort
from connectors.storage.database import open_engine
from connectors.storage.followers import SqlFollowers
from connectors.storage.schema import upgrade
from tests.contract.databases import database_urls
from tests.fakes.followers import FakeFollowers

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)
ZAAK = "https://zaken.example/1"
ONE = Follower(ZAAK, "c1", "rotterdam", "webchat", "", SOON)
TWO = replace(ONE, conversation_id="c2", channel="whatsapp", contact_id="k2")


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def followers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FollowersPort]:
    if request.param == "fake":
        yield FakeFollowers()
        return
    with database_urls(request, tmp_path) as url:
        engine = open_engine(url)
        upgrade(engine)
        sql = SqlFollowers(engine)
        yield sql
        sql.close()


async def test_each_conversation_once(followers: FollowersPort) -> None:
    for one in (ONE, TWO, replace(ONE, until=SOON + timedelta(days=1))):
        await followers.follow(one)
    assert [one.conversation_id for one in await followers.of(ZAAK, NOW)] == ["c1", "c2"]
    assert [one.conversation_id for one in await followers.of(ZAAK, SOON)] == ["c1"]
    assert await followers.of("https://zaken.example/2", NOW) == []


async def test_at_once_is_once(followers: FollowersPort) -> None:
    await asyncio.gather(*(followers.follow(ONE) for _ in range(5)))
    assert list(await followers.of(ZAAK, NOW)) == [ONE]


async def test_what_is_over_is_erased(followers: FollowersPort) -> None:
    later = replace(TWO, until=SOON + timedelta(days=1))
    for one in (ONE, later):
        await followers.follow(one)
    assert await followers.erase_old(SOON) == 1
    assert await followers.erase_old(SOON) == 0
    assert list(await followers.of(ZAAK, NOW)) == [later]


async def test_who_stops_hears_no_more(followers: FollowersPort) -> None:
    for one in (ONE, TWO):
        await followers.follow(one)
    await followers.stop(ZAAK, "c1")
    await followers.stop(ZAAK, "c3")
    assert list(await followers.of(ZAAK, NOW)) == [TWO]
