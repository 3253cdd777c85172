"""A running application and one browser on its page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests import postgresql
from tests.e2e.site import Resident, Site


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql.server() as url:
        yield url


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
