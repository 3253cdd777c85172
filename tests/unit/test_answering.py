"""Answering: order, parallel conversations, outages, and what a crash leaves behind."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from assistant.domain.transcript import Conversation, State
from assistant.services.conversations import ConversationsService
from connectors.channels.pipeline import Pipeline, TooFast
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.crisis import FakeCrisis
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import IMPATIENT
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.texts import FakeTexts

pytestmark = pytest.mark.asyncio

HERE = Conversation("c1", "rotterdam", "webchat")
THERE = Conversation("c2", "rotterdam", "webchat")


class Room:
    def __init__(self) -> None:
        self.store, self.engine, self.clock = FakeConversations(), FakeEngine(), FakeClock()
        self.pipeline = self.new_pipeline()

    def new_pipeline(self, **patience: float) -> Pipeline:
        service = ConversationsService(
            self.store, self.engine, FakeTexts(), FakeCrisis(), self.clock, FakePersonalDetails()
        )
        return Pipeline(service, 1000, replace(IMPATIENT, **patience))  # type: ignore[arg-type]

    async def said(self, conversation: str = "c1") -> list[str]:
        self.store.away, away = False, self.store.away
        found = await self.store.messages(conversation)
        self.store.away = away
        return [re.sub(r" \(.*", "", m.text) for m in found][1:]

    async def until(self, text: str, conversation: str = "c1") -> list[str]:
        async with asyncio.timeout(5):
            while text not in (said := await self.said(conversation)):
                await asyncio.sleep(0.005)
        return said


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    await room.pipeline.start()
    yield room
    await room.pipeline.stop()


async def test_message_is_answered(room: Room) -> None:
    await room.pipeline.accept(HERE, "m1", "hoi")
    assert await room.until("antwoord op: hoi") == ["hoi", "antwoord op: hoi"]


async def test_messages_of_one_conversation_are_answered_in_order(room: Room) -> None:
    room.engine.slow = 0.01
    for n in range(5):
        await room.pipeline.accept(HERE, f"m{n}", f"{n}")
    await room.until("antwoord op: 4")
    assert [m.text for m in room.engine.asked] == ["0", "1", "2", "3", "4"]
    assert room.engine.most_at_once == 1


async def test_conversations_do_not_wait_for_each_other(room: Room) -> None:
    room.engine.slow = 0.02
    for conversation in (HERE, THERE):
        await room.pipeline.accept(conversation, "m1", "hoi")
    await room.until("antwoord op: hoi")
    await room.until("antwoord op: hoi", "c2")
    assert room.engine.most_at_once == 2


async def test_repeat_is_not_asked_again(room: Room) -> None:
    for _ in range(3):
        await room.pipeline.accept(HERE, "m1", "hoi")
    await room.until("antwoord op: hoi")
    await room.pipeline.accept(HERE, "m1", "hoi")
    await asyncio.sleep(0.02)
    assert len(room.engine.asked) == 1


async def test_outage_is_told_once_and_the_answer_follows(room: Room) -> None:
    room.engine.away = True
    await room.pipeline.accept(HERE, "m1", "hoi")
    await room.until("utter_engine_down")
    await asyncio.sleep(0.2)
    assert await room.said() == ["hoi", "utter_engine_down"]
    room.engine.away = False
    assert (await room.until("antwoord op: hoi"))[1:] == ["utter_engine_down", "antwoord op: hoi"]
    assert {m.id for m in room.engine.asked} == {"m1"}


async def test_short_hiccup_is_not_told(room: Room) -> None:
    pipeline = room.new_pipeline(first_retry=0.1)
    room.engine.away = True
    await pipeline.accept(HERE, "m1", "hoi")
    await asyncio.sleep(0.02)
    room.engine.away = False
    assert await room.until("antwoord op: hoi") == ["hoi", "antwoord op: hoi"]
    await pipeline.stop()


async def test_slow_engine_is_told_and_its_answer_still_comes(room: Room) -> None:
    room.engine.slow = 0.3
    await room.pipeline.accept(HERE, "m1", "hoi")
    said = await room.until("antwoord op: hoi")
    assert said == ["hoi", "utter_engine_down", "antwoord op: hoi"]
    assert len(room.engine.asked) == 1


async def test_crisis_during_outage_does_not_wait_behind_an_earlier_message(room: Room) -> None:
    pipeline = room.new_pipeline(retries=(60,))  # type: ignore[arg-type]
    room.engine.away = True
    await pipeline.accept(HERE, "m1", "hoi")
    await room.until("utter_engine_down")
    await pipeline.accept(HERE, "m2", "ik denk aan zelfmoord")
    await room.until("crisis: bel **113**")
    await pipeline.stop()


async def test_crisis_is_told_while_the_engine_hangs(room: Room) -> None:
    room.engine.slow = 30
    await room.pipeline.accept(HERE, "m1", "hoi")
    await room.pipeline.accept(HERE, "m2", "ik denk aan zelfmoord")
    await room.until("crisis: bel **113**")


async def test_giving_up_is_bounded_and_says_so(room: Room) -> None:
    pipeline = room.new_pipeline(give_up_after=0.1)
    room.engine.away = True
    await pipeline.accept(HERE, "m1", "hoi")
    assert await room.until("utter_engine_gave_up") == [
        "hoi",
        "utter_engine_down",
        "utter_engine_gave_up",
    ]
    assert (await room.store.messages("c1"))[1].state is State.GIVEN_UP
    room.engine.away = False
    await pipeline.accept(HERE, "m2", "weer")
    await room.until("antwoord op: weer")
    await pipeline.stop()


async def test_unanswered_messages_are_picked_up_at_start(room: Room) -> None:
    room.engine.slow = 60
    await room.pipeline.accept(HERE, "m1", "een")
    await room.pipeline.accept(HERE, "m2", "twee")
    await room.pipeline.stop()  # as a crash would: the record holds two open messages
    room.engine.slow = 0
    again = room.new_pipeline()
    await again.start()
    said = await room.until("antwoord op: twee")
    assert [text for text in said if "antwoord" in text] == [
        "antwoord op: een",
        "antwoord op: twee",
    ]
    await again.stop()


async def test_what_another_process_left_is_picked_up_later(room: Room) -> None:
    other = room.new_pipeline()
    room.engine.slow = 60
    await other.accept(HERE, "m1", "hoi")
    await asyncio.sleep(0.01)
    await other.stop()
    room.engine.slow = 0
    room.clock.forward(minutes=1)
    await room.until("antwoord op: hoi")


async def test_two_processes_answer_one_conversation_in_order_and_once(room: Room) -> None:
    """A balancer sends a resident's messages now here, now there."""
    other = room.new_pipeline()
    room.engine.slow = 0.1  # for the first, so that the second could overtake
    for n in range(6):
        await (room.pipeline, other)[n % 2].accept(HERE, f"m{n}", f"{n}")
        await asyncio.sleep(0.01)
        room.engine.slow = 0
    said = await room.until("antwoord op: 5")
    assert [text for text in said if "antwoord" in text] == [f"antwoord op: {n}" for n in range(6)]
    assert list(dict.fromkeys(m.text for m in room.engine.asked)) == list("012345")
    await other.stop()


