"""What every appointment system does: the fake, Qmatic with and without holding, JCC, and ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.appointments import Customer, Detail, Location, Order, Product
from assistant.errors import AppointmentNotFound, BackendUnavailable, PlaceTaken
from assistant.ports.appointments import AppointmentsPort
from assistant.services.appointments import DUTCH_TIME
from connectors.backends.appointments import open_appointments
from tests.contract import jcc_recorded, qmatic_recorded
from tests.contract.backoffice_process import TOKEN, running_backoffice
from tests.fakes.appointments import FakeAppointments
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.asyncio

NOW = "2026-11-23T10:00:00+01:00"
DAY = date(2026, 12, 1)
SANNE = Customer("Sanne van der Visser", "sanne@example.org", "+31612345678", "1988-05-12")
RECORDED = {"qmatic", "qmatic-holds", "jcc"}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 1, hour, minute, tzinfo=DUTCH_TIME)


@dataclass
class Place:
    """A system to test, and the stand-in behind it where there is one."""

    system: AppointmentsPort
    kind: str
    stand_in: Any = None


def fake() -> FakeAppointments:
    clock = FakeClock()
    products = [Product("a0", "Paspoort aanvragen", 10, 4), Product("c0", "Rijbewijs", 10, 1)]
    at_city_hall = [Location("b1", "Stadhuis")]
    places = {"b1": {at(9): 1, at(9, 30): 1}}
    return FakeAppointments(clock, products, dict.fromkeys(("a0", "c0"), at_city_hall), places)


@pytest_asyncio.fixture(params=["fake", "qmatic", "qmatic-holds", "jcc", "backoffice"])
async def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    kind = request.param
    if kind == "fake":
        yield Place(fake(), kind)
        return
    if kind == "backoffice":
        with running_backoffice(tmp_path, BALIE_NOW=NOW) as url:
            root = f"{url}/qmatic/rotterdam/calendar-backend/public/api"
            system = open_appointments("qmatic", root, TOKEN)
            yield Place(system, kind)
            await system.close()
        return
    places = {DAY.isoformat(): ["09:00", "09:30"]}
    if kind == "jcc":
        stand_in: Any = jcc_recorded.RecordedJcc(places)
        root, key = jcc_recorded.ROOT, f"{jcc_recorded.ID}:{jcc_recorded.SECRET}"
    else:
        stand_in = qmatic_recorded.RecordedQmatic(places, holds=kind == "qmatic-holds")
        root, key = qmatic_recorded.ROOT, qmatic_recorded.KEY
    async with TestServer(stand_in.app()) as server:
        system = open_appointments(kind.partition("-")[0], str(server.make_url(root)), key)
        yield Place(system, kind, stand_in)
        await system.close()


async def order(place: Place, key: str = "c1:m1:0", start: datetime | None = None) -> Order:
    """For a passport at the first desk."""
    product = (await place.system.products())[0]
    location = (await place.system.locations([product]))[0]
    return Order(key, ((product, 1),), location, start or at(9), SANNE, "let op")


async def make(place: Place, wanted: Order) -> str:
    return await place.system.confirm(wanted, await place.system.reserve(wanted))


async def test_products_have_a_name_a_length_and_a_limit(place: Place) -> None:
    first = (await place.system.products())[0]
    assert first.name == "Paspoort aanvragen"
    assert first.minutes > 0
    assert first.limit >= 4
    assert "Intern" not in {product.name for product in await place.system.products()}


async def test_other_products_can_be_combined(place: Place) -> None:
    first = (await place.system.products())[0]
    others = await place.system.combinable([first])
    assert others
    assert first not in others


async def test_locations_are_those_of_all_products(place: Place) -> None:
    first, second = (await place.system.products())[:2]
    assert await place.system.locations([first, second])


async def test_free_days_and_times_are_in_order_in_dutch_time(place: Place) -> None:
    wanted = await order(place)
    days = await place.system.days(wanted.amounts, wanted.location, DAY, date(2027, 2, 19))
    assert DAY in days
    assert list(days) == sorted(days)
    assert await place.system.days(wanted.amounts, wanted.location, DAY, DAY) == (DAY,)
    times = await place.system.times(wanted.amounts, wanted.location, DAY)
    assert times[0] == at(9)
    assert list(times) == sorted(times)


async def test_a_day_without_places_has_none(place: Place) -> None:
    wanted = await order(place)
    sunday = date(2026, 11, 29)
    assert await place.system.times(wanted.amounts, wanted.location, sunday) == ()
    assert await place.system.days(wanted.amounts, wanted.location, sunday, sunday) == ()


async def test_what_is_required_holds_a_name(place: Place) -> None:
    product = (await place.system.products())[0]
    assert Detail.NAME in await place.system.required([product])


async def test_booked_place_is_there_and_gone_from_what_is_free(place: Place) -> None:
    wanted = await order(place)
    found = await place.system.get(await make(place, wanted))
    assert (found.start, found.location.name) == (wanted.start, wanted.location.name)
    assert [product.name for product in found.products] == ["Paspoort aanvragen"]
    if place.kind != "backoffice":  # which has four desks
        assert at(9) not in await place.system.times(wanted.amounts, wanted.location, DAY)


async def test_taken_place_is_refused(place: Place) -> None:
    wanted = await order(place)
    desks = 4 if place.kind == "backoffice" else 1
    for number in range(desks):
        await make(place, replace(wanted, key=f"c1:m{number}:0"))
    with pytest.raises(PlaceTaken):
        await make(place, replace(wanted, key="c2:m1:0"))


async def test_time_that_was_never_offered_is_refused(place: Place) -> None:
    with pytest.raises(PlaceTaken):
        await make(place, await order(place, start=at(3)))


async def test_confirmed_twice_is_one_appointment(place: Place) -> None:
    wanted = await order(place)
    reservation = await place.system.reserve(wanted)
    if not (reservation and place.system.confirms_once):
        pytest.skip("takes the same order twice; the service never repeats it")
    first = await place.system.confirm(wanted, reservation)
    assert await place.system.confirm(wanted, reservation) == first


async def test_cancelled_place_is_free_again_and_cancelling_twice_is_harmless(place: Place) -> None:
    wanted = await order(place)
    identifier = await make(place, wanted)
    await place.system.cancel(identifier)
    await place.system.cancel(identifier)
    with pytest.raises(AppointmentNotFound):
        await place.system.get(identifier)
    assert at(9) in await place.system.times(wanted.amounts, wanted.location, DAY)


async def test_unknown_appointment_is_not_found(place: Place) -> None:
    with pytest.raises(AppointmentNotFound):
        await place.system.get("0" * 32)
    await place.system.cancel("0" * 32)


async def test_check_says_nothing_when_all_is_well(place: Place) -> None:
    await place.system.check()


async def test_who_comes_is_told_as_the_system_wants_it(place: Place) -> None:
    if place.kind not in RECORDED:
        pytest.skip("looked at in tests of its own")
    identifier = await make(place, await order(place))
    asked = place.stand_in.booked[identifier]["asked"]
    (customer,) = asked["customerList"] if place.kind == "jcc" else asked["customers"]
    assert (customer["firstName"], customer["lastName"]) == ("Sanne", "van der Visser")
    assert "sanne@example.org" in customer.values()


@pytest.mark.parametrize(
    "broken",
    [
        {"status": 503},
        {"text": "<html>Onderhoud</html>", "content_type": "text/html"},
        {"text": '{"iets": "anders"}', "content_type": "application/json"},
        {"text": "[", "content_type": "application/json"},
        {"status": 302, "headers": {"Location": "https://elders.example/"}},
    ],
    ids=["503", "html", "other shape", "broken json", "redirect"],
)
async def test_nonsense_is_no_empty_answer(place: Place, broken: dict[str, Any]) -> None:
    if place.kind not in RECORDED:
        pytest.skip("cannot be broken so")
    wanted = await order(place)
    place.stand_in.broken = lambda: web.Response(**broken)
    for call in (
        place.system.days(wanted.amounts, wanted.location, DAY, DAY),
        place.system.times(wanted.amounts, wanted.location, DAY),
        place.system.get("q1"),
        place.system.confirm(wanted, ""),
    ):
        with pytest.raises(BackendUnavailable):
            await call


async def test_wrong_key_is_told(place: Place) -> None:
    if place.kind not in RECORDED:
        pytest.skip("has no key, or one that is tried in tests of its own")
    url = place.system._client._url  # type: ignore[attr-defined]
    system = open_appointments(place.kind.partition("-")[0], url, "wrong:key")
    with pytest.raises(BackendUnavailable):
        await system.check()
    await system.close()


@pytest.mark.parametrize("kind", ["qmatic", "jcc"])
async def test_silence_and_nobody_at_home_are_told(kind: str) -> None:
    async def silent(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.6)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", silent)
    async with TestServer(app) as server:
        slow = open_appointments(kind, str(server.make_url("/")), "a:b")
        slow._client._timeout = replace_timeout(0.2)
        with pytest.raises(BackendUnavailable):
            await slow.products()
        await slow.close()
    gone = open_appointments(kind, "http://127.0.0.1:9/", "a:b")
    with pytest.raises(BackendUnavailable):
        await gone.products()
    await gone.close()


def replace_timeout(seconds: float) -> Any:
    from aiohttp import ClientTimeout

    return ClientTimeout(total=seconds)
