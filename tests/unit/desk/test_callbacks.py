"""A resident who wants to be called back, and staff who call."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assistant.domain.appointments import Detail
from assistant.domain.callbacks import CallbackTalk, Stage, promised
from assistant.domain.handover import Who
from assistant.services.callbacks import Said, Step
from tests.unit.desk.room import AN, FATIMA, PACKET, PIET, Room, titles

pytestmark = pytest.mark.asyncio
WHO = Who("c1", "rotterdam", "webchat")
NUMBER = "+31612345678"


class Resident:
    """Says things, one after another, as they travel through the slot."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.talk: CallbackTalk | None = None
        self.step: Step | None = None
        self.count = 0

    async def say(self, text: str = "", number: str = "", **how: Any) -> str:
        self.count += 1
        key = f"c1:m{self.count}"
        if number:
            until = self.room.clock.now() + timedelta(minutes=30)
            await self.room.details.keep(key, {Detail.PHONE: number}, until)
        step = await self.room.calling.take(Said(WHO, key, text, **how), self.talk, PACKET)
        self.step = step
        self.talk = CallbackTalk.from_json(step.talk.to_json()) if step.talk else None
        return step.reply.text

    async def press(self, choice: str) -> str:
        return await self.say(pressed=choice)


@pytest.fixture
async def room() -> Room:
    made = Room()
    await made.open(FATIMA, PIET, AN)
    return made


@pytest.fixture
def resident(room: Room) -> Resident:
    return Resident(room)


async def arranged(resident: Resident) -> str:
    await resident.say("bel mij terug", begins=True)
    await resident.say("op [telefoonnummer]", NUMBER)
    return await resident.say("ja klopt")


async def test_number_promise_and_yes(room: Room, resident: Resident) -> None:
    said = await resident.say("kunt u mij terugbellen", begins=True)
    assert "niet later dan morgen, dinsdag 24 november, om 17.00 uur" in said
    assert "Op welk nummer" in said
    said = await resident.say("op [telefoonnummer]", NUMBER)
    assert "eindigt op 78" in said and "Klopt dat?" in said
    assert room.callbacks.rows == {}
    said = await resident.say("ja hoor")
    assert "Dat is afgesproken" in said
    assert resident.talk is None
    (kept,) = room.callbacks.rows.values()
    assert (kept.phone, kept.packet, kept.conversation_id) == (NUMBER, PACKET, "c1")


async def test_number_in_the_first_message(resident: Resident) -> None:
    said = await resident.say("bel mij op [telefoonnummer]", NUMBER, begins=True)
    assert "eindigt op 78" in said


async def test_no_number_is_no_promise(room: Room, resident: Resident) -> None:
    await resident.say("bel mij terug", begins=True)
    assert "tien cijfers" in await resident.say("gewoon op mijn mobiel")
    assert "dan bellen wij u niet" in await resident.say("nee laat maar")
    assert resident.talk is None
    assert room.callbacks.rows == {}


async def test_wrong_number_is_told_again(room: Room, resident: Resident) -> None:
    await resident.say("bel mij terug", begins=True)
    await resident.say("[telefoonnummer]", "+31101234567")
    assert "tien cijfers" in await resident.say("nee dat is oud")
    await resident.say("[telefoonnummer]", NUMBER)
    await resident.press("yes")
    assert [one.phone for one in room.callbacks.rows.values()] == [NUMBER]


async def test_number_that_was_kept_too_long_is_asked_again(room: Room, resident: Resident) -> None:
    await resident.say("bel mij op [telefoonnummer]", NUMBER, begins=True)
    room.clock.forward(minutes=31)
    assert "tien cijfers" in await resident.say("ja")
    assert room.callbacks.rows == {}


