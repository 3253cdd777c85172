"""The map of the back office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backoffice.pdok.locatieserver import Locatieserver
from backoffice.pdok.tiles import Tiles

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    Tiles(Locatieserver()).add_routes(app.router)
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_a_street_is_on_the_square_where_it_lies(client: TestClient[Any, Any]) -> None:
    # Coolsingel, Rotterdam: 4.4791 E, 51.9229 N.
    async with client.get("/tiles/15/16791/10835.svg") as response:
        assert response.content_type == "image/svg+xml"
        assert "Coolsingel" in await response.text()
    async with client.get("/tiles/15/16791/10848.svg") as response:
        assert "Coolsingel" not in await response.text()


@pytest.mark.parametrize(
    "path", ["/tiles/20/0/0.svg", "/tiles/1/2/0.svg", "/tiles/x/0/0.svg", "/tiles/1/0/-1.svg"]
)
async def test_no_square_is_not_found(client: TestClient[Any, Any], path: str) -> None:
    async with client.get(path) as response:
        assert response.status == 404
