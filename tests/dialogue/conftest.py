"""One running Balie for all conversations: the whole product, as `make run` starts it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.evaluate.stack import Stack, running

MONDAY_MORNING = "2026-11-23T10:00:00+01:00"


@pytest.fixture(scope="session")
def balie() -> Iterator[Stack]:
    with running(now=MONDAY_MORNING) as stack:
        yield stack
