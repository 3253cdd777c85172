"""Orders survive crashes and silent systems: never twice, never half."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain.appointments import Record, Stage
from assistant.domain.jobs import JobKind, job
from assistant.errors import BackendUnavailable, OutcomeUnknown, PlaceTaken
from assistant.services.appointment_links import AppointmentLinks, Door
from tests.unit.booking.room import Room

pytestmark = pytest.mark.asyncio


def new(room: Room, key: str = "c1:m1:0", **changes: object) -> Record:
    start = min(room.system.places["c"])
    while start <= room.clock.now():
        start += timedelta(minutes=30)
    held = room.holds(start + timedelta(days=2))
    del room.book.records[held.key], room.system.booked[held.key]
    order = replace(held.order, key=key)
    made = replace(held, key=key, order=order, stage=Stage.NEW, system_id="", extra={})
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_same_order_twice_is_one_appointment() -> None:
    room = Room()
    record = new(room)
    first, second = await room.appointments.make(record), await room.appointments.make(record)
    assert first == second
    assert len(room.system.booked) == 1


async def test_crash_after_holding_is_confirmed_once_with_the_same_reservation() -> None:
    room = Room()
    record = new(room)
    reservation = await room.system.reserve(record.order)
    held = replace(record, stage=Stage.CONFIRMING, reservation=reservation)
    await room.book.begin(held)
    await room.appointments.settle(job(JobKind.SETTLE, record.key, room.clock.now()))
    assert room.book.records[record.key].stage is Stage.BOOKED
    assert len(room.system.booked) == 1


async def test_place_that_was_let_go_meanwhile_is_told_as_not_made() -> None:
    room = Room()
    record = new(room)
    reservation = await room.system.reserve(record.order)
    await room.book.begin(replace(record, stage=Stage.CONFIRMING, reservation=reservation))
    room.clock.forward(minutes=6)
    await room.appointments.settle(job(JobKind.SETTLE, record.key, room.clock.now()))
    assert room.book.records[record.key].stage is Stage.REFUSED
    assert f"not_made:{record.key}" in room.jobs.waiting_jobs


async def test_silent_system_is_asked_again_later() -> None:
    room = Room()
    room.system.answer_lost = True
    with pytest.raises(OutcomeUnknown):
        await room.appointments.make(new(room))
    todo = job(JobKind.SETTLE, "c1:m1:0", room.clock.now())
    room.system.down = True
    with pytest.raises(BackendUnavailable):
        await room.appointments.settle(todo)
    room.system.down = room.system.answer_lost = False
    await room.appointments.settle(todo)
    assert room.book.records["c1:m1:0"].stage is Stage.BOOKED
    assert len(room.system.booked) == 1


@pytest.mark.parametrize("system", [{"confirms_once": False}, {"holds": False}])
async def test_order_that_may_not_be_repeated_goes_to_a_person(system: dict[str, bool]) -> None:
    room = Room(**system)
    room.system.answer_lost = True
    record = new(room)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await room.appointments.make(record)
    room.system.answer_lost = False
    await room.appointments.settle(job(JobKind.SETTLE, record.key, room.clock.now()))
    assert room.book.records[record.key].stage is Stage.UNCERTAIN
    assert len(room.system.booked) == 1
    (told,) = room.staff.waiting
    assert "Paspoort aanvragen" in told.inhoud


async def test_taken_place_keeps_no_appointment() -> None:
    room = Room()
    record = new(room)
    del room.system.places["c"][record.order.start]
    for _ in range(2):
        with pytest.raises(PlaceTaken):
            await room.appointments.make(record)
    assert room.book.records[record.key].stage is Stage.REFUSED


async def test_moved_leaves_the_old_place_also_when_that_fails_at_first() -> None:
    room = Room()
    old = await room.appointments.make(new(room))
    real, calls = room.system.cancel, 0

    async def fails_once(identifier: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise BackendUnavailable("down")
        await real(identifier)

    room.system.cancel = fails_once  # type: ignore[method-assign]
    later = new(room, "c1:m2:0", extra={"moves": old.key})
    later = replace(later, order=replace(later.order, start=old.order.start + timedelta(days=1)))
    await room.appointments.make(later)
    assert len(room.system.booked) == 2
    await room.appointments.release(job(JobKind.RELEASE, old.key, room.clock.now()))
    assert [order.start for order in room.system.booked.values()] == [later.order.start]


async def test_reminder_is_set_for_the_day_before_and_dropped_with_the_appointment() -> None:
    room = Room()
    record = await room.appointments.make(new(room))
    start = record.order.start
    (reminder,) = [j for j in room.jobs.waiting_jobs.values() if j.kind is JobKind.REMIND]
    assert reminder.due.date() == (start - timedelta(days=1)).date()
    await room.appointments.cancel(record)
    assert reminder.id not in room.jobs.waiting_jobs


async def test_links_open_only_what_they_were_signed_for() -> None:
    links = AppointmentLinks("https://balie.example/", "geheim")
    token = links.token(Door.MANAGE, "c1:m1:0")
    assert links.url(Door.MANAGE, "c1:m1:0") == f"https://balie.example/afspraak/{token}"
    assert links.key(Door.MANAGE, token) == "c1:m1:0"
    other = AppointmentLinks("https://balie.example", "anders")
    assert links.key(Door.HOST, token) is None
    assert other.key(Door.MANAGE, token) is None
    for wrong in ("", "x", "é.é", token[:-1], f"{token}0", token.replace(".", "")):
        assert links.key(Door.MANAGE, wrong) is None
    assert links.room("c1:m1:0") != links.room("c1:m2:0")
