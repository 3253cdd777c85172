"""A resident is passed on: by subject at the start, and by staff."""

from __future__ import annotations

import pytest

from assistant.domain.handover import Ending, Passed, Stage, Who
from assistant.domain.staff import Staff
from assistant.errors import ArticleNotFound
from tests.unit.desk.room import FATIMA, PIET, Room, titles

pytestmark = pytest.mark.asyncio
NOOR = Staff("s4", "noor", "Noor", "rotterdam", teams=("belastingen",))


@pytest.fixture
async def room() -> Room:
    made = Room()
    await made.open(FATIMA, PIET, NOOR)
    return made


async def test_the_team_that_knows_the_subject_sees_it(room: Room) -> None:
    handover = await room.ask()  # about a passport
    assert handover.team == "burgerzaken"
    assert [one.id for one in await room.line(FATIMA)] == [handover.id]
    assert [one.id for one in await room.line(PIET)] == [handover.id]
    assert await room.line(NOOR) == []


async def test_to_a_colleague_and_when_he_does_not_take_it_to_all(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    assert await room.desk.transfer(FATIMA, handover.id, Passed(staff_id=PIET.id))
    assert "Fatima verbindt u door met een collega" in (await room.said())[-1]
    assert [one.id for one in await room.line(PIET)] == [handover.id]
    assert await room.line(NOOR) == []
    room.clock.forward(minutes=2)
    await room.open(FATIMA, PIET, NOOR)
    assert [one.id for one in await room.line(NOOR)] == [handover.id]


async def test_who_vanishes_leaves_it_to_the_same_team(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    room.clock.forward(seconds=60)
    await room.open(PIET)
    await room.desk.watch(["rotterdam"])
    found = await room.handovers.get(handover.id)
    assert found is not None
    assert (found.stage, found.team, found.passed_at) == (Stage.WAITING, "burgerzaken", None)


async def test_another_organisation_is_told_in_the_words_of_the_library(room: Room) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    assert not await room.desk.refer(PIET, handover.id, "belastingdienst")
    assert await room.desk.refer(FATIMA, handover.id, "belastingdienst")
    last = (await room.talks.messages("c1"))[-1]
    assert last.text.startswith("Fatima verwijst u door naar een andere organisatie")
    assert "Belastingdienst" in last.text
    assert last.reply is not None
    assert titles(last.reply) == ["Ja, opgelost", "Nee, nog niet"]
    found = await room.handovers.get(handover.id)
    assert found is not None
    assert found.ending is Ending.REFERRED
    (kept,) = room.outbox.waiting
    assert kept.indicatie_contact_gelukt is True
    assert not await room.desk.refer(FATIMA, handover.id, "belastingdienst")


@pytest.mark.parametrize("slug", ["paspoort", "bestaat-niet", ""])
async def test_what_is_no_organisation_changes_nothing(room: Room, slug: str) -> None:
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    with pytest.raises(ArticleNotFound):
        await room.desk.refer(FATIMA, handover.id, slug)
    found = await room.handovers.get(handover.id)
    assert found is not None
    assert found.stage is Stage.ACTIVE


async def test_how_long_it_takes_is_said_when_that_is_known(room: Room) -> None:
    for number in range(2, 8):
        handover = await room.ask(number)
        await room.desk.accept(FATIMA, handover.id)
        room.clock.forward(minutes=6)
        await room.open(FATIMA, PIET)
        await room.desk.end(FATIMA, handover.id, Ending.SOLVED)
    assert "wachttijd" not in (await room.resident.offer(Who("c1", "rotterdam", "webchat"))).text
    for number in range(20, 27):
        await room.ask(number)
    busy = await room.resident.offer(Who("c1", "rotterdam", "webchat"))
    # Seven wait; two people speak with three each, and a conversation takes six minutes.
    assert "Er wachten al 7 mensen. De wachttijd is nu ongeveer 8 minuten." in busy.text
    room.clock.forward(milliseconds=1)
    line = await room.resident.begin(Who("c1", "rotterdam", "webchat"), handover.packet)
    assert "nummer 8 in de rij. De wachttijd is nu ongeveer 8 minuten." in line.text
    room.clock.forward(days=8)
    await room.open(FATIMA, PIET)
    again = await room.resident.offer(Who("c1", "rotterdam", "webchat"))
    assert again.text.startswith("U staat in de rij. U bent nu nummer 8. Bellen")
