"""What staff do with residents."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from assistant.domain.handover import Ending, Passed, Stage
from assistant.domain.transcript import Author, State
from assistant.errors import NotAtThisDesk
from tests.unit.desk.room import AN, FATIMA, PIET, Room

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def room() -> Room:
    made = Room()
    await made.open(FATIMA, PIET, AN)
    return made


async def test_taken_the_resident_hears_who_it_is(room: Room) -> None:
    handover = await room.ask()
    assert await room.desk.accept(FATIMA, handover.id)
    assert "U praat nu met Fatima, medewerker van gemeente Rotterdam" in (await room.said())[-1]
    assert [one.id for one in await room.line(PIET)] == []
    assert [one.id for one in await room.line(FATIMA)] == [handover.id]
    assert [deed.what for deed in await room.staff.deeds(handover.id)] == ["accepted"]


async def test_one_of_two_gets_it_five_hundred_times(room: Room) -> None:
    for number in range(500):
        handover = await room.ask(number)
        took = await asyncio.gather(
            room.desk.accept(FATIMA, handover.id), room.desk.accept(PIET, handover.id)
        )
        assert sorted(took) == [False, True]


async def test_both_ways_and_said_once(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    await room.say(1, "hoort u mij?")
    for _ in range(2):
        assert await room.desk.say(FATIMA, handover.id, "a1", "Ja hoor!")
    *_, asked, said = await room.talks.messages("c1")
    assert (asked.author, asked.state) == (Author.RESIDENT, State.RELAYED)
    assert (said.author, said.text) == (Author.STAFF, "Ja hoor!")
    assert (await room.said()).count("Ja hoor!") == 1


async def test_who_does_not_have_the_turn_says_nothing(room: Room) -> None:
    handover = await room.ask()
    assert not await room.desk.say(FATIMA, handover.id, "a1", "Hallo")
    await room.desk.accept(FATIMA, handover.id)
    assert not await room.desk.say(PIET, handover.id, "a1", "Hallo")
    assert not await room.desk.end(PIET, handover.id, Ending.SOLVED)
    assert not await room.desk.transfer(PIET, handover.id, Passed())
    assert "Hallo" not in await room.said()


async def test_given_back_balie_goes_on(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    assert await room.desk.end(FATIMA, handover.id, Ending.GIVEN_BACK)
    assert not await room.desk.end(FATIMA, handover.id, Ending.SOLVED)
    assert "U praat weer met Balie, de chatbot" in (await room.said())[-1]
    await room.say(1, "en verder?")
    assert (await room.talks.messages("c1"))[-1].state is State.RECEIVED
    assert not await room.desk.say(FATIMA, handover.id, "a2", "Nog iets")


async def test_ended_it_is_a_klantcontact_with_how(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    await room.desk.end(FATIMA, handover.id, Ending.UNSOLVED)
    (kept,) = room.outbox.waiting
    assert kept.onderwerp == "Gesprek met een medewerker: paspoort"
    assert kept.inhoud == "wat kost dat"
    assert kept.indicatie_contact_gelukt is False
    assert kept.metadata["afloop"] == "unsolved"


async def test_passed_on_to_a_team_only_it_sees_it(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(PIET, handover.id)
    assert await room.desk.transfer(PIET, handover.id, Passed("burgerzaken"))
    assert "Piet verbindt u door" in (await room.said())[-1]
    assert await room.line(PIET) == []
    assert [one.id for one in await room.line(FATIMA)] == [handover.id]
    await room.desk.accept(FATIMA, handover.id)
    assert "U praat nu met Fatima" in (await room.said())[-1]


async def test_who_took_it_is_told_also_when_the_process_died_before_it_could(room: Room) -> None:
    handover = await room.ask()
    # Taken, and nothing told.
    await room.handovers.accept(handover.id, FATIMA.id, FATIMA.name, room.clock.now())
    for _ in range(2):
        await room.desk.watch(["rotterdam"])
    assert sum("U praat nu met Fatima" in text for text in await room.said()) == 1
    taken = await room.ask(2)
    await room.desk.accept(PIET, taken.id)
    await room.desk.watch(["rotterdam"])
    assert sum("U praat nu met Piet" in text for text in await room.said(2)) == 1


async def test_who_has_a_long_id_of_a_provider_is_told_too(room: Room) -> None:
    bram = replace(PIET, id="a" * 40, name="Bram")
    await room.open(bram)
    handover = await room.ask()
    assert await room.desk.accept(bram, handover.id)
    assert "U praat nu met Bram" in (await room.said())[-1]


async def test_who_vanishes_is_replaced_and_the_resident_is_first(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    room.clock.forward(seconds=60)
    await room.open(PIET)
    later = await room.ask(2)
    await room.desk.watch(["rotterdam"])
    await room.desk.watch(["rotterdam"])
    assert [text for text in await room.said() if "De verbinding met Fatima is weg" in text] != []
    assert [one.id for one in await room.line(PIET)] == [handover.id, later.id]
    await room.desk.accept(PIET, handover.id)
    assert "U praat nu met Piet" in (await room.said())[-1]


async def test_who_is_there_keeps_the_turn(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    room.clock.forward(minutes=30)
    await room.open(FATIMA)
    await room.desk.watch(["rotterdam"])
    found = await room.handovers.get(handover.id)
    assert found is not None
    assert found.stage is Stage.ACTIVE


async def test_another_municipality_sees_nothing(room: Room) -> None:
    handover = await room.ask()
    assert await room.line(AN) == []
    for deed in (
        room.desk.see(AN, handover.id),
        room.desk.accept(AN, handover.id),
        room.desk.say(AN, handover.id, "a1", "Hallo"),
        room.desk.note(AN, handover.id, "n1", "Hallo"),
        room.desk.notes(AN, handover.id),
        room.desk.transfer(AN, handover.id, Passed()),
        room.desk.end(AN, handover.id, Ending.SOLVED),
        room.desk.see(FATIMA, "unknown"),
    ):
        with pytest.raises(NotAtThisDesk):
            await deed
    assert len(await room.said()) == 1


async def test_notes_are_for_colleagues_only(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    for _ in range(2):
        await room.desk.note(FATIMA, handover.id, "n1", "Belt morgen terug")
    assert [one.text for one in await room.desk.notes(PIET, handover.id)] == ["Belt morgen terug"]
    assert not any("Belt morgen" in text for text in await room.said())


async def test_a_bsn_of_staff_is_kept_nowhere(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    await room.desk.say(FATIMA, handover.id, "a1", "Uw BSN is 999993653, toch?")
    await room.desk.note(FATIMA, handover.id, "n1", "BSN 999993653")
    assert "999993653" not in " ".join(await room.said())
    assert "999993653" not in str(await room.desk.notes(FATIMA, handover.id))
    await room.desk.say(FATIMA, handover.id, "a2", "Mail naar burgerzaken@rotterdam.example")
    assert (await room.said())[-1] == "Mail naar burgerzaken@rotterdam.example"
