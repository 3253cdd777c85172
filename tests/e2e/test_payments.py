"""What the payment provider calls, also somebody who is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from assistant.services.payment_links import LIVES, PaymentLinks
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app

pytestmark = pytest.mark.asyncio


class Site:
    def __init__(self) -> None:
        self.clock, self.engine = FakeClock(), FakeEngine()
        self.links = PaymentLinks("https://balie.example", "geheim")
        app = fake_app(clock=self.clock, engine=self.engine, payments=self.links)
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))

    def path(self, ago: timedelta = timedelta()) -> str:
        moment = self.clock.now() - ago
        return urlsplit(self.links.webhook_url("rotterdam", "c1", "webchat", moment)).path

    async def post(self, path: str, **form: str) -> int:
        async with self.client.post(path, data=form) as response:
            return int(response.status)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


async def test_conversation_goes_on_once(site: Site) -> None:
    for _ in range(2):
        assert await site.post(site.path(), id="tr_1234") == 200
    while not site.engine.asked:
        await asyncio.sleep(0.01)
    (asked,) = site.engine.asked
    assert (asked.conversation_id, asked.payload) == ("c1", '/inform_edienst{"choice": "paid"}')


@pytest.mark.parametrize("identifier", ["", "../x", "tr 1", "x" * 65])
async def test_nonsense(site: Site, identifier: str) -> None:
    assert await site.post(site.path(), id=identifier) == 404
    assert site.engine.asked == []


async def test_addresses_that_are_not_ours_or_over(site: Site) -> None:
    for path in ("/betaling/x", f"{site.path()}x", site.path(ago=LIVES)):
        assert await site.post(path, id="tr_1234") == 404
    assert site.engine.asked == []


async def test_browser_comes_back_to_a_page(site: Site) -> None:
    async with site.client.get("/rotterdam/betaald") as response:
        assert response.status == 200
        assert "terug naar uw gesprek" in await response.text()
    async with site.client.get("/nergens/betaald") as response:
        assert response.status == 404
