"""What every store of consents and look-ups does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.lookups import Consent, Lookup, Result, Source
from assistant.ports.lookups import LookupsPort
from connectors.storage.database import open_engine
from connectors.storage.lookups import SqlLookups
from tests.contract.databases import database_urls
from tests.fakes.lookups import FakeLookups

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
YES = Consent("c1", Source.ZAKEN, True, NOW, SOON)
ONE = Lookup("l1", "c1", "rotterdam", "pseudonym", Source.ZAKEN, "status", NOW)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def lookups(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LookupsPort]:
    if request.param == "fake":
        yield FakeLookups()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlLookups(open_engine(url))
        yield sql
        sql.close()


async def test_last_answer_counts_until_its_time(lookups: LookupsPort) -> None:
    assert await lookups.consent("c1", Source.ZAKEN, NOW) is None
    await lookups.answer(YES)
    assert await lookups.consent("c1", Source.ZAKEN, NOW) == YES
    assert await lookups.consent("c2", Source.ZAKEN, NOW) is None
    assert await lookups.consent("c1", Source.ZAKEN, SOON) is None
    no = replace(YES, given=False, subject="pseudonym")
    await lookups.answer(no)
    assert await lookups.consent("c1", Source.ZAKEN, NOW) == no


async def test_what_was_answered_is_erased_and_what_was_looked_up_stays(
    lookups: LookupsPort,
) -> None:
    await lookups.answer(YES)
    await lookups.answer(replace(YES, conversation_id="c2", until=SOON + timedelta(minutes=1)))
    await lookups.begin(ONE)
    assert await lookups.erase_old(SOON) == 1
    assert await lookups.consent("c1", Source.ZAKEN, NOW) is None
    assert await lookups.consent("c2", Source.ZAKEN, NOW) is not None
    assert list(await lookups.of_subject("pseudonym")) == [ONE]


async def test_lookups_of_one_person_newest_first(lookups: LookupsPort) -> None:
    later = replace(ONE, id="l2", conversation_id="c2", at=SOON)
    await lookups.begin(ONE)
    await lookups.begin(later)
    await lookups.begin(replace(ONE, id="l3", subject="somebody else"))
    assert list(await lookups.of_subject("pseudonym")) == [later, ONE]
    await lookups.end("l1", Result.FOUND)
    assert (await lookups.of_subject("pseudonym"))[1].result is Result.FOUND
    assert await lookups.of_subject("nobody") == []
