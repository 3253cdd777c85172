"""Who hears what of an appointment, and by which way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.domain.appointments import Customer, Method, Record, Stage
from assistant.domain.conversation import Reply
from assistant.domain.jobs import Job, JobKind, job
from assistant.errors import BackendUnavailable
from assistant.ports.messenger import MessengerPort
from assistant.services.earlier_places import EarlierPlaces
from assistant.services.notices import HEARD_LATER, Notices
from tests.fakes.mail import FakeMail
from tests.unit.booking.room import SANNE, TEXTS, Room

pytestmark = pytest.mark.asyncio

PHONE_ONLY = Customer("Sanne Visser", phone="+31612345678")


class FakeMessenger(MessengerPort):
    """Keeps what was told and texted, by key; `reachable` says whether there is a channel."""

    def __init__(self) -> None:
        self.told: dict[str, Reply] = {}
        self.texted: dict[str, Reply] = {}
        self.reachable = True

    async def tell(self, record: Record, key: str, reply: Reply) -> bool:
        if self.reachable:
            self.told[key] = reply
        return self.reachable

    async def text(self, record: Record, key: str, reply: Reply) -> str:
        self.texted[key] = reply
        return "phone-of-sanne"


class Office:
    def __init__(self) -> None:
        self.room = Room()
        self.mail, self.messenger = FakeMail(), FakeMessenger()
        self.notices = Notices(
            self.room.book, self.mail, self.messenger, self.room.letters, TEXTS, self.room.clock
        )

    def holds(self, method: Method = Method.DESK, **changes: object) -> Record:
        start = self.room.clock.now() + timedelta(days=8)
        record = self.room.holds(start, method)
        customer = changes.pop("customer", SANNE)
        assert isinstance(customer, Customer)
        record = replace(record, order=replace(record.order, customer=customer), **changes)  # type: ignore[arg-type]
        self.room.book.records[record.key] = record
        return record


def about(record: Record, kind: JobKind = JobKind.CONFIRM) -> Job:
    return job(kind, record.key, datetime.now(record.order.start.tzinfo))


async def test_confirmation_is_a_letter_with_code_calendar_and_what_to_bring() -> None:
    office = Office()
    record = office.holds()
    await office.notices.made(about(record))
    (letter,) = office.mail.letters
    assert letter.to == "sanne@example.org"
    assert record.code in letter.text
    assert "pasfoto" in letter.text
    assert "morgen" not in letter.text
    assert letter.event is not None
    assert letter.event.start == record.order.start
    assert letter.button is not None
    assert "/afspraak/" in letter.button.url
    assert (office.messenger.told, office.messenger.texted) == ({}, {})


async def test_button_of_a_video_appointment_leads_to_the_waiting_room() -> None:
    office = Office()
    await office.notices.made(about(office.holds(Method.VIDEO)))
    (letter,) = office.mail.letters
    assert letter.button is not None
    assert "/videogesprek/" in letter.button.url


async def test_number_without_an_address_gets_a_text_message_and_may_answer_it() -> None:
    office = Office()
    record = office.holds(customer=PHONE_ONLY)
    await office.notices.made(about(record))
    assert len(office.messenger.texted) == 1
    assert office.room.book.records[record.key].contact_id == "phone-of-sanne"


async def test_who_booked_by_message_heard_it_there() -> None:
    office = Office()
    await office.notices.made(about(office.holds(customer=PHONE_ONLY, contact_id="phone-1")))
    assert (office.mail.letters, office.messenger.told, office.messenger.texted) == ([], {}, {})


async def test_what_became_known_late_is_said_in_the_conversation_too() -> None:
    office = Office()
    record = office.holds(extra={HEARD_LATER: "yes", "uid": "x"})
    await office.notices.made(about(record))
    assert len(office.mail.letters) == 1
    assert len(office.messenger.told) == 1


async def test_reminder_by_message_can_be_answered() -> None:
    office = Office()
    record = office.holds(customer=PHONE_ONLY, contact_id="phone-1")
    await office.notices.remind(about(record, JobKind.REMIND))
    (reply,) = office.messenger.told.values()
    assert [choice.title for choice in reply.choices] == ["Verzetten", "Afzeggen"]
    assert "'afzeggen'" in reply.text


async def test_reminder_by_mail_where_there_is_an_address() -> None:
    office = Office()
    await office.notices.remind(about(office.holds(), JobKind.REMIND))
    assert len(office.mail.letters) == 1
    assert office.messenger.texted == {}


@pytest.mark.parametrize("stage", [Stage.CANCELLED, Stage.REFUSED])
async def test_nothing_is_said_of_an_appointment_that_does_not_stand(stage: Stage) -> None:
    office = Office()
    record = office.holds(stage=stage)
    for handler in (office.notices.made, office.notices.moved, office.notices.remind):
        await handler(about(record))
    assert office.mail.letters == []


async def test_no_reminder_of_what_is_over() -> None:
    office = Office()
    record = office.holds()
    office.room.clock.forward(days=9)
    await office.notices.remind(about(record, JobKind.REMIND))
    assert office.mail.letters == []


async def test_cancelled_takes_the_entry_out_of_the_agenda() -> None:
    office = Office()
    await office.notices.cancelled(about(office.holds(stage=Stage.CANCELLED)))
    (letter,) = office.mail.letters
    assert letter.event is not None
    assert (letter.event.cancelled, letter.event.sequence) == (True, 1)
    assert letter.button is None


async def test_order_that_was_not_made_is_told_everywhere() -> None:
    office = Office()
    await office.notices.not_made(about(office.holds(stage=Stage.REFUSED)))
    assert "niet gemaakt" in office.mail.letters[0].subject
    assert len(office.messenger.told) == 1


async def test_address_that_does_not_exist_leaves_the_other_ways() -> None:
    office = Office()
    office.mail.refuses.add("sanne@example.org")
    await office.notices.made(about(office.holds()))
    assert len(office.messenger.texted) == 1


async def test_mail_server_that_is_away_makes_the_job_come_again() -> None:
    office = Office()
    office.mail.down = True
    with pytest.raises(BackendUnavailable):
        await office.notices.made(about(office.holds()))
    office.mail.down = False
    await office.notices.made(about(office.holds()))
    assert len(office.mail.letters) == 1


async def test_earlier_place_is_looked_for_until_there_is_one_and_told_once() -> None:
    office = Office()
    room = office.room
    earlier = EarlierPlaces(
        lambda _: room.system, room.book, room.jobs, room.clock, office.notices.offer_earlier
    )
    record = office.holds(wants_earlier=True)
    free = {start: n for start, n in room.system.places["c"].items() if start >= record.order.start}
    room.system.places["c"] = free
    await earlier.look(about(record, JobKind.EARLIER))
    assert office.messenger.told == {}
    assert len(room.jobs.waiting_jobs) == 1
    first = record.order.start - timedelta(days=2)
    room.system.places["c"][first] = 1
    for _ in range(2):
        await earlier.look(about(record, JobKind.EARLIER))
    assert len(office.messenger.told) == 1
    assert room.book.records[record.key].offered == first


@pytest.mark.parametrize("changes", [{"wants_earlier": False}, {"stage": Stage.CANCELLED}])
async def test_nothing_is_looked_for_when_nobody_waits(changes: dict[str, object]) -> None:
    office = Office()
    room = office.room
    earlier = EarlierPlaces(
        lambda _: room.system, room.book, room.jobs, room.clock, office.notices.offer_earlier
    )
    record = office.holds(**{"wants_earlier": True, **changes})
    await earlier.look(about(record, JobKind.EARLIER))
    assert (office.messenger.told, room.jobs.waiting_jobs) == ({}, {})
