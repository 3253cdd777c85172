"""Telling a resident something later, on the real record with its outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.domain.appointments import Customer, Record
from assistant.domain.contacts import Contact
from assistant.domain.conversation import Outcome, Reply
from assistant.domain.transcript import Conversation, Said
from assistant.services.conversations import ConversationsService
from connectors.channels.messenger import Messenger, is_mobile
from connectors.channels.pipeline import Pipeline
from connectors.channels.receiving import identity_of
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.outbox import SqlOutbox
from connectors.storage.schema import upgrade
from tests.fakes.clock import FakeClock
from tests.fakes.crisis import FakeCrisis
from tests.fakes.engine import FakeEngine
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.texts import FakeTexts
from tests.unit.booking.room import Room, at

pytestmark = pytest.mark.asyncio

REPLY = Reply("Denkt u aan morgen?", Outcome.FLOW)
LINE, MOBILE = "+15005550006", "+31612345678"
WHATSAPP = "whatsapp-contact"


class Office:
    def __init__(self, folder: Path) -> None:
        engine = open_engine(f"sqlite:///{folder / 'balie.db'}")
        upgrade(engine)
        self.clock = FakeClock()
        self.record, self.outbox = SqlConversations(engine), SqlOutbox(engine)
        service = ConversationsService(
            self.record, FakeEngine(), FakeTexts(), FakeCrisis(), self.clock, FakePersonalDetails()
        )
        self.rung: list[str] = []
        pipeline = Pipeline(service, 1000)
        pipeline.also_tell(self.rung.append)
        self.messenger = Messenger(
            pipeline,
            self.outbox,
            self.clock,
            {"rotterdam": LINE}.get,
            "geheim",  # type: ignore[arg-type]
        )

    async def outgoing(self) -> list[tuple[str, str]]:
        """What waits to be brought: address and text, without the greeting of a new contact."""
        found = []
        for minutes in range(9):
            now = self.clock.now() + timedelta(minutes=minutes)
            for one in await self.outbox.claim(now, now + timedelta(seconds=1), 9):
                if not one.message.id.startswith(":"):
                    found.append((one.contact.address, one.message.text))
                await self.outbox.sent(one.id)
        return found


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    made = Office(tmp_path)
    yield made
    made.record.close()
    made.outbox.close()


def appointment(**changes: object) -> Record:
    record = Room().holds(at(1, 9))
    return replace(record, **changes)  # type: ignore[arg-type]


def without_mail(record: Record) -> Record:
    customer = Customer("Sanne Visser", phone=MOBILE)
    return replace(record, order=replace(record.order, customer=customer))


async def test_web_chat_shows_it_at_the_next_visit_once(office: Office) -> None:
    place = Conversation("gesprek", "rotterdam", "webchat")
    await office.record.say(place, [Said("m1:0", Reply("Dag"))], office.clock.now())
    for _ in range(2):
        assert await office.messenger.tell(appointment(), "notice:reminder:x", REPLY)
    texts = [message.text for message in await office.record.messages("gesprek")]
    assert texts.count(REPLY.text) == 1
    assert office.rung == ["gesprek", "gesprek"]


async def test_contact_gets_it_where_it_talks_now(office: Office) -> None:
    contact = Contact(
        WHATSAPP, "whatsapp", "1000", "31612345678", "rotterdam", "elders", office.clock.now()
    )
    await office.outbox.keep(contact)
    record = appointment(channel="whatsapp", contact_id=WHATSAPP)
    assert await office.messenger.tell(record, "notice:reminder:x", REPLY)
    assert await office.outgoing() == [("31612345678", REPLY.text)]


async def test_who_wants_to_hear_nothing_counts_as_not_reached(office: Office) -> None:
    contact = Contact(
        WHATSAPP, "sms", LINE, MOBILE, "rotterdam", "elders", office.clock.now(), stopped=True
    )
    await office.outbox.keep(contact)
    record = appointment(channel="sms", contact_id=WHATSAPP)
    assert not await office.messenger.tell(record, "notice:reminder:x", REPLY)
    assert await office.outgoing() == []


async def test_call_that_is_over_cannot_be_told(office: Office) -> None:
    assert not await office.messenger.tell(appointment(channel="telephone"), "notice:x", REPLY)


async def test_number_gets_a_text_message_and_may_answer_it(office: Office) -> None:
    record = without_mail(appointment())
    identity = await office.messenger.text(record, "notice:made:x", REPLY)
    assert identity == identity_of("geheim", "sms", LINE, MOBILE)
    assert await office.messenger.text(record, "notice:made:x", REPLY) == identity
    assert await office.outgoing() == [(MOBILE, REPLY.text)]


@pytest.mark.parametrize("phone", ["", "+31102671234", "niets"])
async def test_no_text_message_to_what_is_no_mobile_number(office: Office, phone: str) -> None:
    record = appointment()
    order = replace(record.order, customer=Customer("Sanne Visser", phone=phone))
    assert await office.messenger.text(replace(record, order=order), "notice:x", REPLY) == ""


async def test_no_text_message_where_the_municipality_has_no_line(office: Office) -> None:
    record = without_mail(appointment(municipality="tilburg"))
    assert await office.messenger.text(record, "notice:x", REPLY) == ""


async def test_mobile_numbers() -> None:
    assert is_mobile(MOBILE)
    assert not is_mobile("+31201234567")


async def test_no_text_message_to_who_wants_to_hear_nothing(office: Office) -> None:
    record = without_mail(appointment())
    identity = await office.messenger.text(record, "notice:made:x", REPLY)
    assert await office.outgoing() == [(MOBILE, REPLY.text)]
    contact = await office.outbox.contact(identity)
    assert contact is not None
    await office.outbox.keep(replace(contact, stopped=True))
    assert await office.messenger.text(record, "notice:remind:x", REPLY) == ""
    assert await office.outgoing() == []
