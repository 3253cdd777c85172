"""A promise to call is a task in the contact register: it gets there, and its end comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain.callbacks import Callback, Stage
from assistant.domain.jobs import JobKind, job
from assistant.services.call_tasks import CallTasks
from assistant.services.call_watch import MOST_FAILURES, PATIENCE, CallWatch
from assistant.services.job_runner import JobRunner
from tests.fakes.call_tasks import FakeCallTasks
from tests.unit.desk.room import FATIMA, PACKET, TEXTS, Room

pytestmark = pytest.mark.asyncio
HERE = ["rotterdam"]
NUMBER = "+31612345678"
LATE = "Wij zouden u vandaag bellen"


@pytest.fixture
def room() -> Room:
    return Room()


async def promised(room: Room, number: int = 1) -> Callback:
    """Somebody is to be called within a day."""
    now = room.clock.now()
    one = Callback(
        f"b{number}", f"c{number}", "rotterdam", "webchat", "", now, now + timedelta(days=1),
        NUMBER, PACKET,
    )  # fmt: skip
    await room.callbacks.ask(one)
    await room.jobs.add([job(JobKind.CALL_TASK, one.id, now)])
    return one


async def work(room: Room) -> None:
    """Do what is due."""
    calls = CallTasks(room.callbacks, room.tasks)
    handlers = {JobKind.CALL_TASK: calls.register, JobKind.CALL_CLOSED: calls.close}
    await JobRunner(room.jobs, room.clock, handlers).run_due()


async def stages(room: Room) -> list[Stage]:
    return [one.stage for one in room.callbacks.rows.values()]


async def test_register_gets_the_task_with_its_number_and_its_end(room: Room) -> None:
    kept = await promised(room)
    room.tasks.down = True
    await work(room)
    assert room.tasks.numbers == {}
    room.tasks.down = False
    room.clock.forward(minutes=2)
    await work(room)
    assert room.tasks.numbers == {kept.id: NUMBER}
    await room.calls.reached(FATIMA, kept.id)
    await work(room)
    assert room.tasks.closed == {kept.id}


async def test_cancelled_before_the_register_heard_nobody_sees_it(room: Room) -> None:
    kept = await promised(room)
    await room.callbacks.end(kept.id, Stage.CANCELLED)
    await work(room)
    assert room.tasks.numbers == {}


async def test_handled_in_the_register_it_is_over_here_and_nobody_is_told(room: Room) -> None:
    kept, another = await promised(room), await promised(room, 2)
    await work(room)
    await room.watch.look(HERE)
    assert await stages(room) == [Stage.OPEN, Stage.OPEN]
    room.tasks.closed.add(kept.id)
    await room.watch.look(HERE)
    assert room.callbacks.rows[kept.id] == replace(kept, stage=Stage.HANDLED, phone="")
    assert await room.calls.open_of("rotterdam") == [another]
    room.clock.forward(days=2)
    await room.watch.look(HERE)
    assert await room.said() == []
    # How it went stands in the register, by who called.
    assert room.outbox.waiting == []
    assert not await room.calls.reached(FATIMA, kept.id)
    assert not room.jobs.waiting_jobs


async def test_handled_there_after_its_moment_is_not_called_late(room: Room) -> None:
    kept = await promised(room)
    await work(room)
    room.clock.forward(days=1, minutes=1)
    room.tasks.closed.add(kept.id)
    await room.watch.look(HERE)
    assert await room.said() == []
    assert await stages(room) == [Stage.HANDLED]


async def test_closed_here_and_there_at_once_has_one_ending(room: Room) -> None:
    class Meanwhile(FakeCallTasks):
        """While it is asked, a colleague presses "Gesproken" at our desk."""

        async def handled(self, callback: Callback) -> bool:
            assert await room.calls.reached(FATIMA, callback.id)
            return True

    await promised(room)
    watch = CallWatch(room.callbacks, Meanwhile(), room.messenger, TEXTS, room.clock)
    await watch.look(HERE)
    assert await stages(room) == [Stage.DONE]
    assert len(room.outbox.waiting) == 1


async def test_too_late_is_told_once(room: Room) -> None:
    await promised(room)
    await room.watch.look(HERE)
    assert await room.said() == []
    room.clock.forward(days=2)
    for _ in range(3):
        await room.watch.look(HERE)
    assert [text.startswith(LATE) for text in await room.said()] == [True]


async def test_register_that_is_away_alarms_nobody_for_an_hour(room: Room) -> None:
    kept = await promised(room)
    await work(room)
    room.tasks.down = True
    room.clock.forward(days=1, seconds=PATIENCE.total_seconds())
    await room.watch.look(HERE)
    assert await room.said() == []
    room.tasks.down = False
    room.tasks.closed.add(kept.id)
    await room.watch.look(HERE)
    assert (await room.said(), await stages(room)) == ([], [Stage.HANDLED])


async def test_broken_promise_is_told_also_where_the_register_stays_away(room: Room) -> None:
    await promised(room)
    room.tasks.down = True
    room.clock.forward(days=1, seconds=PATIENCE.total_seconds() + 1)
    await room.watch.look(HERE)
    assert [text.startswith(LATE) for text in await room.said()] == [True]


async def test_register_that_is_away_is_left_alone_until_the_next_round(room: Room) -> None:
    for number in range(10):
        await promised(room, number)
    room.tasks.down = True
    await room.watch.look(HERE)
    assert room.tasks.asked == MOST_FAILURES
    room.clock.forward(days=2)
    await room.watch.look(HERE)
    assert all([(await room.said(number))[0].startswith(LATE) for number in range(10)])