async def test_how_it_stands_another_number_and_no_call(room: Room, resident: Resident) -> None:
    await arranged(resident)
    said = await resident.say("hoe staat het met mijn terugbelverzoek", begins=True)
    assert "eindigt op 78" in said
    assert resident.step is not None
    assert titles(resident.step.reply) == ["Ander nummer", "Niet meer bellen"]
    await resident.press("change")
    await resident.say("[telefoonnummer]", "+31687654321")
    assert "eindigt op 21" in await resident.press("yes")
    (kept,) = room.callbacks.rows.values()
    assert kept.phone == "+31687654321"
    assert "Wij bellen u niet meer" in await resident.press("cancel")
    assert "geen terugbelverzoek" in await resident.press("cancel")
    assert [one.stage for one in room.callbacks.rows.values()] == [Stage.CANCELLED]


async def test_database_that_is_away_keeps_the_question(room: Room, resident: Resident) -> None:
    await resident.say("bel mij op [telefoonnummer]", NUMBER, begins=True)
    room.callbacks.down = True
    assert "Dat lukt nu niet" in await resident.say("ja")
    room.callbacks.down = False
    assert "Dat is afgesproken" in await resident.say("ja")


async def test_spoken_to_it_is_done_and_a_klantcontact(room: Room, resident: Resident) -> None:
    await arranged(resident)
    (kept,) = await room.calls.open_of("rotterdam")
    assert await room.calls.open_of("tilburg") == []
    assert await room.calls.take(FATIMA, kept.id)
    assert not await room.calls.take(PIET, kept.id)
    assert await room.calls.reached(FATIMA, kept.id)
    assert not await room.calls.reached(FATIMA, kept.id)
    assert await room.calls.open_of("rotterdam") == []
    (entry,) = room.outbox.waiting
    assert (entry.onderwerp, entry.indicatie_contact_gelukt) == ("Teruggebeld: paspoort", True)
    assert [deed.what for deed in await room.staff.deeds(kept.id)] == ["took_callback", "called"]


async def test_not_reached_three_times(room: Room, resident: Resident) -> None:
    await arranged(resident)
    (kept,) = await room.calls.open_of("rotterdam")
    for attempt in (1, 2):
        await room.calls.take(FATIMA, kept.id)
        assert await room.calls.not_reached(FATIMA, kept.id)
        room.clock.forward(hours=1)
        assert room.callbacks.rows[kept.id].attempts == attempt
        assert "kregen u niet te pakken" in await resident.say("hoe staat het", begins=True)
    assert await room.calls.not_reached(PIET, kept.id)
    assert not await room.calls.not_reached(PIET, kept.id)
    said = await room.said()
    assert [text.startswith("Wij belden u") for text in said] == [True] * 3
    assert "Wij bellen nu niet meer" in said[-1]
    (entry,) = room.outbox.waiting
    assert entry.indicatie_contact_gelukt is False


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23T08:00", "2026-11-24"),
        ("2026-11-27T15:00", "2026-11-30"),  # friday
        ("2026-11-28T11:00", "2026-11-30"),
        ("2026-12-24T11:00", "2026-12-28"),  # before Christmas and a weekend
    ],
)
async def test_promise_is_the_end_of_the_next_working_day(asked: str, due: str) -> None:
    christmas = frozenset((date(2026, 12, 25), date(2026, 12, 26)))
    moment = datetime.fromisoformat(asked).replace(tzinfo=UTC)
    assert promised(moment, lambda _year: christmas).isoformat() == f"{due}T17:00:00+01:00"


async def test_no_other_number_after_all_leaves_the_promise(room: Room, resident: Resident) -> None:
    await arranged(resident)
    await resident.say("mijn terugbelverzoek", begins=True)
    await resident.press("change")
    assert "Een medewerker belt u op het nummer dat eindigt op 78" in await resident.say("nee")
    assert [one.stage for one in room.callbacks.rows.values()] == [Stage.OPEN]


@pytest.mark.parametrize(
    "text", ["annuleer mijn terugbelverzoek", "ik wil toch niet gebeld worden"]
)
async def test_cancelled_in_one_sentence(room: Room, resident: Resident, text: str) -> None:
    await arranged(resident)
    assert "Wij bellen u niet meer" in await resident.say(text, begins=True)
    assert [one.stage for one in room.callbacks.rows.values()] == [Stage.CANCELLED]
