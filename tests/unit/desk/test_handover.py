"""A resident who wants a human: what is offered, in line, and out of it."""

from __future__ import annotations

import pytest

from assistant.domain.handover import Ending, Stage, Verdict, Who
from assistant.domain.line import AT_ONCE
from tests.unit.desk.room import FATIMA, PACKET, PIET, Room, payloads, titles

pytestmark = pytest.mark.asyncio
WHO = Who("c1", "rotterdam", "webchat")


@pytest.fixture
def room() -> Room:
    return Room()


async def test_nobody_at_the_desk_is_the_telephone(room: Room) -> None:
    reply = await room.resident.offer(WHO)
    assert "14 010" in reply.text
    assert titles(reply) == ["Laat mij terugbellen"]


async def test_somebody_there_is_offered_with_what_is_passed_on(room: Room) -> None:
    await room.open(FATIMA)
    reply = await room.resident.offer(WHO)
    assert "u niets hoeft te herhalen" in reply.text
    assert "14 010" in reply.text
    assert payloads(reply.choices) == ["/chat_with_human", "/request_callback", "/make_appointment"]
    assert await room.handovers.open_in("c1") is None


async def test_who_is_not_available_or_left_is_nobody(room: Room) -> None:
    await room.open(FATIMA, PIET)
    chat = "Chat met een medewerker"
    await room.staff.available("s1", False)
    assert chat in titles(await room.resident.offer(WHO))
    await room.staff.available("s2", False)
    assert chat not in titles(await room.resident.offer(WHO))
    await room.staff.available("s2", True)
    room.clock.forward(minutes=1)
    assert chat not in titles(await room.resident.offer(WHO))


async def test_everybody_busy_is_said_with_how_many_wait(room: Room) -> None:
    await room.open(FATIMA)
    for number in range(2, AT_ONCE + 4):
        await room.ask(number)
    reply = await room.resident.offer(WHO)
    assert f"Er wachten al {AT_ONCE + 2} mensen" in reply.text
    assert "Chat met een medewerker" in titles(reply)


async def test_in_line_with_a_place_and_a_way_out(room: Room) -> None:
    await room.open(FATIMA)
    await room.ask(2)
    room.clock.forward(milliseconds=1)
    reply = await room.resident.begin(WHO, PACKET)
    assert "nummer 2 in de rij" in reply.text
    assert titles(reply) == ["Niet meer wachten"]
    again = await room.resident.begin(WHO, PACKET)
    assert again == reply
    assert "nummer 2" in (await room.resident.offer(WHO)).text
    left = await room.resident.leave(WHO)
    assert left is not None
    assert "niet meer in de rij" in left.text
    assert await room.handovers.open_in("c1") is None
    assert await room.resident.leave(WHO) is None


async def test_while_a_human_speaks_nobody_leaves_the_line(room: Room) -> None:
    await room.open(FATIMA)
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    assert await room.resident.leave(WHO) is None
    assert "U praat nu met Fatima" in (await room.resident.offer(WHO)).text


async def test_in_a_call_there_is_no_chat(room: Room) -> None:
    await room.open(FATIMA)
    reply = await room.resident.offer(Who("c1", "rotterdam", "telephone"))
    assert "Bel 14 010" in reply.text
    assert titles(reply) == ["Laat mij terugbellen"]


async def test_who_presses_too_late_hears_what_there_is(room: Room) -> None:
    reply = await room.resident.begin(WHO, PACKET)
    assert "Er is nu geen medewerker in deze chat" in reply.text
    assert await room.handovers.open_in("c1") is None


async def test_database_that_is_away_leaves_the_telephone(room: Room) -> None:
    await room.open(FATIMA)
    room.handovers.down = True
    offered = await room.resident.offer(WHO)
    assert "heeft nu een storing" in offered.text
    assert "14 010" in offered.text
    assert titles(offered) == ["Laat mij terugbellen"]
    assert "Doorgeven lukt nu niet" in (await room.resident.begin(WHO, PACKET)).text
    left = await room.resident.leave(WHO)
    assert left is not None
    assert "Probeer het straks" in left.text


async def test_nobody_left_ends_the_waiting(room: Room) -> None:
    await room.open(FATIMA)
    handover = await room.ask()
    room.clock.forward(minutes=1)
    await room.desk.watch(["rotterdam"])
    assert (await room.handovers.get(handover.id)).stage is Stage.WAITING  # type: ignore[union-attr]
    room.clock.forward(minutes=2)
    for _ in range(2):
        await room.desk.watch(["rotterdam"])
    found = await room.handovers.get(handover.id)
    assert found is not None
    assert found.ending is Ending.NOBODY
    assert (await room.said())[-1].startswith("Er is geen medewerker meer")
    assert len(await room.said()) == 2


async def test_asked_once_whether_it_helped_and_how_it_was(room: Room) -> None:
    await room.open(FATIMA)
    handover = await room.ask()
    await room.desk.accept(FATIMA, handover.id)
    await room.desk.end(FATIMA, handover.id, Ending.SOLVED)
    ended = (await room.talks.messages("c1"))[-1].reply
    assert ended is not None
    assert titles(ended) == ["Ja, opgelost", "Nee, nog niet"]
    choice = payloads(ended.choices)[1].partition('"choice": "')[2].rstrip('"}')
    asked = await room.verdicts.hear(WHO, choice)
    assert "Hoe vond u het gesprek met Fatima?" in asked.text
    assert titles(asked) == ["Goed", "Gaat wel", "Niet goed"]
    choice = payloads(asked.choices)[2].partition('"choice": "')[2].rstrip('"}')
    more = await room.verdicts.hear(WHO, choice)
    assert titles(more) == ["Ja, een opmerking", "Nee, dank u"]
    assert await room.handovers.verdict(handover.id) == Verdict(handover.id, False, 1)
    choice = payloads(more.choices)[0].partition('"choice": "')[2].rstrip('"}')
    assert titles(await room.verdicts.hear(WHO, choice)) == ["Nee, dank u"]
    assert "Dank u wel" in (await room.verdicts.hear(WHO, choice, "Ik moest lang wachten")).text
    said = Verdict(handover.id, False, 1, "Ik moest lang wachten")
    assert await room.handovers.verdict(handover.id) == said


async def test_nobody_rates_what_was_not_his(room: Room) -> None:
    await room.open(FATIMA)
    handover = await room.ask(2)
    for choice in (f"solved:{handover.id}", f"good:{handover.id}", "solved:unknown", ""):
        assert "Dank u wel" in (await room.verdicts.hear(WHO, choice)).text
    assert await room.handovers.verdict(handover.id) == Verdict(handover.id)


async def test_holiday_is_said(room: Room) -> None:
    room.holidays = frozenset((room.clock.now().date(),))
    assert "feestdag" in (await room.resident.offer(WHO)).text
