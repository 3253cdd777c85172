"""A running application and one browser on its page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.e2e.site import Resident, Site


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    await site.start()
    yield site
    await site.stop()


@pytest_asyncio.fixture
async def resident(site: Site) -> Resident:
    resident = Resident(site.client())
    await resident.page()
    return resident
