"""What is over goes, in every store, whatever the others do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from assistant.domain.lookups import Consent, Source
from assistant.services.erasing import Erasing
from tests.fakes.clock import FakeClock
from tests.fakes.lookups import FakeLookups
from tests.fakes.personal_details import FakePersonalDetails

pytestmark = pytest.mark.asyncio


async def test_a_store_that_is_away_does_not_keep_the_others() -> None:
    clock, away, details = FakeClock(), FakeLookups(), FakePersonalDetails()
    now = clock.now()
    await away.answer(Consent("c1", Source.ZAKEN, True, now, now))
    await details.keep("old", {"name": "Sanne"}, now)
    await details.keep("new", {"name": "Sanne"}, now + timedelta(seconds=1))
    away.down = True
    erasing = Erasing((away, details), clock)
    await erasing.once()
    assert set(details.kept) == {"new"}
    away.down = False
    await erasing.once()
    assert away.consents == {}


async def test_again_and_again() -> None:
    clock, details = FakeClock(), FakePersonalDetails()
    task = asyncio.create_task(Erasing((details,), clock).run_forever(every=0.001))
    await details.keep("later", {"name": "Sanne"}, clock.now() + timedelta(minutes=1))
    clock.forward(minutes=2)
    async with asyncio.timeout(10):
        while details.kept:
            await asyncio.sleep(0.001)
    task.cancel()
