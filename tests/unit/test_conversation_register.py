"""Every conversation that is over becomes a klantcontact, once."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import InboundMessage, Outcome, Reply, Turn
from assistant.domain.transcript import Conversation, Kind, Said, State
from assistant.errors import StorageUnavailable
from assistant.services.conversation_register import ConversationRegister
from assistant.services.klantcontacten import KlantcontactService
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.klantcontacten import FakeKlantcontacten, FakeKlantcontactOutbox

pytestmark = pytest.mark.asyncio
HERE = Conversation("c1", "rotterdam", "webchat")
OPENING = Said(":greeting", Reply("Hallo"), Kind.GREETING)


class Room:
    def __init__(self) -> None:
        self.clock, self.talks = FakeClock(), FakeConversations()
        self.outbox = FakeKlantcontactOutbox()
        service = KlantcontactService(FakeKlantcontacten(), self.outbox, self.clock)
        self.register = ConversationRegister(self.talks, service, self.clock)
        self.count = 0

    async def say(self, text: str, reply: Reply) -> None:
        self.count += 1
        message = InboundMessage(f"m{self.count}", "c1", "rotterdam", "webchat", text=text)
        await self.talks.receive(HERE, message, text, self.clock.now(), opening=OPENING)
        said = [Said(f"m{self.count}:0", reply, answers=message.id)]
        await self.talks.settle(message, said, State.ANSWERED, self.clock.now(), Turn((reply,)))


@pytest.fixture
def room() -> Room:
    return Room()


async def test_what_was_asked_and_whether_it_helped(room: Room) -> None:
    await room.say("wat kost een paspoort", Reply("€ 80", Outcome.ANSWER, articles=("paspoort",)))
    assert await room.register.once() == 0
    room.clock.forward(minutes=31)
    assert [await room.register.once() for _ in range(2)] == [1, 0]
    (kept,) = room.outbox.waiting
    assert kept.onderwerp == "Gesprek met Balie: paspoort"
    assert (kept.inhoud, kept.indicatie_contact_gelukt) == ("wat kost een paspoort", True)


async def test_what_is_said_later_is_another(room: Room) -> None:
    await room.say("dag", Reply("Dag"))
    room.clock.forward(minutes=31)
    await room.register.once()
    await room.say("kan dat wel", Reply("?", Outcome.FALLBACK))
    room.clock.forward(minutes=31)
    await room.register.once()
    assert [(one.inhoud, one.indicatie_contact_gelukt) for one in room.outbox.waiting] == [
        ("dag", None), ("kan dat wel", False),
    ]  # fmt: skip


async def test_neither_what_was_only_opened_nor_one_with_a_human(room: Room) -> None:
    await room.talks.say(HERE, [], room.clock.now(), opening=OPENING)
    room.clock.forward(minutes=31)
    await room.register.once()
    await room.say("hallo", Reply("Dag"))
    human = Said("s1", Reply("Ik help u", speaker="Noor"), Kind.NOTICE)
    await room.talks.say(HERE, [human], room.clock.now())
    room.clock.forward(minutes=31)
    await room.register.once()
    assert room.outbox.waiting == []


async def test_what_could_not_be_kept_is_found_again(room: Room) -> None:
    await room.say("dag", Reply("Dag"))
    room.clock.forward(minutes=31)
    room.outbox.down = True
    with pytest.raises(StorageUnavailable):
        await room.register.once()
    room.outbox.down = False
    assert await room.register.once() == 1
    assert len(room.outbox.waiting) == 1
