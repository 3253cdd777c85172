"""Residents at the desk of another system: brought there, and what comes back."""

from __future__ import annotations

import asyncio

import pytest

from assistant.domain.handover import Ending, Handover, Stage, Who
from assistant.domain.transcript import Author
from assistant.ports.live_desk import Word
from assistant.services.other_desk import OtherDesk
from tests.fakes.live_desk import FakeLiveDesk
from tests.fakes.other_desk import FakeOtherDesk
from tests.unit.desk.room import FATIMA, Room

pytestmark = pytest.mark.asyncio
HERE = ["rotterdam"]


class Elsewhere(Room):
    """Staff work in another system."""

    def __init__(self) -> None:
        super().__init__()
        self.system, self.links = FakeLiveDesk(), FakeOtherDesk()
        self.own = self.system
        self.other = self.again()

    def again(self) -> OtherDesk:
        """As another process, or the same after it died."""
        return OtherDesk(
            self.system, self.links, self.handovers, self.talks, self.desk, note, self.clock
        )

    async def stage(self, handover: Handover) -> tuple[Stage, Ending | None]:
        found = await self.handovers.get(handover.id)
        assert found is not None
        return found.stage, found.ending


async def note(handover: Handover, _last: int) -> str:
    return f"Over {handover.packet.article}"


@pytest.fixture
def room() -> Elsewhere:
    return Elsewhere()


async def test_opened_with_a_note_and_what_is_said_from_then_on(room: Elsewhere) -> None:
    handover = await room.ask()
    for _ in range(2):
        await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    assert room.system.notes == {reference: "Over paspoort"}
    assert room.system.said[reference] == {}
    await room.say(1, "hallo?")
    await room.say(1, "bent u daar?")
    for _ in range(2):
        await room.other.once(HERE)
    assert list(room.system.said[reference].values()) == ["hallo?", "bent u daar?"]


