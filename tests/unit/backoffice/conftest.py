"""A back office inside the test's own event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from backoffice.app import create_app
from backoffice.settings import Settings

Client = TestClient[Any, Any]
TOKEN = "a-token-for-this-test"


@pytest_asyncio.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'b.db'}", token=TOKEN, mail_port=0)
    async with TestClient(TestServer(create_app(settings))) as made:
        yield made
