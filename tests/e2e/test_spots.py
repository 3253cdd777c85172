"""The page on which a resident shows where he stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from assistant.services.spot_links import LIVES, SpotLinks
from tests.fakes.addresses import FakeAddresses
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from web.spots import SpotParts

pytestmark = pytest.mark.asyncio


class Site:
    def __init__(self) -> None:
        self.clock, self.engine = FakeClock(), FakeEngine()
        self.links = SpotLinks("https://balie.example", "geheim")
        self.map = FakeAddresses()
        spots = SpotParts(self.links, self.map, "https://kaart.example/{z}/{x}/{y}.png", "Kadaster")
        app = fake_app(clock=self.clock, engine=self.engine, spots=spots)
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))
        self.path = self.link()

    def link(self, ago: timedelta = timedelta()) -> str:
        moment = self.clock.now() - ago
        return urlsplit(self.links.url("rotterdam", "c1", "webchat", moment)).path

    async def send(self, path: str = "", origin: str = "", **form: str) -> tuple[int, str]:
        headers = {"Origin": origin or str(self.client.make_url("/")).rstrip("/")}
        async with self.client.post(path or self.path, data=form, headers=headers) as response:
            return response.status, await response.text()


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


async def test_point_goes_on_in_the_conversation_once(site: Site) -> None:
    async with site.client.get(site.path) as response:
        assert response.status == 200
        assert "geolocation=(self)" in response.headers["Permissions-Policy"]
    for _ in range(2):
        status, page = await site.send(lat="51.9229123", lon="4.4791")
        assert (status, "doorgegeven" in page) == (200, True)
    (asked,) = site.engine.asked
    assert asked.text == "51.92291, 4.47910"


@pytest.mark.parametrize(
    "form",
    [{}, {"lat": "x", "lon": "4.4"}, {"lat": "48.85", "lon": "2.35"}, {"lat": "nan", "lon": "4.4"}],
)
async def test_what_is_no_point_here(site: Site, form: dict[str, str]) -> None:
    status, page = await site.send(**form)
    assert (status, site.engine.asked) == (400, [])
    assert "Typ in het gesprek de straat" in page


async def test_others_send_nothing(site: Site) -> None:
    point = {"lat": "51.92291", "lon": "4.47910"}
    assert (await site.send(origin="https://evil.example", **point))[0] == 403
    for path in ("/plek/x", f"{site.path}x", site.link(ago=LIVES)):
        assert (await site.send(path=path, **point))[0] == 404
    assert site.engine.asked == []


async def test_map_is_drawn_elsewhere_and_only_its_images_may_be_from_there(site: Site) -> None:
    async with site.client.get(site.path) as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()
    assert "img-src 'self' https://kaart.example;" in policy
    assert policy.count("kaart.example") == 1
    assert 'data-lat="51.9" data-lon="4.4"' in page


async def test_without_a_map_a_resident_shows_where_he_stands(site: Site) -> None:
    site.map.down = True
    async with site.client.get(site.path) as response:
        page = await response.text()
    assert response.status == 200
    assert "Gebruik mijn plek" in page
    assert 'id="kaart"' not in page