async def test_repeat_is_answered_where_it_comes_when_the_first_process_died(room: Room) -> None:
    dead, alive = room.new_pipeline(), room.new_pipeline()
    room.engine.slow = 60
    await dead.accept(HERE, "m1", "hoi")
    await dead.stop()
    room.engine.slow = 0
    await alive.accept(HERE, "m1", "hoi")
    assert await room.until("antwoord op: hoi") == ["hoi", "antwoord op: hoi"]
    await alive.stop()


async def test_message_that_came_while_we_started_waits_for_the_one_before(room: Room) -> None:
    dead, again = room.new_pipeline(), room.new_pipeline()
    room.engine.slow = 60
    await dead.accept(HERE, "m1", "een")
    await dead.stop()
    room.engine.slow = 0
    room.engine.asked.clear()
    await again.accept(HERE, "m2", "twee")  # before anyone looked for what was left
    await room.until("antwoord op: twee")
    assert [m.text for m in room.engine.asked] == ["een", "twee"]
    await again.stop()


async def test_what_another_process_answered_is_not_said_to_be_late(room: Room) -> None:
    slow = room.new_pipeline(notice_after=0.2, tick=0.02)
    room.engine.slow = 0.4
    await slow.accept(HERE, "m1", "hoi")
    await asyncio.sleep(0.02)
    room.engine.slow = 0
    await room.pipeline.accept(HERE, "m1", "hoi")
    await asyncio.sleep(0.5)
    assert await room.said() == ["hoi", "antwoord op: hoi"]
    await slow.stop()


async def test_answer_survives_a_failing_database(room: Room) -> None:
    room.engine.slow = 0.02
    await room.pipeline.accept(HERE, "m1", "hoi")
    room.store.away = True
    await asyncio.sleep(0.2)
    room.store.away = False
    await room.until("antwoord op: hoi")


async def test_bug_in_one_message_does_not_stop_the_conversation(room: Room) -> None:
    def answer(_message: object) -> None:
        raise ZeroDivisionError

    good, room.engine._answer = room.engine._answer, answer  # type: ignore[assignment]
    await room.pipeline.accept(HERE, "m1", "hoi")
    await room.until("utter_engine_down")
    room.engine._answer = good
    await room.until("antwoord op: hoi")


async def test_follow_gives_what_was_and_what_comes(room: Room) -> None:
    await room.pipeline.accept(HERE, "m1", "hoi")
    await room.until("antwoord op: hoi")
    numbers: list[int] = []

    async def read(stop: Callable[[], bool]) -> None:
        async for found in room.pipeline.follow("c1", 2):
            numbers.extend(m.sequence for m in found)
            if stop():
                return

    reading = asyncio.create_task(read(lambda: len(numbers) >= 3))
    await asyncio.sleep(0.02)
    await room.pipeline.accept(HERE, "m2", "nog iets")
    await asyncio.wait_for(reading, 5)
    assert numbers == [3, 4, 5]


async def test_follow_is_limited_for_each_conversation(room: Room) -> None:
    readers = [room.pipeline.follow("c1", 0, beat=0.01) for _ in range(13)]
    for reader in readers[:12]:
        await anext(reader)
    with pytest.raises(TooFast):
        await anext(readers[12])
    for reader in readers:
        await reader.aclose()


async def test_too_many_messages_are_refused(room: Room) -> None:
    service = ConversationsService(
        room.store, room.engine, FakeTexts(), FakeCrisis(), room.clock, FakePersonalDetails()
    )
    pipeline = Pipeline(service, 3, IMPATIENT)
    for n in range(3):
        await pipeline.accept(HERE, f"m{n}", "hoi")
    with pytest.raises(TooFast):
        await pipeline.accept(HERE, "m4", "hoi")
    await pipeline.accept(THERE, "m1", "hoi")
    await pipeline.stop()