async def test_an_agent_takes_the_turn_speaks_and_ends(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    for _ in range(2):
        await room.other.heard(reference, Word("m1", "Goedemorgen", "chatwoot:9", "Joris"))
    said = await room.said()
    assert said.count("Goedemorgen") == 1
    assert sum("U praat nu met Joris" in text for text in said) == 1
    assert (await room.talks.messages("c1"))[-1].author is Author.STAFF
    # Nobody of ours has his page open, and he is not gone.
    room.clock.forward(minutes=10)
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.ACTIVE
    await room.other.ended(reference)
    assert await room.stage(handover) == (Stage.ENDED, Ending.SOLVED)
    assert "Is uw vraag opgelost?" in (await room.said())[-1]
    await room.other.heard(reference, Word("m2", "Nog iets", "chatwoot:9", "Joris"))
    assert "Nog iets" not in await room.said()
    await room.other.once(HERE)
    assert room.system.closed == [reference]


async def test_a_colleague_takes_over(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    await room.other.heard(reference, Word("m1", "Dag", "chatwoot:9", "Joris"))
    await room.other.heard(reference, Word("m2", "Hoi", "chatwoot:8", "Mila"))
    assert [text for text in await room.said() if "U praat nu met Mila" in text]
    assert (await room.said())[-1] == "Hoi"


async def test_who_leaves_the_line_is_closed_there(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    await room.handovers.end(handover.id, Ending.LEFT, room.clock.now())
    for _ in range(2):
        await room.other.once(HERE)
    assert room.system.closed == [room.system.opened[handover.id]]


async def test_a_desk_that_is_away_gets_it_later(room: Elsewhere) -> None:
    handover = await room.ask()
    room.system.down = True
    await room.other.once(HERE)
    room.system.down, room.system.answer_lost = False, True
    for _ in range(3):
        await room.other.once(HERE)
    await room.say(1, "hallo?")
    room.system.answer_lost = True
    for _ in range(3):
        await room.other.once(HERE)
    (reference,) = room.system.opened.values()
    assert room.system.opened == {handover.id: reference}
    assert list(room.system.said[reference].values()) == ["hallo?"]


async def test_one_that_cannot_be_brought_does_not_hold_up_the_next(room: Elsewhere) -> None:
    await room.ask(1)
    second = await room.ask(2)
    room.system.answer_lost = True
    await room.other.once(HERE)
    assert second.id in room.system.opened


async def test_two_processes_bring_it_once(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    await room.say(1, "hallo?")
    await asyncio.gather(room.again().once(HERE), room.again().once(HERE))
    reference = room.system.opened[handover.id]
    assert list(room.system.said[reference].values()) == ["hallo?"]


async def test_nobody_there_ends_the_waiting(room: Elsewhere) -> None:
    handover = await room.ask()
    room.system.there = 0
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.WAITING
    room.clock.forward(minutes=3)
    await room.other.watch(HERE)
    assert await room.stage(handover) == (Stage.ENDED, Ending.NOBODY)
    assert (await room.said())[-1].startswith("Er is geen medewerker meer")


async def test_a_short_fault_ends_no_waiting(room: Elsewhere) -> None:
    handover = await room.ask()
    room.clock.forward(minutes=3)
    room.system.down = True
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.WAITING
    room.system.down, room.system.there, room.system.busy = False, 0, True
    room.clock.forward(minutes=3)
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.WAITING  # who is busy is there


async def test_who_spoke_and_is_gone_leaves_nobody_without_an_answer(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    await room.other.heard(reference, Word("m1", "Tot zo", "chatwoot:9", "Joris"))
    room.system.there = 0
    for _ in range(2):
        await room.other.watch(HERE)
        room.clock.forward(minutes=3)
    # It is the resident's turn to speak: nobody waits for anything.
    assert (await room.stage(handover))[0] is Stage.ACTIVE
    await room.say(1, "bent u er nog?")
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.ACTIVE
    room.clock.forward(minutes=3)
    await room.other.watch(HERE)
    assert await room.stage(handover) == (Stage.ENDED, Ending.NOBODY)


async def test_who_took_it_at_our_own_desk_and_is_gone(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.open(FATIMA)
    await room.desk.accept(FATIMA, handover.id)
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.ACTIVE
    room.clock.forward(minutes=1)
    await room.other.watch(HERE)
    assert (await room.stage(handover))[0] is Stage.WAITING


async def test_resolved_before_anybody_spoke_is_nobody(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    await room.other.ended(room.system.opened[handover.id])
    assert await room.stage(handover) == (Stage.ENDED, Ending.NOBODY)


async def test_what_is_not_ours_is_left_alone(room: Elsewhere) -> None:
    await room.ask()
    await room.other.heard("99", Word("m1", "Hallo", "chatwoot:9", "Joris"))
    await room.other.ended("99")
    assert len(await room.said()) == 1


async def test_our_own_desk_is_not_asked_who_is_there(room: Elsewhere) -> None:
    await room.open(FATIMA)
    room.system.there = 0
    reply = await room.resident.offer(Who("c1", "rotterdam", "webchat"))
    assert "geen medewerker in deze chat" in reply.text


async def test_an_agent_without_a_name_is_still_a_human(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    word = Word("m1", "Dag", "chatwoot:9", " ")
    await room.other.heard(room.system.opened[handover.id], word)
    assert (await room.said())[-2].startswith("U praat nu met een collega")
    assert (await room.talks.messages("c1"))[-1].author is Author.STAFF


async def test_what_is_said_at_once_is_all_heard(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    real = room.handovers.get

    async def slow(handover_id: str) -> Handover | None:
        found = await real(handover_id)
        await asyncio.sleep(0)
        return found

    room.handovers.get = slow  # type: ignore[method-assign]
    words = [Word(f"m{n}", f"zin {n}", f"chatwoot:{n % 2}", f"Naam {n % 2}") for n in range(4)]
    # Also where another process hears some of it.
    desks = (room.other, room.again())
    await asyncio.gather(*(desks[n % 2].heard(reference, one) for n, one in enumerate(words)))
    said = await room.said()
    assert {f"zin {n}" for n in range(4)} <= set(said)
    assert all(said.count(f"zin {n}") == 1 for n in range(4))


async def test_told_again_nobody_takes_the_turn_back(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    first = Word("m1", "Dag", "chatwoot:9", "Joris")
    for word in (first, Word("m2", "Hoi", "chatwoot:8", "Mila"), first):
        await room.other.heard(reference, word)
    found = await room.handovers.get(handover.id)
    assert found is not None
    assert found.staff_name == "Mila"
    assert sum("U praat nu met" in text for text in await room.said()) == 2


async def test_what_no_webhook_told_is_looked_for(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    words = [Word(f"m{n}", f"zin {n}", "chatwoot:9", "Joris") for n in range(3)]
    await room.other.heard(reference, words[1])
    room.system.words[reference] = words
    for _ in range(2):
        await room.other.watch(HERE)
    said = await room.said()
    assert [said.count(f"zin {n}") for n in range(3)] == [1, 1, 1]
    room.system.over.add(reference)
    await room.other.watch(HERE)
    assert await room.stage(handover) == (Stage.ENDED, Ending.SOLVED)


async def test_what_is_said_while_it_is_opened_is_brought(room: Elsewhere) -> None:
    handover = await room.ask()
    room.system.answer_lost = True  # it is there, with its note, and nobody knows
    await room.other.once(HERE)
    await room.say(1, "hallo?")
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    assert list(room.system.said[reference].values()) == ["hallo?"]


async def test_who_leaves_while_it_is_opened_is_closed_there(room: Elsewhere) -> None:
    handover = await room.ask()
    room.system.answer_lost = True
    await room.other.once(HERE)
    await room.handovers.end(handover.id, Ending.LEFT, room.clock.now())
    for _ in range(2):
        await room.other.once(HERE)
    assert room.system.closed == [room.system.opened[handover.id]]


async def test_what_was_brought_stays_so_when_the_next_fails(room: Elsewhere) -> None:
    handover = await room.ask()
    await room.other.once(HERE)
    reference = room.system.opened[handover.id]
    await room.say(1, "een")
    await room.other.once(HERE)
    before = room.links.links[handover.id]
    await room.say(1, "twee")
    room.system.answer_lost = True
    await room.other.once(HERE)
    assert room.links.links[handover.id] == before
    assert before.reference == reference


async def test_a_fault_of_ours_with_one_stops_not_the_others(room: Elsewhere) -> None:
    first, second = await room.ask(1), await room.ask(2)

    async def faulty(handover: Handover, last: int) -> str:
        if handover.id == first.id:
            raise KeyError(last)
        return ""

    room.other = OtherDesk(
        room.system, room.links, room.handovers, room.talks, room.desk, faulty, room.clock
    )
    await room.other.once(HERE)
    assert list(room.system.opened) == [second.id]
