"""What several contract suites need."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.contract.hostile_broker import Broker


@pytest_asyncio.fixture
async def hostile() -> AsyncIterator[Broker]:
    """A provider of OpenID Connect that says what a test wants."""
    made = Broker()
    await made.server.start_server()
    yield made
    await made.server.close()
