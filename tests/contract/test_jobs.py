"""What every store of jobs does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.jobs import JobKind, job
from assistant.errors import StorageUnavailable
from assistant.ports.jobs import JobsPort
from connectors.storage.database import open_engine
from connectors.storage.jobs import SqlJobs
from tests.contract.databases import database_urls
from tests.fakes.jobs import FakeJobs

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TELL, REMIND = job(JobKind.CONFIRM, "a1", NOW), job(JobKind.REMIND, "a1", NOW + 60 * MINUTE)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def jobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JobsPort]:
    if request.param == "fake":
        yield FakeJobs()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlJobs(open_engine(url))
        yield sql
        sql.close()


async def claimed(jobs: JobsPort, now: datetime, limit: int = 10) -> list[str]:
    return [one.id for one in await jobs.claim(now, now + MINUTE, limit)]


async def test_job_comes_at_its_moment_oldest_first(jobs: JobsPort) -> None:
    await jobs.add([REMIND, TELL])
    assert await claimed(jobs, NOW - MINUTE) == []
    assert await claimed(jobs, NOW) == [TELL.id]
    assert await claimed(jobs, NOW + 60 * MINUTE) == [TELL.id, REMIND.id]
    assert await jobs.waiting() == 2


async def test_claimed_job_is_nobody_elses_until_then(jobs: JobsPort) -> None:
    await jobs.add([TELL])
    (first,) = await jobs.claim(NOW, NOW + MINUTE, 10)
    assert await claimed(jobs, NOW) == []
    (second,) = await jobs.claim(NOW + MINUTE, NOW + 2 * MINUTE, 10)
    assert (first.attempts, second.attempts) == (1, 2)


async def test_job_that_is_over_never_comes_back(jobs: JobsPort) -> None:
    other = job(JobKind.CANCELLED, "a2", NOW)
    await jobs.add([TELL, REMIND, other])
    await jobs.done(TELL.id)
    await jobs.drop("a1", [JobKind.REMIND, JobKind.CONFIRM])
    await jobs.give_up(other.id, "no such address")
    await jobs.add([TELL, REMIND, other])
    assert await claimed(jobs, NOW + 99 * MINUTE) == []
    assert await jobs.waiting() == 0


async def test_only_those_kinds_about_that_are_dropped(jobs: JobsPort) -> None:
    other = job(JobKind.REMIND, "a2", NOW)
    await jobs.add([TELL, REMIND, other])
    await jobs.drop("a1", [JobKind.REMIND])
    assert set(await claimed(jobs, NOW + 99 * MINUTE)) == {TELL.id, other.id}


async def test_postponed_job_comes_then(jobs: JobsPort) -> None:
    await jobs.add([TELL])
    await claimed(jobs, NOW)
    await jobs.postpone(TELL.id, NOW + 5 * MINUTE)
    assert await claimed(jobs, NOW + 4 * MINUTE) == []
    assert await claimed(jobs, NOW + 5 * MINUTE) == [TELL.id]


async def test_no_more_than_asked(jobs: JobsPort) -> None:
    await jobs.add([job(JobKind.CONFIRM, f"a{n}", NOW + n * MINUTE) for n in range(5)])
    assert await claimed(jobs, NOW + 9 * MINUTE, limit=2) == ["confirm:a0", "confirm:a1"]


async def test_two_who_claim_at_once_share(jobs: JobsPort) -> None:
    await jobs.add([job(JobKind.CONFIRM, f"a{n}", NOW) for n in range(40)])
    got = await asyncio.gather(*(jobs.claim(NOW, NOW + MINUTE, 10) for _ in range(8)))
    ids = [one.id for part in got for one in part]
    assert len(ids) == len(set(ids))


async def test_added_at_once_is_one(jobs: JobsPort) -> None:
    await asyncio.gather(*(jobs.add([TELL, REMIND]) for _ in range(8)))
    assert await jobs.waiting() == 2


async def test_database_that_is_away_is_told(tmp_path: Path) -> None:
    jobs = SqlJobs(open_engine(f"sqlite:///{tmp_path / 'balie.db'}"))
    with pytest.raises(StorageUnavailable):
        await jobs.add([TELL])
    jobs.close()
