"""Jobs are done when they are due, again when they failed, and never stop each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.jobs import Job, JobKind, job
from assistant.errors import BackendUnavailable
from assistant.services.job_runner import CLAIMED_FOR, PAUSES, JobRunner
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import FakeJobs

pytestmark = pytest.mark.asyncio


class Room:
    def __init__(self) -> None:
        self.clock, self.jobs = FakeClock(), FakeJobs()
        self.done: list[str] = []
        self.error: Exception | None = None
        handlers = {JobKind.CONFIRM: self.handle, JobKind.REMIND: self.handle}
        self.runner = JobRunner(self.jobs, self.clock, handlers)

    async def handle(self, one: Job) -> None:
        if self.error is not None and one.about == "a1":
            raise self.error
        self.done.append(one.about)

    async def add(self, about: str = "a1", minutes: int = 0) -> None:
        due = self.clock.now() + timedelta(minutes=minutes)
        await self.jobs.add([job(JobKind.CONFIRM, about, due)])


async def test_due_job_is_done_once() -> None:
    room = Room()
    await room.add()
    assert await room.runner.run_due() == 1
    assert await room.runner.run_due() == 0
    assert room.done == ["a1"]


async def test_job_of_later_waits() -> None:
    room = Room()
    await room.add(minutes=5)
    assert await room.runner.run_due() == 0
    room.clock.forward(minutes=5)
    assert await room.runner.run_due() == 1


@pytest.mark.parametrize("error", [BackendUnavailable("mail"), RuntimeError("a bug")])
async def test_failed_job_comes_again_and_others_go_on(error: Exception) -> None:
    room = Room()
    room.error = error
    await room.add("a1")
    await room.add("a2")
    await room.runner.run_due()
    assert room.done == ["a2"]
    assert await room.runner.run_due() == 0
    room.error = None
    room.clock.forward(minutes=PAUSES[0])
    await room.runner.run_due()
    assert room.done == ["a2", "a1"]


async def test_hopeless_job_is_given_up_after_more_than_a_day_with_its_reason() -> None:
    room = Room()
    room.error = BackendUnavailable("mail")
    await room.add()
    began, tries = room.clock.now(), 0
    while await room.jobs.waiting():
        tries += await room.runner.run_due()
        room.clock.forward(minutes=1)
    assert room.jobs.given_up == {"confirm:a1": "BackendUnavailable"}
    assert tries == len(PAUSES) + 1
    assert room.clock.now() - began > timedelta(hours=20)


async def test_job_of_a_process_that_died_is_done_by_the_next() -> None:
    room = Room()
    await room.add()
    await room.jobs.claim(room.clock.now(), room.clock.now() + CLAIMED_FOR, 9)
    assert await room.runner.run_due() == 0
    room.clock.forward(minutes=2)
    await room.runner.run_due()
    assert room.done == ["a1"]
