"""For every test: how long an example takes depends on the machine, and is measured in bench/."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import postgresql

settings.register_profile("balie", deadline=None)
settings.load_profile("balie")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real server, started at its first use."""
    with postgresql.server() as url:
        yield url
