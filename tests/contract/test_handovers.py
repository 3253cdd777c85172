"""What every store of handovers does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.conversation import InboundMessage, Reply, Turn
from assistant.domain.handover import Ending, Handover, Note, Packet, Passed, Stage, Verdict, Why
from assistant.domain.mood import Mood
from assistant.domain.transcript import Author, Conversation, Kind, Said, State
from assistant.ports.conversations import ConversationsPort
from assistant.ports.handovers import HandoversPort
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.handovers import SqlHandovers
from tests.contract.databases import database_urls
from tests.fakes.conversations import FakeConversations
from tests.fakes.handovers import FakeHandovers

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
TALK = Conversation("c1", "rotterdam", "webchat")
PACKET = Packet(
    Why.NOT_UNDERSTOOD, "paspoort", ("wat nu",), ("paspoort",), guesses=2, mood=(Mood.ANGRY,)
)
ASKED = Handover("h1", "c1", "rotterdam", "webchat", "", NOW, PACKET)


@dataclass
class Room:
    talks: ConversationsPort
    handovers: HandoversPort

    async def say(self, number: str) -> InboundMessage:
        message = InboundMessage(number, "c1", "rotterdam", "webchat", text="hallo?")
        await self.talks.receive(TALK, message, "hallo?", NOW)
        return message

    async def states(self) -> dict[str, State]:
        return {one.id: one.state for one in await self.talks.messages("c1")}


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    if request.param == "fake":
        talks = FakeConversations()
        yield Room(talks, FakeHandovers(talks))
        return
    with database_urls(request, tmp_path) as url:
        sql_talks = SqlConversations(open_engine(url))
        sql = SqlHandovers(open_engine(url))
        yield Room(sql_talks, sql)
        sql.close()
        sql_talks.close()


async def test_asked_once_per_conversation(room: Room) -> None:
    assert await room.handovers.ask(ASKED) == ASKED
    assert await room.handovers.ask(replace(ASKED, id="h2")) == ASKED
    assert await room.handovers.get("h1") == ASKED
    assert await room.handovers.get("h2") is None
    assert await room.handovers.open_in("c1") == ASKED
    assert await room.handovers.open_in("c2") is None


async def test_asked_at_once_is_once(room: Room) -> None:
    asked = (room.handovers.ask(replace(ASKED, id=f"h{n}")) for n in range(6))
    assert len({one.id for one in await asyncio.gather(*asked)}) == 1


async def test_line_is_in_order_and_of_one_municipality(room: Room) -> None:
    for number, place in (("3", "rotterdam"), ("1", "rotterdam"), ("2", "tilburg")):
        await room.handovers.ask(
            replace(
                ASKED, id=f"h{number}", conversation_id=f"c{number}", municipality=place,
                asked_at=NOW + timedelta(seconds=int(number)),
            )
        )  # fmt: skip
    assert [one.id for one in await room.handovers.open_of("rotterdam")] == ["h1", "h3"]


async def test_how_long_each_conversation_is(room: Room) -> None:
    await room.say("m1")
    await room.handovers.ask(ASKED)
    assert await room.handovers.lengths("rotterdam") == {"h1": 1}
    await room.say("m2")
    assert await room.handovers.lengths("rotterdam") == {"h1": 2}
    assert await room.handovers.lengths("tilburg") == {}


async def test_one_wins(room: Room) -> None:
    await room.say("m1")
    await room.handovers.ask(ASKED)
    took = await asyncio.gather(
        *(room.handovers.accept("h1", f"s{n}", f"Naam {n}", SOON) for n in range(8))
    )
    assert sorted(took) == [False] * 7 + [True]
    found = await room.handovers.get("h1")
    assert found is not None
    assert (found.stage, found.staff_id) == (Stage.ACTIVE, f"s{took.index(True)}")


async def test_balie_is_silent_while_a_human_has_the_turn(room: Room) -> None:
    before = await room.say("m1")
    await room.handovers.ask(ASKED)
    await room.handovers.accept("h1", "s1", "Fatima", SOON)
    await room.say("m2")
    assert await room.states() == {"m1": State.RELAYED, "m2": State.RELAYED}
    # What Balie was about to answer comes too late.
    answer = [Said("m1:0", Reply("Dag"), answers="m1")]
    turn = Turn((Reply("Dag"),))
    assert not await room.talks.settle(before, answer, State.ANSWERED, SOON, turn)
    assert await room.talks.unanswered(SOON) == ()
    assert [one.id for one in await room.talks.messages("c1")] == ["m1", "m2"]
    assert await room.handovers.end("h1", Ending.GIVEN_BACK, SOON, "s1")
    await room.say("m3")
    assert (await room.states())["m3"] is State.RECEIVED
    assert len(await room.talks.unanswered_in("c1")) == 1


async def test_waiting_in_line_balie_still_answers(room: Room) -> None:
    await room.handovers.ask(ASKED)
    await room.say("m1")
    assert await room.states() == {"m1": State.RECEIVED}


async def test_human_is_told_from_balie(room: Room) -> None:
    await room.say("m1")
    said = Said("s1", Reply("Ik kijk het na.", speaker="Fatima"), Kind.NOTICE)
    await room.talks.say(TALK, [said], NOW)
    last = (await room.talks.messages("c1"))[-1]
    assert (last.author, last.reply) == (Author.STAFF, said.reply)


async def test_back_in_line_is_for_another_and_balie_answers_meanwhile(room: Room) -> None:
    await room.say("m1")
    await room.handovers.ask(ASKED)
    assert not await room.handovers.back_in_line("h1", "s1", NOW)
    await room.handovers.accept("h1", "s1", "Fatima", SOON)
    assert not await room.handovers.back_in_line("h1", "s2", NOW)
    assert await room.handovers.back_in_line("h1", "s1", SOON, Passed("burgerzaken", "s7"))
    found = await room.handovers.get("h1")
    assert found is not None
    assert (found.stage, found.staff_id, found.team) == (Stage.WAITING, "", "burgerzaken")
    assert (found.for_staff, found.passed_at) == ("s7", SOON)
    await room.say("m2")
    assert (await room.states())["m2"] is State.RECEIVED
    assert await room.handovers.accept("h1", "s2", "Piet", SOON)
    assert (await room.states())["m2"] is State.RELAYED


async def test_ends_once_and_by_who_has_it(room: Room) -> None:
    await room.say("m1")
    await room.handovers.ask(ASKED)
    await room.handovers.accept("h1", "s1", "Fatima", SOON)
    assert not await room.handovers.end("h1", Ending.SOLVED, SOON, "s2")
    assert await room.handovers.end("h1", Ending.SOLVED, SOON, "s1")
    assert not await room.handovers.end("h1", Ending.LEFT, SOON)
    assert not await room.handovers.accept("h1", "s2", "Piet", SOON)
    found = await room.handovers.get("h1")
    assert found is not None
    assert (found.stage, found.ending, found.ended_at) == (Stage.ENDED, Ending.SOLVED, SOON)
    again = await room.handovers.ask(replace(ASKED, id="h2"))
    assert again.id == "h2"


async def test_what_was_said_of_it_adds_up(room: Room) -> None:
    await room.handovers.ask(ASKED)
    assert await room.handovers.verdict("h1") == Verdict("h1")
    await room.handovers.judge(Verdict("h1", solved=False))
    await room.handovers.judge(Verdict("h1", score=3))
    await room.handovers.judge(Verdict("h1"))
    assert await room.handovers.verdict("h1") == Verdict("h1", False, 3)
    assert await room.handovers.get("h1") == ASKED


async def test_notes(room: Room) -> None:
    note = Note("n1", "h1", "Fatima", "Belt morgen terug.", NOW)
    await room.handovers.note(note)
    await room.handovers.note(note)
    assert list(await room.handovers.notes("h1")) == [note]
    assert list(await room.handovers.notes("h2")) == []


async def test_how_long_conversations_lasted(room: Room) -> None:
    await room.handovers.ask(ASKED)
    await room.handovers.accept("h1", "s1", "Fatima", NOW)
    assert await room.handovers.lasted("rotterdam", NOW) == []
    await room.handovers.end("h1", Ending.SOLVED, SOON)
    await room.handovers.ask(replace(ASKED, id="h2"))
    await room.handovers.end("h2", Ending.LEFT, SOON)
    assert await room.handovers.lasted("rotterdam", SOON) == [300.0]
    assert await room.handovers.lasted("rotterdam", SOON + timedelta(seconds=1)) == []
    assert await room.handovers.lasted("tilburg", NOW) == []
