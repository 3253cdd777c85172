"""The use cases around a conversation, on fakes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from assistant.domain.conversation import InboundMessage, Turn
from assistant.domain.transcript import Author, Conversation, Kind, Message, State
from assistant.errors import ChoiceNotFound, EngineUnavailable, StorageUnavailable
from assistant.services.conversations import ConversationsService, clean
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.crisis import FakeCrisis
from tests.fakes.engine import DID_YOU_MEAN, FakeEngine
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.texts import FakeTexts

pytestmark = pytest.mark.asyncio

HERE = Conversation("c1", "rotterdam", "webchat")
ELSEWHERE = Conversation("c2", "rotterdam", "webchat")


class Room:
    """One service with its fakes in reach."""

    def __init__(self) -> None:
        self.store, self.engine, self.clock = FakeConversations(), FakeEngine(), FakeClock()
        self.details = FakePersonalDetails()
        self.service = ConversationsService(
            self.store, self.engine, FakeTexts(), FakeCrisis(), self.clock, self.details, 100
        )

    async def said(self) -> list[str]:
        return [re.sub(r" \(.*", "", m.text) for m in await self.store.messages("c1")]

    async def all(self) -> tuple[Message, ...]:
        return await self.store.messages("c1")

    async def received(self, text: str = "hoi", id_: str = "m1") -> InboundMessage:
        receipt = await self.service.receive(HERE, id_, text)
        assert receipt.message is not None
        return receipt.message


@pytest.fixture
def room() -> Room:
    return Room()


async def test_conversation_begins_with_greeting_then_message(room: Room) -> None:
    await room.received("hoi")
    await room.received("nog iets", "m2")
    assert await room.said() == ["utter_greeting", "hoi", "nog iets"]
    assert [m.sequence for m in await room.all()] == [1, 2, 3]


async def test_receive_keeps_masked_text_and_says_so_once(room: Room) -> None:
    message = await room.received("bsn 123456782 en tel 0612345678")
    assert message.text == "bsn [BSN] en tel [telefoonnummer]"
    assert await room.said() == ["utter_greeting", message.text, "utter_masked"]


async def test_receive_drops_a_repeat(room: Room) -> None:
    await room.received("hoi")
    assert (await room.service.receive(HERE, "m1", "hoi")).message is None
    assert await room.said() == ["utter_greeting", "hoi"]


async def test_receive_never_makes_a_payload_of_typed_text(room: Room) -> None:
    message = await room.received('/request_human{"bsn": "x"}')
    assert message.payload == "" and message.text.startswith("/request_human")


async def test_too_long_is_answered_and_not_kept(room: Room) -> None:
    receipt = await room.service.receive(HERE, "m1", "x" * 101)
    assert receipt.message is None
    assert await room.said() == ["utter_greeting", "utter_too_long"]
    assert (await room.all())[-1].answers == "m1"


async def test_choice_reaches_engine_as_payload_and_shows_its_title(room: Room) -> None:
    await room.service.answer(await room.received("een document"))
    offered = (await room.all())[-1]
    receipt = await room.service.receive(HERE, "m2", choice=f"{offered.sequence}-1")
    assert receipt.message is not None
    assert receipt.message.payload == DID_YOU_MEAN.choices[1].payload
    assert receipt.message.text == ""
    assert (await room.all())[-1].text == "Rijbewijs verlengen"


@pytest.mark.parametrize("choice", ["3-2", "9-0", "1-0", "x", "3-0-0", "-1-0", "/faq"])
async def test_choice_that_was_not_offered_is_refused(room: Room, choice: str) -> None:
    await room.service.answer(await room.received("een document"))
    with pytest.raises(ChoiceNotFound):
        await room.service.receive(HERE, "m2", choice=choice)


async def test_choice_of_another_conversation_is_refused(room: Room) -> None:
    await room.service.answer(await room.received("een document"))
    with pytest.raises(ChoiceNotFound):
        await room.service.receive(ELSEWHERE, "m2", choice="3-0")


async def test_human_can_be_chosen_before_anything_was_said(room: Room) -> None:
    receipt = await room.service.receive(HERE, "m1", choice="human")
    assert receipt.message is not None and receipt.message.payload == "/request_human"


async def test_answer_is_kept_once_however_often_it_is_asked(room: Room) -> None:
    message = await room.received("hoi")
    await room.service.answer(message)
    await room.service.answer(message)
    assert await room.said() == ["utter_greeting", "hoi", "antwoord op: hoi"]
    assert (await room.all())[1].state is State.ANSWERED


async def test_answer_is_asked_in_the_context_that_a_conversation_goes_on_with(room: Room) -> None:
    await room.received("hoi")
    await room.service.go_on(HERE, ELSEWHERE.id)
    await room.service.receive(HERE, "m2", "en wat kost dat")
    for message, _ in await room.service.waiting_in(HERE.id):
        await room.service.answer(message)
    assert [(m.conversation_id, m.id, m.continues) for m in room.engine.asked] == [
        ("c1", "m1", ""),
        ("c2", "c1:m2", ""),
    ]
    assert (await room.said())[-1] == "antwoord op: en wat kost dat"
    assert await room.store.messages(ELSEWHERE.id) == ()


async def test_answer_raises_and_message_stays_open_when_engine_is_away(room: Room) -> None:
    message = await room.received("hoi")
    room.engine.away = True
    with pytest.raises(EngineUnavailable):
        await room.service.answer(message)
    assert (await room.all())[1].state is State.RECEIVED


async def test_delay_is_told_once(room: Room) -> None:
    message = await room.received("hoi")
    await room.service.tell_delay(message)
    await room.service.tell_delay(message)
    assert await room.said() == ["utter_greeting", "hoi", "utter_engine_down"]
    assert (await room.all())[-1].kind is Kind.NOTICE


async def test_crisis_gets_its_text_without_the_engine(room: Room) -> None:
    await room.service.tell_delay(await room.received("ik denk aan zelfmoord"))
    assert "113" in (await room.all())[-1].text


async def test_refused_message_ends_with_an_apology(room: Room) -> None:
    room.engine.refuses = True
    await room.service.answer(await room.received("hoi"))
    assert (await room.said())[-1] == "utter_engine_gave_up"
    assert (await room.all())[1].state is State.GIVEN_UP


async def test_waiting_names_what_is_old_enough(room: Room) -> None:
    message = await room.received("hoi")
    room.clock.forward(seconds=40)
    await room.received("nieuw", "m2")
    assert await room.service.waiting(timedelta(seconds=30)) == [(message, timedelta(seconds=40))]
    await room.service.answer(message)
    assert await room.service.waiting(timedelta(seconds=30)) == []


async def test_nothing_is_said_when_the_record_is_away(room: Room) -> None:
    room.store.away = True
    with pytest.raises(StorageUnavailable):
        await room.service.receive(HERE, "m1", "hoi")


async def test_several_replies_keep_their_order(room: Room) -> None:
    room.engine = FakeEngine(lambda _m: Turn((DID_YOU_MEAN, DID_YOU_MEAN)))
    service = ConversationsService(
        room.store, room.engine, FakeTexts(), FakeCrisis(), room.clock, room.details, 100
    )
    message = (await service.receive(HERE, "m1", "hoi")).message
    assert message is not None
    await service.answer(message)
    assert [m.id for m in await room.all() if m.author is Author.ASSISTANT] == [
        ":greeting",
        "m1:0",
        "m1:1",
    ]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\x00b\x07", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\u202eabc\u2066", "abc"),
        ("123\u200b456\u00ad782", "123456782"),
        ("kapot \ud83d", "kapot ?"),
        ("👩\u200d👧 é", "👩\u200d👧 é"),
        ("  \n ", ""),
    ],
)
async def test_clean_drops_what_cannot_be_kept(raw: str, kept: str) -> None:
    assert clean(raw) == kept
