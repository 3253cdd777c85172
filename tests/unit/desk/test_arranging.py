"""Appointments that staff make, move and cancel, and eDiensten they open for a resident."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.domain.appointments import Detail, Stage
from assistant.domain.handover import Ending, Handover
from assistant.errors import (
    AppointmentNotFound,
    BackendUnavailable,
    DetailsMissing,
    OutcomeUnknown,
    PlaceTaken,
)
from assistant.services.desk_appointments import Wish
from tests.unit.booking.room import LIBRARY, at
from tests.unit.desk.room import FATIMA, PIET, Room, payloads

pytestmark = pytest.mark.asyncio
TUESDAY = at(24, 10, month=11)
SANNE = {"name": "Sanne Visser", "email": "sanne@example.org"}
WISH = Wish("k1", "paspoort", "c", TUESDAY, SANNE)


@pytest.fixture
async def room() -> Room:
    made = Room()
    await made.open(FATIMA, PIET)
    return made


@pytest.fixture
async def talk(room: Room) -> Handover:
    asked = await room.ask()
    await room.desk.accept(FATIMA, asked.id)
    return await room.desk.see(FATIMA, asked.id)


async def test_what_where_and_when_are_those_of_the_system(room: Room, talk: Handover) -> None:
    titles = [one.key for one in await room.arranging.products("rotterdam")]
    assert titles == ["paspoort", "id-kaart", "schulden"]
    places = await room.arranging.places("rotterdam", "schulden")
    assert [one.location.id for one in places] == ["c", "v", "t"]
    assert Detail.EMAIL in places[1].required and Detail.PHONE in places[2].required
    days = await room.arranging.days("rotterdam", "paspoort", "c")
    assert days[0] == room.clock.now().date()
    times = await room.arranging.times("rotterdam", "paspoort", "c", days[0])
    assert times[0] == at(23, 10, 30, month=11)
    assert await room.arranging.of(talk) == ()


async def test_made_once_and_told_in_the_words_of_balie(room: Room, talk: Handover) -> None:
    for _ in range(2):
        made = await room.arranging.make(FATIMA, talk, WISH)
    assert (made.stage, made.conversation_id) == (Stage.BOOKED, "c1")
    assert len(room.booking.system.booked) == 1
    told = [one for one in await room.talks.messages("c1") if made.code in one.text]
    assert len(told) == 1
    reply = told[0].reply
    assert reply is not None
    assert (reply.speaker, reply.choices) == ("Fatima", ())
    assert "10.00" in reply.text and reply.links
    assert [one.key for one in await room.arranging.of(talk)] == [made.key]
    assert "appointment_made" in [deed.what for deed in await room.staff.deeds(talk.id)]


async def test_moved_it_keeps_its_code_and_who_comes(room: Room, talk: Handover) -> None:
    made = await room.arranging.make(FATIMA, talk, WISH)
    later = Wish("k2", "paspoort", "c", TUESDAY + timedelta(days=1), {}, moves=made.key)
    for _ in range(2):
        moved = await room.arranging.make(FATIMA, talk, later)
    assert (moved.code, moved.order.customer.name) == (made.code, "Sanne Visser")
    assert [one.key for one in await room.arranging.of(talk)] == [moved.key]
    old = await room.booking.book.get(made.key)
    assert old is not None
    assert (old.stage, old.moved_to) == (Stage.CANCELLED, moved.key)
    assert "verzet" in (await room.said())[-1]


async def test_an_appointment_with_a_long_key_is_told_too(room: Room, talk: Handover) -> None:
    long = await room.arranging.make(FATIMA, talk, replace(WISH, key="k" * 64))
    await room.arranging.cancel(FATIMA, talk, long.key)
    assert "afgezegd" in (await room.said())[-1]


async def test_cancelled_twice_is_told_once(room: Room, talk: Handover) -> None:
    made = await room.arranging.make(FATIMA, talk, WISH)
    for _ in range(2):
        await room.arranging.cancel(FATIMA, talk, made.key)
    assert await room.arranging.of(talk) == ()
    assert sum("afgezegd" in text for text in await room.said()) == 1


@pytest.mark.parametrize(
    ("details", "missing"),
    [
        ({}, {Detail.NAME}),
        ({"name": "Sanne"}, {Detail.EMAIL, Detail.PHONE}),
        ({"email": "sanne@example.org"}, {Detail.NAME}),
    ],
)
async def test_who_comes_must_be_known(
    room: Room, talk: Handover, details: dict[str, str], missing: set[Detail]
) -> None:
    with pytest.raises(DetailsMissing) as problem:
        await room.arranging.make(FATIMA, talk, replace(WISH, details=details))
    assert set(problem.value.args) == missing
    assert room.booking.system.booked == {}


async def test_a_place_that_is_gone_or_a_system_that_is_down_makes_nothing(
    room: Room, talk: Handover
) -> None:
    midnight = datetime.combine(TUESDAY.date(), datetime.min.time(), TUESDAY.tzinfo)
    with pytest.raises(PlaceTaken):
        await room.arranging.make(FATIMA, talk, replace(WISH, start=midnight))
    room.booking.system.down = True
    with pytest.raises(BackendUnavailable):
        await room.arranging.make(FATIMA, talk, replace(WISH, key="k9"))
    assert room.booking.system.booked == {}
    assert len(await room.said()) == 2


async def test_an_answer_that_is_lost_is_found_out_later(room: Room, talk: Handover) -> None:
    room.booking.system.answer_lost = True
    with pytest.raises(OutcomeUnknown):
        await room.arranging.make(FATIMA, talk, WISH)
    assert any("settle" in key for key in room.booking.jobs.waiting_jobs)
    assert "Ik weet nog niet of uw afspraak is gemaakt" in (await room.said())[-1]
    # Asked again it is the same order.
    assert (await room.arranging.make(FATIMA, talk, WISH)).stage is Stage.BOOKED
    assert len(room.booking.system.booked) == 1


async def test_nobody_elses_appointment(room: Room, talk: Handover) -> None:
    other = room.booking.holds(TUESDAY)  # made in another conversation
    for deed in (
        room.arranging.cancel(FATIMA, talk, other.key),
        room.arranging.cancel(FATIMA, talk, "unknown"),
        room.arranging.make(FATIMA, talk, replace(WISH, moves=other.key)),
        room.arranging.make(FATIMA, talk, replace(WISH, product="unknown")),
        room.arranging.make(FATIMA, talk, replace(WISH, location="unknown")),
    ):
        with pytest.raises(AppointmentNotFound):
            await deed


async def test_found_by_its_code_and_something_its_owner_knows(room: Room, talk: Handover) -> None:
    other = room.booking.holds(TUESDAY)
    assert await room.arranging.find(talk, other.code, {"email": "een@ander.example"}) is None
    proof = {"email": other.order.customer.email}
    found = await room.arranging.find(talk, other.code, proof)
    assert found is not None
    assert [one.key for one in await room.arranging.of(talk)] == [other.key]
    await room.arranging.cancel(FATIMA, talk, other.key)
    assert other.system_id in room.booking.system.cancelled


async def test_an_edienst_is_begun_by_the_resident_himself(room: Room, talk: Handover) -> None:
    edienst = LIBRARY.ediensten("rotterdam").get("verhuizing")
    assert edienst is not None
    assert not await room.desk.open_edienst(PIET, talk.id, edienst)
    assert await room.desk.open_edienst(FATIMA, talk.id, edienst)
    last = (await room.talks.messages("c1"))[-1].reply
    assert last is not None
    assert last.text.startswith("Fatima heeft 'Verhuizing doorgeven' voor u klaargezet")
    assert payloads(last.choices) == ['/start_edienst{"choice": "verhuizing"}']
    found = await room.handovers.get(talk.id)
    assert found is not None
    assert found.ending is Ending.GIVEN_BACK
