"""What every record of conversations does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from assistant.domain.contacts import Contact
from assistant.domain.conversation import (
    Choice,
    InboundMessage,
    Link,
    Outcome,
    Reply,
    Source,
    Turn,
    Understanding,
)
from assistant.domain.transcript import Author, Conversation, Kind, Said, State, Stretch
from assistant.errors import ChoiceNotFound, StorageUnavailable
from assistant.ports.conversations import ConversationsPort
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.schema import downgrade, upgrade
from connectors.storage.tables import contacts
from tests.fakes.conversations import FakeConversations

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
JAN = Contact("jan", "sms", "+15005550006", "+15005550009", "rotterdam", "c1", AT)
HERE = Conversation("c1", "rotterdam", "webchat")
THERE = Conversation("c2", "tilburg", "webchat")
OPENING = Said(":greeting", Reply("Hallo"), Kind.GREETING)
FULL = Reply(
    "Kies **iets** 👋 é",
    Outcome.CHOICE,
    choices=(Choice("Ja", '/affirm{"a": 1}'), Choice("Nee", "/deny")),
    links=(Link("Meer", "https://a.example/"),),
    sources=(Source("Bron", "https://b.example/", "2026-11-22"),),
    articles=("paspoort", "rijbewijs"),
)


def inbound(id_: str = "m1", where: Conversation = HERE, payload: str = "") -> InboundMessage:
    return InboundMessage(
        id_, where.id, where.municipality, where.channel, "" if payload else "hoi", payload
    )


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConversationsPort]:
    if request.param == "fake":
        yield FakeConversations()
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'new' / 'balie.db'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(insert(contacts).values(asdict(JAN)))
    sql = SqlConversations(engine)
    yield sql
    sql.close()
    if request.param == "postgresql":
        downgrade(engine, "base")
        engine.dispose()


async def test_unknown_conversation_is_empty(store: ConversationsPort) -> None:
    assert await store.messages("c1") == ()


async def test_first_message_comes_after_opening(store: ConversationsPort) -> None:
    assert await store.receive(HERE, inbound(), "hoi", AT, OPENING)
    opening, own = await store.messages("c1")
    assert (opening.sequence, opening.author, opening.kind) == (
        1,
        Author.ASSISTANT,
        Kind.GREETING,
    )
    assert (own.sequence, own.author, own.text, own.state, own.at) == (
        2,
        Author.RESIDENT,
        "hoi",
        State.RECEIVED,
        AT,
    )
    assert own.reply is None


async def test_opening_is_said_once(store: ConversationsPort) -> None:
    await store.receive(HERE, inbound("m1"), "een", AT, OPENING)
    await store.receive(HERE, inbound("m2"), "twee", AT, OPENING)
    assert [m.text for m in await store.messages("c1")] == ["Hallo", "een", "twee"]


async def test_repeat_is_not_kept(store: ConversationsPort) -> None:
    assert await store.receive(HERE, inbound(), "hoi", AT, OPENING)
    assert not await store.receive(HERE, inbound(), "anders", AT, OPENING)
    assert [m.text for m in await store.messages("c1")] == ["Hallo", "hoi"]
    assert await store.receive(HERE, inbound("m2"), "verder", AT, OPENING)
    assert [m.sequence for m in await store.messages("c1")] == [1, 2, 3]


async def test_same_id_in_another_conversation_is_another_message(
    store: ConversationsPort,
) -> None:
    assert await store.receive(HERE, inbound(), "hier", AT, OPENING)
    assert await store.receive(THERE, inbound(where=THERE), "daar", AT, OPENING)
    assert [m.text for m in await store.messages("c2")] == ["Hallo", "daar"]


async def test_notices_follow_their_message(store: ConversationsPort) -> None:
    notice = Said("m1:masked", Reply("gemaskeerd"), Kind.NOTICE, "m1")
    await store.receive(HERE, inbound(), "hoi", AT, OPENING, [notice])
    last = (await store.messages("c1"))[-1]
    assert (last.sequence, last.kind, last.answers) == (3, Kind.NOTICE, "m1")


async def test_settle_closes_message_and_keeps_whole_reply(store: ConversationsPort) -> None:
    await store.receive(HERE, inbound(), "hoi", AT, OPENING)
    said = [Said("m1:0", FULL, answers="m1"), Said("m1:1", Reply("en meer"), answers="m1")]
    turn = Turn((FULL,), Understanding("faq/paspoort", 0.9))
    assert await store.settle(inbound(), said, State.ANSWERED, AT, turn)
    _, own, first, second = await store.messages("c1")
    assert own.state is State.ANSWERED
    assert (first.reply, first.text, first.answers) == (FULL, FULL.text, "m1")
    assert (second.sequence, second.text, second.state) == (4, "en meer", State.SAID)


async def test_settle_happens_once(store: ConversationsPort) -> None:
    await store.receive(HERE, inbound(), "hoi", AT, OPENING)
    said = [Said("m1:0", FULL, answers="m1")]
    assert await store.settle(inbound(), said, State.ANSWERED, AT)
    assert not await store.settle(inbound(), said, State.GIVEN_UP, AT)
    assert len(await store.messages("c1")) == 3


async def test_say_happens_once(store: ConversationsPort) -> None:
    await store.receive(HERE, inbound(), "hoi", AT, OPENING)
    delay = Said("m1:delay", Reply("even geduld"), Kind.NOTICE, "m1")
    assert await store.say(HERE, [delay], AT)
    assert not await store.say(HERE, [delay], AT)
    assert [m.text for m in await store.messages("c1")] == ["Hallo", "hoi", "even geduld"]


async def test_say_can_begin_a_conversation(store: ConversationsPort) -> None:
    assert await store.say(HERE, [Said("m1:too_long", Reply("te lang"))], AT, OPENING)
    assert [m.text for m in await store.messages("c1")] == ["Hallo", "te lang"]


async def test_messages_after_a_number(store: ConversationsPort) -> None:
    for n in range(4):
        await store.receive(HERE, inbound(f"m{n}"), str(n), AT, OPENING)
    assert [m.text for m in await store.messages("c1", after=3)] == ["2", "3"]
    assert await store.messages("c1", after=99) == ()


async def test_choice_belongs_to_its_message_and_conversation(store: ConversationsPort) -> None:
    await store.receive(HERE, inbound(), "hoi", AT, OPENING)
    await store.settle(inbound(), [Said("m1:0", FULL, answers="m1")], State.ANSWERED, AT)
    assert await store.choice("c1", "3-1") == Choice("Nee", "/deny")
    for conversation, choice in (("c1", "3-2"), ("c1", "2-0"), ("c1", "ja"), ("c2", "3-1")):
        with pytest.raises(ChoiceNotFound):
            await store.choice(conversation, choice)


async def test_unanswered_are_found_oldest_first_with_payload(store: ConversationsPort) -> None:
    second, minute = inbound("m2", payload="/affirm"), timedelta(minutes=1)
    await store.receive(THERE, inbound("m3", THERE), "hoi", AT + 2 * minute, OPENING)
    await store.receive(HERE, inbound("m1"), "hoi", AT, OPENING)
    await store.receive(HERE, second, "Ja", AT + minute, OPENING)
    assert await store.unanswered(AT + minute) == ((inbound("m1"), AT), (second, AT + minute))
    await store.settle(inbound("m1"), [], State.GIVEN_UP, AT)
    waiting = await store.unanswered(AT + 5 * minute)
    assert [message.id for message, _ in waiting] == ["m2", "m3"]


async def test_unanswered_in_one_conversation_are_in_the_order_of_their_numbers(
    store: ConversationsPort,
) -> None:
    earlier, payload = AT - timedelta(minutes=1), inbound("m2", payload="/affirm")
    assert await store.unanswered_in("c1") == ()
    await store.receive(THERE, inbound("m1", THERE), "hoi", AT, OPENING)
    await store.receive(HERE, inbound("m1"), "hoi", AT, OPENING)
    await store.receive(HERE, payload, "Ja", earlier, OPENING)  # clocks differ
    await store.receive(HERE, inbound("m3"), "hoi", AT, OPENING)
    await store.settle(inbound("m3"), [], State.ANSWERED, AT)
    assert await store.unanswered_in("c1") == ((inbound("m1"), AT), (payload, earlier))


async def test_what_a_provider_brought_waits_in_the_order_in_which_it_was_sent(
    store: ConversationsPort,
) -> None:
    where = replace(HERE, channel="sms", contact="jan")
    late, early = (replace(inbound(i, where), contact="jan") for i in ("m2", "m1"))
    await store.receive(where, late, "twee", AT, OPENING)
    await store.receive(where, early, "een", AT - timedelta(seconds=2), OPENING)
    found = await store.unanswered_in("c1")
    assert [message.id for message, _ in found] == ["m1", "m2"]


async def test_a_message_keeps_the_context_in_which_it_came(store: ConversationsPort) -> None:
    await store.receive(THERE, inbound("w1", THERE), "hoi", AT, OPENING)
    await store.receive(HERE, inbound("m1"), "een", AT, OPENING)
    for _ in range(2):
        await store.go_on("c1", "c2")
    await store.receive(HERE, inbound("m2"), "twee", AT, OPENING)
    await store.receive(HERE, inbound("m2"), "twee", AT, OPENING)
    await store.go_on("nobody", "c2")
    found = {m.id: m.continues for m, _ in await store.unanswered(AT)}
    assert found == {"w1": "", "m1": "", "m2": "c2"}
    assert [m.continues for m, _ in await store.unanswered_in("c1")] == ["", "c2"]
    assert await store.settle(inbound("m2"), [], State.ANSWERED, AT)
    assert await store.messages("nobody") == ()


async def test_many_at_once_get_numbers_without_gaps(store: ConversationsPort) -> None:
    kept = await asyncio.gather(
        *(store.receive(HERE, inbound(f"m{n}"), str(n), AT, OPENING) for n in range(20)),
        *(store.receive(HERE, inbound(f"m{n}"), str(n), AT, OPENING) for n in range(20)),
    )
    assert sum(kept) == 20
    found = await store.messages("c1")
    assert [m.sequence for m in found] == list(range(1, 22))
    assert found[0].text == "Hallo"


async def test_silent_conversations_are_found_until_they_are_registered(
    store: ConversationsPort,
) -> None:
    later = AT + timedelta(minutes=10)
    await store.receive(HERE, inbound(), "hoi", AT, opening=OPENING)
    await store.receive(THERE, inbound(where=THERE), "hoi", later)
    assert await store.quiet(AT - timedelta(seconds=1), 9) == ()
    assert await store.quiet(AT, 9) == (Stretch(HERE, 0, 2),)
    assert await store.quiet(later, 9) == (Stretch(HERE, 0, 2), Stretch(THERE, 0, 1))
    assert await store.quiet(later, 1) == (Stretch(HERE, 0, 2),)
    await store.registered(Stretch(HERE, 0, 2))
    assert await store.quiet(later, 9) == (Stretch(THERE, 0, 1),)
    await store.receive(HERE, inbound("m2"), "en nog iets", later)
    assert Stretch(HERE, 2, 3) in await store.quiet(later, 9)
    await store.registered(Stretch(HERE, 0, 1))  # less than it was says nothing
    assert Stretch(HERE, 2, 3) in await store.quiet(later, 9)


async def test_ready(store: ConversationsPort) -> None:
    assert await store.ready()


async def test_database_that_is_away_is_named_so() -> None:
    away = SqlConversations(open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    with pytest.raises(StorageUnavailable):
        await away.messages("c1")
    assert not await away.ready()
    away.close()


async def test_record_survives_its_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    for turn in ("een", "twee"):
        engine = open_engine(url)
        upgrade(engine)
        store = SqlConversations(engine)
        await store.receive(HERE, inbound(turn), turn, AT, OPENING)
        store.close()
    again = SqlConversations(open_engine(url))
    assert [m.text for m in await again.messages("c1")] == ["Hallo", "een", "twee"]
    again.close()
