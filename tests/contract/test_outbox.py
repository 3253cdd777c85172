"""What is on its way to contacts: on SQLite and on PostgreSQL, beside the record it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.contacts import Contact
from assistant.domain.conversation import InboundMessage, Reply, Turn
from assistant.domain.transcript import Conversation, Kind, Said, State
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.outbox import SqlOutbox
from connectors.storage.schema import downgrade, upgrade

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = AT + timedelta(seconds=20)
JAN = Contact("jan", "sms", "+15005550006", "+15005550009", "rotterdam", "c1", AT)
PIET = replace(JAN, id="piet", address="+15005550010", conversation_id="c2")
OPENING = Said(":greeting", Reply("Ik ben een chatbot."), Kind.GREETING)


@dataclass
class Stores:
    record: SqlConversations
    outbox: SqlOutbox
    codes: SqlChannelCodes

    async def receive(self, contact: Contact, message_id: str) -> InboundMessage:
        await self.outbox.keep(contact)
        where = Conversation(contact.conversation_id, contact.municipality, "sms", contact.id)
        message = InboundMessage(message_id, where.id, "rotterdam", "sms", "hoi", "", contact.id)
        await self.record.receive(where, message, "hoi", AT, OPENING)
        return message

    async def answer(self, message: InboundMessage, *texts: str) -> None:
        said = [
            Said(f"{message.id}:{n}", Reply(t), answers=message.id) for n, t in enumerate(texts)
        ]
        await self.record.settle(message, said, State.ANSWERED, AT, Turn(()))

    async def claimed(self, now: datetime = AT) -> list[tuple[str, str, int]]:
        found = await self.outbox.claim(now, now + timedelta(seconds=20), 10)
        return [(o.contact.id, o.message.text, o.attempts) for o in found]


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    engine = open_engine(url)
    upgrade(engine)
    made = Stores(SqlConversations(engine), SqlOutbox(engine), SqlChannelCodes(engine))
    yield made
    for one in (made.record, made.outbox, made.codes):
        one.close()
    if request.param == "postgresql":
        downgrade(engine, "base")
        engine.dispose()


async def test_everything_said_to_a_contact_goes_out_in_order(stores: Stores) -> None:
    message = await stores.receive(JAN, "m1")
    await stores.answer(message, "een", "twee")
    seen = []
    for _ in range(4):
        found = await stores.outbox.claim(AT, SOON, 10)
        seen += [(one.message.text, one.contact) for one in found]
        for one in found:
            await stores.outbox.sent(one.id)
    assert seen == [("Ik ben een chatbot.", JAN), ("een", JAN), ("twee", JAN)]
    assert await stores.outbox.waiting() == 0


async def test_web_chat_brings_nothing(stores: Stores) -> None:
    where = Conversation("c9", "rotterdam", "webchat")
    message = InboundMessage("m1", "c9", "rotterdam", "webchat", "hoi")
    await stores.record.receive(where, message, "hoi", AT, OPENING)
    await stores.answer(message, "een")
    assert await stores.outbox.waiting() == 0


async def test_of_each_contact_only_the_oldest_is_on_its_way(stores: Stores) -> None:
    for contact in (JAN, PIET):
        await stores.answer(await stores.receive(contact, "m1"), "een")
    assert sorted(await stores.claimed()) == [
        ("jan", "Ik ben een chatbot.", 1), ("piet", "Ik ben een chatbot.", 1),
    ]  # fmt: skip
    assert await stores.claimed() == []


async def test_what_was_claimed_and_never_heard_of_is_claimed_again(stores: Stores) -> None:
    await stores.receive(JAN, "m1")
    await stores.claimed()
    assert await stores.claimed(AT + timedelta(seconds=19)) == []
    assert await stores.claimed(AT + timedelta(seconds=21)) == [("jan", "Ik ben een chatbot.", 2)]


async def test_a_receipt_closes_what_was_claimed(stores: Stores) -> None:
    await stores.receive(JAN, "m1")
    (one,) = await stores.outbox.claim(AT, SOON, 10)
    await stores.outbox.sent(one.id)
    await stores.outbox.give_up(one.id, "too late to fail")
    assert await stores.claimed(AT + timedelta(hours=1)) == []


async def test_a_message_that_is_postponed_keeps_its_place(stores: Stores) -> None:
    message = await stores.receive(JAN, "m1")
    await stores.answer(message, "een")
    (one,) = await stores.outbox.claim(AT, SOON, 10)
    await stores.outbox.postpone(one.id, AT + timedelta(seconds=3))
    assert await stores.claimed() == []
    assert await stores.claimed(AT + timedelta(seconds=4)) == [("jan", "Ik ben een chatbot.", 2)]


async def test_a_message_that_is_given_up_lets_the_next_go(stores: Stores) -> None:
    message = await stores.receive(JAN, "m1")
    await stores.answer(message, "een")
    (one,) = await stores.outbox.claim(AT, SOON, 10)
    await stores.outbox.give_up(one.id, "refused")
    assert await stores.claimed() == [("jan", "een", 1)]


async def test_two_who_claim_at_once_get_each_message_once(stores: Stores) -> None:
    for number in range(12):
        await stores.receive(replace(JAN, id=f"c{number}", conversation_id=f"c{number}"), "m1")
    found = await asyncio.gather(*(stores.outbox.claim(AT, SOON, 12) for _ in range(4)))
    ids = [one.id for part in found for one in part]
    assert len(ids) == len(set(ids)) == 12


async def test_a_contact_changes_and_is_made_once(stores: Stores) -> None:
    assert await stores.outbox.contact("jan") is None
    await asyncio.gather(*(stores.outbox.keep(JAN) for _ in range(4)))
    await stores.outbox.keep(replace(JAN, conversation_id="c7", stopped=True))
    assert await stores.outbox.contact("jan") == replace(JAN, conversation_id="c7", stopped=True)


async def test_an_unanswered_message_knows_its_contact_and_channel(stores: Stores) -> None:
    """Also in a conversation that began as web chat: the answer goes to where it was asked."""
    web = Conversation("c1", "rotterdam", "webchat")
    first = InboundMessage("w1", "c1", "rotterdam", "webchat", "hoi")
    await stores.record.receive(web, first, "hoi", AT, OPENING)
    await stores.receive(JAN, "m1")
    found = {m.id: (m.channel, m.contact) for m, _ in await stores.record.unanswered(AT)}
    assert found == {"w1": ("webchat", ""), "m1": ("sms", "jan")}


# --- codes for another channel


async def test_a_code_is_good_once_and_here(stores: Stores) -> None:
    await stores.receive(JAN, "m1")
    await stores.codes.keep("f1", "c1", "rotterdam", SOON)
    assert await stores.codes.use("f1", "tilburg", AT, "m1") is None
    assert await stores.codes.use("f1", "rotterdam", AT, "m1") == "c1"
    assert await stores.codes.use("f1", "rotterdam", AT, "m2") is None


async def test_a_code_is_as_good_as_before_for_the_message_that_used_it(stores: Stores) -> None:
    await stores.receive(JAN, "m1")
    await stores.codes.keep("f1", "c1", "rotterdam", SOON)
    tries = [stores.codes.use("f1", "rotterdam", AT, f"m{n % 2}") for n in range(6)]
    found = await asyncio.gather(*tries)
    assert tuple(found) in {("c1", None) * 3, (None, "c1") * 3}


async def test_a_code_ends_with_its_time_and_with_the_next(stores: Stores) -> None:
    await stores.receive(JAN, "m1")
    await stores.codes.keep("f1", "c1", "rotterdam", SOON)
    assert await stores.codes.use("f1", "rotterdam", SOON + timedelta(seconds=1), "m1") is None
    await stores.codes.keep("f2", "c1", "rotterdam", SOON)
    await stores.codes.keep("f3", "c1", "rotterdam", SOON)
    assert await stores.codes.use("f2", "rotterdam", AT, "m1") is None
    assert await stores.codes.use("f3", "rotterdam", AT, "m1") == "c1"
