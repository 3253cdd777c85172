"""From a provider's message to an answer on the way back: real record, real outbox."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.domain.transcript import Conversation
from assistant.services.channel_codes import ChannelCodes
from assistant.services.conversations import ConversationsService
from connectors.channels.arrivals import Arrival, Keyword, Media
from connectors.channels.outbox import Outbox, Persistence
from connectors.channels.pipeline import Pipeline
from connectors.channels.receiving import Receiving
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.outbox import SqlOutbox
from connectors.storage.tables import metadata
from tests.fakes.clock import FakeClock
from tests.fakes.crisis import FakeCrisis
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import IMPATIENT
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.sender import FakeSender
from tests.fakes.texts import FakeTexts

pytestmark = pytest.mark.asyncio

LINE, JAN, PIET = "+15005550006", "+15005550009", "+15005550010"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUICK = Persistence(look_every=0.05, receipt_within=0.3, retries=(0.01,), give_up_after=5)


def arrival(id_: str, text: str = "", address: str = JAN, **more: object) -> Arrival:
    made = Arrival("sms", LINE, address, id_, NOW, text=text)
    return replace(made, **more)  # type: ignore[arg-type]


class Room:
    def __init__(self, folder: Path) -> None:
        engine = open_engine(f"sqlite:///{folder / 'balie.db'}")
        self.record, self.outgoing = SqlConversations(engine), SqlOutbox(engine)
        self.kept_codes = SqlChannelCodes(engine)
        metadata.create_all(engine)
        self.engine, self.sender, self.clock = FakeEngine(), FakeSender(), FakeClock()
        self.codes = ChannelCodes(self.kept_codes, self.clock, "secret")
        self.outbox = Outbox(self.outgoing, {"sms": self.sender}, QUICK)
        service = ConversationsService(
            self.record, self.engine, FakeTexts(), FakeCrisis(), self.clock, FakePersonalDetails()
        )
        patience = replace(IMPATIENT, overtaking=0.1)
        self.pipeline = Pipeline(service, 1000, patience)
        self.pipeline.also_tell(self.outbox.ring)
        self.receiving = Receiving(
            self.pipeline, self.outbox, self.outgoing, self.codes, lambda _: "rotterdam", "secret"
        )

    async def take(self, *arrivals: Arrival) -> None:
        await self.receiving.take(list(arrivals))

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not done():
                await asyncio.sleep(0.005)

    async def got(self, count: int, address: str = JAN) -> list[str]:
        """What a resident got, once it is so much; and then nothing more comes."""
        await self.until(lambda: len(self.sender.texts(address)) >= count)
        await asyncio.sleep(0.15)
        return [re.sub(r" \(.*", "", text) for text in self.sender.texts(address)]


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    made = Room(tmp_path)
    await made.pipeline.start()
    await made.outbox.start()
    yield made
    await made.outbox.stop()
    await made.pipeline.stop()
    assert made.sender.closed
    for store in (made.record, made.outgoing, made.kept_codes):
        store.close()


async def test_a_message_is_answered_after_the_opening(room: Room) -> None:
    await room.take(arrival("m1", "hoi"))
    assert await room.got(2) == ["utter_greeting", "antwoord op: hoi"]
    assert {one.to.line for one in room.sender.got} == {LINE}


async def test_the_same_message_again_changes_nothing(room: Room) -> None:
    for _ in range(3):
        await room.take(arrival("m1", "hoi"))
    assert await room.got(2) == ["utter_greeting", "antwoord op: hoi"]


async def test_messages_that_overtook_each_other_are_answered_as_sent(room: Room) -> None:
    await room.take(arrival("m2", "twee", at=NOW + timedelta(seconds=2)))
    await room.take(arrival("m1", "een", at=NOW + timedelta(seconds=1)))
    assert await room.got(3) == ["utter_greeting", "antwoord op: een", "antwoord op: twee"]


async def test_a_batch_is_answered_as_sent(room: Room) -> None:
    later = arrival("m2", "twee", at=NOW + timedelta(seconds=2))
    await room.take(later, arrival("m1", "een"))
    assert await room.got(3) == ["utter_greeting", "antwoord op: een", "antwoord op: twee"]


async def test_two_first_messages_at_once_are_one_conversation(room: Room) -> None:
    await asyncio.gather(room.take(arrival("m1", "een")), room.take(arrival("m2", "twee")))
    assert sorted((await room.got(3))[1:]) == ["antwoord op: een", "antwoord op: twee"]
    assert len({message.conversation_id for message in room.engine.asked}) == 1


async def test_residents_do_not_wait_for_each_other(room: Room) -> None:
    await room.take(arrival("m1", "van jan"), arrival("m1", "van piet", PIET))
    assert (await room.got(2))[-1] == "antwoord op: van jan"
    assert (await room.got(2, PIET))[-1] == "antwoord op: van piet"


async def test_residents_do_not_wait_for_a_message_that_is_slow_to_go(room: Room) -> None:
    room.sender.stuck = {JAN}
    await room.take(arrival("m1", "van jan"))
    await room.until(lambda: len(room.sender.got) == 1)
    await room.take(arrival("m1", "van piet", PIET))
    assert (await room.got(2, PIET))[-1] == "antwoord op: van piet"


async def test_a_provider_that_is_away_gets_everything_later_and_in_order(room: Room) -> None:
    room.sender.away = 3
    await room.take(arrival("m1", "een"))
    await room.take(arrival("m2", "twee", at=NOW + timedelta(seconds=2)))
    assert await room.got(3) == ["utter_greeting", "antwoord op: een", "antwoord op: twee"]


async def test_a_refused_message_does_not_hold_up_the_next(room: Room) -> None:
    room.sender.refuses = {"antwoord op: een"}
    await room.take(arrival("m1", "een"))
    await room.take(arrival("m2", "twee", at=NOW + timedelta(seconds=2)))
    assert await room.got(2) == ["utter_greeting", "antwoord op: twee"]


async def test_a_receipt_keeps_an_unsure_message_from_going_twice(room: Room) -> None:
    room.sender.unsure = 1
    await room.take(arrival("m1", "hoi"))
    await room.until(lambda: len(room.sender.got) == 1)
    await room.receiving.receipt(room.sender.got[0].reference, delivered=True)
    assert await room.got(2) == ["utter_greeting", "antwoord op: hoi"]


async def test_without_a_receipt_an_unsure_message_goes_again(room: Room) -> None:
    room.sender.unsure = 1
    await room.take(arrival("m1", "hoi"))
    assert await room.got(3) == ["utter_greeting", "utter_greeting", "antwoord op: hoi"]


@pytest.mark.parametrize("reference", ["", "x", "-1", "1" * 30, "٣"])
async def test_a_receipt_that_is_not_ours_is_ignored(room: Room, reference: str) -> None:
    await room.receiving.receipt(reference, delivered=True)
    await room.take(arrival("m1", "hoi"))
    assert len(await room.got(2)) == 2


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ({"media": Media.VOICE}, "utter_channel_voice"),
        ({"media": Media.FILE}, "utter_channel_file"),
        ({"keyword": Keyword.HELP}, "utter_channel_help"),
        ({"choice": "9-9"}, "utter_channel_choice_gone"),
    ],
)
async def test_what_the_engine_cannot_read_is_answered_once(
    room: Room, what: dict[str, object], text: str
) -> None:
    for _ in range(2):
        await room.take(arrival("m1", **what))
    assert await room.got(2) == ["utter_greeting", text]
    assert room.engine.asked == []


async def test_a_choice_works_by_its_button(room: Room) -> None:
    await room.take(arrival("m1", "document"))
    await room.got(2)
    (record,) = {m.conversation_id for m in room.engine.asked}
    offered = (await room.record.messages(record))[-1]
    await room.take(arrival("m2", choice=f"{offered.sequence}-1"))
    assert (await room.got(3))[-1].startswith("Een paspoort")


async def test_after_stop_nothing_goes_out_until_they_write_again(room: Room) -> None:
    room.engine.slow = 0.2
    await room.take(arrival("m1", "hoi"))
    await room.take(arrival("m2", keyword=Keyword.STOP))
    await room.until(lambda: any("stopped" in text for text in room.sender.texts(JAN)))
    await asyncio.sleep(0.4)
    assert "antwoord op: hoi" not in room.sender.texts(JAN)
    room.engine.slow = 0
    await room.take(arrival("m3", "toch", at=NOW + timedelta(seconds=5)))
    await room.until(lambda: "antwoord op: toch" in room.sender.texts(JAN))
    assert "antwoord op: hoi" not in room.sender.texts(JAN)


async def test_after_a_day_of_silence_it_is_a_new_conversation(room: Room) -> None:
    await room.take(arrival("m1", "hoi"))
    await room.got(2)
    await room.take(arrival("m2", "hallo", at=NOW + timedelta(hours=25)))
    assert await room.got(4) == [
        "utter_greeting", "antwoord op: hoi", "utter_greeting", "antwoord op: hallo",
    ]  # fmt: skip
    assert len({m.conversation_id for m in room.engine.asked}) == 2


async def test_nothing_that_is_kept_for_the_engine_tells_the_number(room: Room) -> None:
    await room.take(arrival("m1", "hoi"))
    await room.got(2)
    assert JAN not in repr(room.engine.asked)


# --- going on elsewhere


async def started_on_the_web(room: Room) -> str:
    web = Conversation("web-1", "rotterdam", "webchat")
    await room.pipeline.accept(web, "w1", "hoi")
    assert await room.pipeline.settled("web-1", 5)
    return await room.codes.issue("web-1", "rotterdam")


async def test_a_web_conversation_goes_on_by_message_with_a_code(room: Room) -> None:
    code = await started_on_the_web(room)
    await room.take(arrival("m1", f"{code[:4]} {code[4:]}"))
    await room.take(arrival("m2", "en dan", at=NOW + timedelta(seconds=2)))
    assert await room.got(2) == ["utter_channel_continued", "antwoord op: en dan"]
    assert {m.conversation_id for m in room.engine.asked} == {"web-1"}
    assert [m.channel for m in room.engine.asked] == ["webchat", "sms"]


async def test_a_code_that_comes_in_again_changes_nothing(room: Room) -> None:
    code = await started_on_the_web(room)
    for _ in range(2):
        await room.take(arrival("m1", code))
    assert await room.got(1) == ["utter_channel_continued"]


async def test_a_code_that_comes_in_twice_at_the_same_moment_joins_once(room: Room) -> None:
    code = await started_on_the_web(room)
    await asyncio.gather(*(room.take(arrival("m1", code)) for _ in range(3)))
    await room.take(arrival("m2", "en dan", at=NOW + timedelta(seconds=2)))
    assert await room.got(2) == ["utter_channel_continued", "antwoord op: en dan"]
    assert {m.conversation_id for m in room.engine.asked} == {"web-1"}


async def test_a_code_is_worth_nothing_to_the_next(room: Room) -> None:
    code = await started_on_the_web(room)
    await room.take(arrival("m1", code))
    await room.take(arrival("m1", code, PIET))
    assert await room.got(2, PIET) == ["utter_greeting", "utter_channel_code_wrong"]


async def test_a_wrong_code_joins_nothing_and_guessing_is_slow(room: Room) -> None:
    await started_on_the_web(room)
    for number in range(7):
        await room.take(arrival(f"m{number}", f"1000000{number}"))
    said = await room.got(8)
    assert said[:6] == ["utter_greeting", *["utter_channel_code_wrong"] * 5]
    assert set(said[6:]) == {"utter_channel_too_fast"}
    assert len(room.engine.asked) == 1
