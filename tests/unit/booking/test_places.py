"""Which places are offered."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from assistant.domain.booking.wishes import DayWish, TimeWish, Wishes
from assistant.errors import BackendUnavailable
from assistant.services.appointments import DUTCH_TIME
from assistant.services.places import MOST, Found, find
from tests.unit.booking.room import CENTRUM, FEIJENOORD, PASPOORT, Room

pytestmark = pytest.mark.asyncio

TODAY = date(2026, 11, 23)
TUESDAY = DayWish(date(2026, 12, 1), date(2026, 12, 1))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=DUTCH_TIME)


async def places(room: Room, wishes: Wishes) -> Found:
    return await find(room.system, ((PASPOORT, 1),), CENTRUM, (FEIJENOORD,), wishes, TODAY)


async def test_without_a_wish_the_first_of_the_next_days() -> None:
    found = await places(Room(), Wishes())
    assert found.as_asked
    assert len(found.places) == MOST
    assert len({start.date() for _, start in found.places}) == MOST


async def test_of_one_day_early_and_late_and_between() -> None:
    found = await places(Room(), Wishes((TUESDAY,)))
    starts = [start for _, start in found.places]
    assert (starts[0], starts[-1], len(starts)) == (at(1, 9), at(1, 16, 30), MOST)


async def test_exactly_that_time() -> None:
    found = await places(Room(), Wishes((TUESDAY,), (TimeWish(time(11), time(11), True),)))
    assert found == Found(((CENTRUM, at(1, 11)),), True)


async def test_taken_time_gives_the_nearest_of_that_day_and_the_same_elsewhere() -> None:
    room = Room()
    del room.system.places["c"][at(1, 11)]
    found = await places(room, Wishes((TUESDAY,), (TimeWish(time(11), time(11), True),)))
    assert not found.as_asked
    assert (FEIJENOORD, at(1, 11)) in found.places
    assert {start for at_, start in found.places if at_ is CENTRUM} & {at(1, 10, 30), at(1, 11, 30)}


async def test_unwanted_days_are_not_the_nearest_either() -> None:
    room = Room()
    for start in [start for start in room.system.places["c"] if start.date() == TUESDAY.first]:
        del room.system.places["c"][start]
    monday = DayWish(weekdays=frozenset({0}), excluded=True)
    found = await places(room, Wishes((TUESDAY, monday)))
    assert all(start.weekday() != 0 for _, start in found.places)


async def test_nothing_free_anywhere() -> None:
    room = Room()
    room.system.places.clear()
    assert await places(room, Wishes()) == Found((), False)


async def test_system_that_is_away_is_no_empty_agenda() -> None:
    room = Room()
    room.system.down = True
    with pytest.raises(BackendUnavailable):
        await places(room, Wishes())
