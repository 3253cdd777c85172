"""The agenda: what is free, what is held, and that no place is given out twice."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backoffice.agenda import HOLD, Agenda, Booking, NoAppointment, NoPlace
from backoffice.agenda_plan import AGENDA_TIME, Plan, length_of
from backoffice.database import Database, metadata

pytestmark = pytest.mark.asyncio

PLAN = Plan()
DESK = PLAN.of("rotterdam")[0]
PASPOORT, ID_KAART = PLAN.services[:2]
SCHULDEN = next(one for one in PLAN.services if one.name == "Gesprek over schulden")


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AGENDA_TIME)


class Clock:
    def __init__(self) -> None:
        self.now = at(23, 10, month=11)

    def __call__(self) -> datetime:
        return self.now


def open_agenda(url: str, clock: Clock) -> tuple[Agenda, Database]:
    database = Database(url)
    metadata.create_all(database.engine)
    return Agenda(PLAN, database, clock), database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agenda(tmp_path: Path, clock: Clock) -> Any:
    made, database = open_agenda(f"sqlite:///{tmp_path / 'b.db'}", clock)
    yield made
    database.close()


def booking(start: datetime, people: int = 1) -> Booking:
    return Booking(DESK, (PASPOORT,), people, start)


async def test_open_days_and_times(agenda: Agenda) -> None:
    days = await agenda.dates(DESK, (PASPOORT,), 1)
    assert days[0] == date(2026, 11, 23)
    times = await agenda.times(DESK, (PASPOORT,), 1, date(2026, 12, 3))
    assert (times[0], times[-1]) == (at(3, 9), at(3, 19, 45))


@pytest.mark.parametrize(
    "day", [date(2026, 11, 29), date(2026, 12, 25), date(2026, 12, 24), date(2027, 1, 1)]
)
async def test_weekends_feasts_and_days_of_our_own_are_closed(agenda: Agenda, day: date) -> None:
    assert await agenda.times(DESK, (PASPOORT,), 1, day) == []
    assert day not in await agenda.dates(DESK, (PASPOORT,), 1)


async def test_too_soon_is_not_offered(agenda: Agenda, clock: Clock) -> None:
    times = await agenda.times(DESK, (PASPOORT,), 1, clock.now.date())
    assert times[0] == at(23, 10, 30, month=11)


async def test_length_grows_with_people_and_products() -> None:
    assert length_of((PASPOORT,), 1) == timedelta(minutes=15)
    assert length_of((PASPOORT,), 3) == timedelta(minutes=35)
    assert length_of((PASPOORT, ID_KAART), 2) == timedelta(minutes=50)


async def test_every_desk_is_given_out_once(agenda: Agenda) -> None:
    for _ in range(DESK.desks):
        await agenda.reserve(booking(at(1, 9)))
    with pytest.raises(NoPlace):
        await agenda.reserve(booking(at(1, 9)))
    assert at(1, 9) not in await agenda.times(DESK, (PASPOORT,), 1, date(2026, 12, 1))


async def test_long_one_takes_the_times_in_between(agenda: Agenda) -> None:
    for _ in range(DESK.desks):
        await agenda.book(booking(at(1, 9), people=3), {})
    times = await agenda.times(DESK, (PASPOORT,), 1, date(2026, 12, 1))
    assert times[0] == at(1, 9, 45)


async def test_place_that_is_held_frees_itself(agenda: Agenda, clock: Clock) -> None:
    held = [await agenda.reserve(booking(at(1, 9))) for _ in range(DESK.desks)]
    clock.now += HOLD
    assert at(1, 9) in await agenda.times(DESK, (PASPOORT,), 1, date(2026, 12, 1))
    with pytest.raises(NoAppointment):
        await agenda.confirm(held[0], {})
    await agenda.reserve(booking(at(1, 9)))


async def test_confirmed_twice_is_the_same_and_stays(agenda: Agenda, clock: Clock) -> None:
    held = await agenda.reserve(booking(at(1, 9)))
    for name in ("Sanne Visser", "iemand anders"):
        assert await agenda.confirm(held, {"naam": name}) == held
    clock.now += 2 * HOLD
    assert (await agenda.get(held)).naam == "Sanne Visser"


async def test_cancelled_is_free_again(agenda: Agenda) -> None:
    made = [await agenda.book(booking(at(1, 9)), {}) for _ in range(DESK.desks)]
    await agenda.cancel(made[0])
    with pytest.raises(NoAppointment):
        await agenda.cancel(made[0])
    await agenda.book(booking(at(1, 9)), {})


@pytest.mark.parametrize(
    "start", [at(1, 9, 7), at(1, 3), at(29, 10, month=11), at(20, 9, month=11)]
)
async def test_time_that_is_never_offered_is_refused(agenda: Agenda, start: datetime) -> None:
    with pytest.raises(NoPlace):
        await agenda.book(booking(start), {})


async def test_home_is_for_conversations_only() -> None:
    home = next(one for one in PLAN.of("rotterdam") if one.home)
    assert SCHULDEN in PLAN.at(home)
    assert PASPOORT not in PLAN.at(home)


async def test_plan_knows_every_product_that_residents_can_ask_for() -> None:
    from assistant.settings import ROOT
    from kb.library import Library

    library = Library(ROOT / "kb")
    for slug in library.slugs():
        names = {entry.system_name for entry in library.catalogue(slug).entries}
        assert names == {service.name for service in PLAN.services}


# --- many at once

PLACES = 20
RESIDENTS = 200


async def rush(agendas: list[Agenda]) -> list[str]:
    """Two hundred residents want one of the same twenty places at the same time."""
    starts = [at(1, 9 + n // 4, 15 * (n % 4)) for n in range(PLACES // DESK.desks)]

    async def resident(number: int) -> str:
        agenda = agendas[number % len(agendas)]
        for start in starts[number % len(starts) :] + starts[: number % len(starts)]:
            try:
                held = await agenda.reserve(booking(start))
                return await agenda.confirm(held, {"naam": f"Inwoner {number}"})
            except NoPlace:
                continue
        return ""

    return [made for made in await asyncio.gather(*map(resident, range(RESIDENTS))) if made]


async def test_two_hundred_residents_on_twenty_places(agenda: Agenda) -> None:
    made = await rush([agenda])
    assert (len(made), len(set(made))) == (PLACES, PLACES)
    assert len(await agenda.day("rotterdam", date(2026, 12, 1))) == PLACES


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_two_hundred_residents_on_twenty_places_by_several_processes(
    kind: str, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'b.db'}"
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    opened = [open_agenda(url, clock) for _ in range(4)]
    agendas = [agenda for agenda, _ in opened]
    try:
        made = await rush(agendas)
        assert (len(made), len(set(made))) == (PLACES, PLACES)
        assert len(await agendas[0].day("rotterdam", date(2026, 12, 1))) == PLACES
    finally:
        metadata.drop_all(opened[0][1].engine)
        for _, database in opened:
            database.close()
