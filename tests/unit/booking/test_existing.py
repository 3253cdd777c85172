"""An appointment that is there: found by its owner only, moved, cancelled, made earlier."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.domain.appointments import Stage
from assistant.domain.booking.draft import Ask, Task
from tests.unit.booking.room import Room, at

pytestmark = pytest.mark.asyncio

MAKE, CHANGE, CANCEL, LOOK_UP = Task.MAKE, Task.CHANGE, Task.CANCEL, Task.LOOK_UP


@pytest.fixture
def room() -> Room:
    return Room()


async def booked(room: Room, text: str = "paspoort dinsdag 1 december 10 uur") -> None:
    """An appointment of Sanne Visser."""
    await room.say(f"afspraak {text}, ik heet Sanne Visser, sanne@example.org", MAKE)
    await room.say("ja")


async def test_only_appointments_of_this_resident_are_found(room: Room) -> None:
    await booked(room)
    room.conversation = "ander"
    said = await room.say("wanneer is mijn afspraak", LOOK_UP)
    assert "1 december" not in said
    assert room.draft is not None
    assert room.draft.ask is Ask.CODE


async def test_look_up(room: Room) -> None:
    await booked(room)
    assert "1 december om 10.00" in await room.say("wanneer is mijn afspraak", LOOK_UP)


async def test_cancel_asks_first(room: Room) -> None:
    await booked(room)
    await room.say("annuleer mijn afspraak", CANCEL)
    assert len(room.system.booked) == 1
    said = await room.say("ja")
    assert "afgezegd" in said
    assert room.system.booked == {}


@pytest.mark.parametrize("no", ["nee", "nee laat maar staan", "toch niet"])
async def test_cancel_can_be_taken_back(room: Room, no: str) -> None:
    await booked(room)
    await room.say("annuleer mijn afspraak", CANCEL)
    assert "blijft staan" in await room.say(no)
    assert len(room.system.booked) == 1


async def test_not_able_to_come_asks_what_to_do(room: Room) -> None:
    await booked(room)
    said = await room.say("ik kan dinsdag toch niet", CHANGE)
    assert "verzetten of afzeggen" in said
    await room.press("Verzetten")
    await room.say("donderdag 10 december 14 uur")
    await room.say("ja")
    assert room.starts == [at(10, 14)]


async def test_moved_keeps_its_code_and_frees_the_old_place(room: Room) -> None:
    await booked(room)
    (old,) = room.book.records.values()
    await room.say("verzet mijn afspraak naar 3 december 9 uur", CHANGE)
    assert room.starts == [at(1, 10)]
    said = await room.say("ja")
    assert old.code in said
    assert room.starts == [at(3, 9)]
    before, after = room.book.records.values()
    assert (before.stage, before.moved_to) == (Stage.CANCELLED, after.key)
    assert after.order.customer == old.order.customer


async def test_system_down_while_cancelling_leaves_it(room: Room) -> None:
    await booked(room)
    await room.say("annuleer mijn afspraak", CANCEL)
    room.system.down = True
    assert "niets gemaakt of veranderd" in await room.say("ja")
    room.system.down = False
    await room.press("Opnieuw")
    assert room.system.booked == {}


async def test_which_of_several(room: Room) -> None:
    await booked(room)
    await booked(room, "id-kaart 2 december 11 uur")
    await room.say("afzeggen", CANCEL)
    assert len(room.choices) == 2
    await room.say("de tweede")
    await room.say("ja")
    assert room.starts == [at(1, 10)]


async def test_product_or_day_says_which(room: Room) -> None:
    await booked(room)
    await booked(room, "id-kaart 2 december 11 uur")
    said = await room.say("zeg de afspraak voor de id-kaart af", CANCEL)
    assert "Identiteitskaart" in said


@pytest.mark.parametrize("proof", ["12-05-1988", "sanne@example.org", "0612345678"])
async def test_code_and_something_known_open_it_elsewhere(room: Room, proof: str) -> None:
    room.holds(at(1, 10))
    room.conversation = "ander"
    await room.say("ik wil mijn afspraak afzeggen", CANCEL)
    await room.say("a3f k7w e9y")
    said = await room.say(proof)
    assert "Weet u het zeker" in said
    await room.say("ja")
    assert room.system.booked == {}


async def test_wrong_proof_and_unknown_code_sound_the_same(room: Room) -> None:
    room.holds(at(1, 10))
    answers = []
    for number, (code, proof) in enumerate(
        (("A3F-K7W-E9Y", "01-01-1990"), ("X3F-K7W-E9Y", "12-05-1988"))
    ):
        room.conversation, room.draft = f"ander{number}", None
        await room.say("afspraak afzeggen", CANCEL)
        await room.say(code)
        answers.append(await room.say(proof))
    assert answers[0] == answers[1]
    assert [attempt.succeeded for attempt in room.book.attempts] == [False, False]


async def test_guessing_ends_also_for_who_then_has_the_right_proof(room: Room) -> None:
    room.holds(at(1, 10))
    room.conversation = "ander"
    await room.say("afspraak afzeggen", CANCEL)
    for year in range(5):
        await room.say("A3F-K7W-E9Y")
        await room.say(f"01-01-199{year}")
    await room.say("A3F-K7W-E9Y")
    assert "te vaak" in await room.say("12-05-1988")
    assert len(room.system.booked) == 1
    room.clock.forward(minutes=61)
    room.draft = None
    await room.say("afspraak afzeggen", CANCEL)
    await room.say("A3F-K7W-E9Y")
    assert "zeker" in await room.say("12-05-1988")


async def test_who_has_no_code_is_helped_by_a_person(room: Room) -> None:
    await room.say("afspraak afzeggen", CANCEL)
    said = await room.say("geen code")
    assert "medewerker" in said
    assert room.draft is None


async def test_earlier_offers_what_is_free_before_it(room: Room) -> None:
    await booked(room, "paspoort 15 december 10 uur")
    await room.say("kan het eerder", CHANGE)
    assert room.draft is not None
    assert all(offer.start < at(15, 0) for offer in room.draft.offered)
    await room.say("de eerste")
    await room.say("ja")
    assert room.starts == [at(23, 10, 30, month=11)]


async def test_nothing_earlier_is_waited_for(room: Room) -> None:
    await booked(room, "paspoort 15 december 10 uur")
    for places in room.system.places.values():
        for start in [start for start in places if start < at(15, 10)]:
            del places[start]
    said = await room.say("kan het eerder", CHANGE)
    assert "blijf voor u kijken" in said
    (record,) = room.book.records.values()
    assert record.wants_earlier
    assert f"earlier:{record.key}" in room.jobs.waiting_jobs


async def test_old_appointment_that_was_cancelled_elsewhere_is_gone(room: Room) -> None:
    record = room.holds(at(1, 10))
    await room.say("afspraak afzeggen", CANCEL)
    await room.appointments.cancel(record)
    assert "niet meer" in await room.say("ja")


async def test_cancel_in_the_middle_of_making_stops(room: Room) -> None:
    await room.say("afspraak paspoort", MAKE)
    said = await room.say("annuleer maar", CANCEL)
    assert "niets gemaakt" in said
    assert room.draft is None


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("ik vergiste me, het moet een week later", at(8, 10)),
        ("kan het een dag later", at(2, 10)),
        ("een week later maar dan om 11 uur", at(8, 11)),
    ],
)
async def test_so_much_later_is_counted_from_the_appointment(
    room: Room, words: str, start: datetime
) -> None:
    room.holds(at(1, 10))
    await room.say(words, Task.CHANGE)
    await room.say("ja")
    assert start in room.starts
