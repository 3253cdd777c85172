"""A short soak on every run; the long one is `python -m tests.e2e.soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.soak import soak

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]


async def test_four_channels_lose_and_double_nothing_while_processes_die(tmp_path: Path) -> None:
    run = await soak(tmp_path, f"sqlite:///{tmp_path / 'balie.db'}", 48, kills=4, seed=20261123)
    assert run.faults == []
    assert run.repeats > 0
    assert run.web.deaths + run.engine.deaths == 4 + 2  # the last two are the end of the test
