"""Downloading what was looked up: for who has the address, as long as it works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from assistant.domain.identity import LINK_LIVES
from assistant.domain.lookups import Lookup, Result, Source
from assistant.services.lookup_links import LookupLinks
from tests.fakes.clock import FakeClock
from tests.fakes.gateway import fake_app
from tests.fakes.lookups import FakeLookups
from tests.unit.zaken.room import TEXTS
from web.lookups import LookupPages

pytestmark = pytest.mark.asyncio

Client = TestClient[Any, Any]
CLOCK = FakeClock()
LINKS = LookupLinks("", "geheim")


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    lookups = FakeLookups()
    for number, subject in enumerate(("mine", "mine", "yours")):
        one = Lookup(f"l{number}", "c1", "rotterdam", subject, Source.ZAKEN, "status", CLOCK.now())
        await lookups.begin(one)
        await lookups.end(one.id, Result.FOUND)
    app = fake_app(lookups=LookupPages(LINKS, lookups, TEXTS, CLOCK))
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_own_list_is_a_file(client: Client) -> None:
    async with client.get(LINKS.url("rotterdam", "mine", CLOCK.now())) as response:
        assert response.status == 200
        assert "inzage.csv" in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"
        lines = (await response.text("utf-8-sig")).splitlines()
    assert lines[0] == "wanneer;wat;waarvoor;uitkomst"
    assert lines[1:] == ["2026-11-23 10:00;zaken;status;Er was iets gevonden."] * 2


@pytest.mark.parametrize("change", ["x", "é", ".", ""])
async def test_address_that_we_did_not_make(client: Client, change: str) -> None:
    url = LINKS.url("rotterdam", "mine", CLOCK.now())
    for address in (
        f"{url}{change or 'y'}",
        f"/inzage/{change or 'y'}",
        url.replace(".", f"{change}a."),
    ):
        async with client.get(address) as response:
            assert response.status == 404, address


async def test_address_is_over_after_its_time(client: Client) -> None:
    late = CLOCK.now() - LINK_LIVES
    async with client.get(LINKS.url("rotterdam", "mine", late)) as response:
        assert response.status == 404


async def test_other_secret_opens_nothing(client: Client) -> None:
    forged = LookupLinks("", "another").url("rotterdam", "mine", CLOCK.now())
    async with client.get(forged) as response:
        assert response.status == 404
