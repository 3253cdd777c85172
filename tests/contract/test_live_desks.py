"""What every desk does where staff speak with residents: the fake, our own, and Chatwoot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer, unused_port

from assistant.domain.handover import Handover, Packet, Why
from assistant.domain.staff import Staff
from assistant.errors import BackendUnavailable
from assistant.ports.live_desk import LiveDeskPort, Seen, Word
from connectors.backends.livechat import chatwoot as chatwoot_module
from connectors.backends.livechat.chatwoot import ChatwootDesk
from connectors.backends.livechat.own import OwnDesk
from tests.contract.chatwoot import TOKEN, Chatwoot
from tests.fakes.clock import FakeClock
from tests.fakes.live_desk import FakeLiveDesk
from tests.fakes.staff import FakeStaff

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PACKET = Packet(Why.COMPLAINT, "paspoort", ("wat kost dat",))
ASKED = Handover("h1", "c1", "rotterdam", "whatsapp", "k1", NOW, PACKET)


@dataclass
class Room:
    desk: LiveDeskPort
    fake: FakeLiveDesk | None = None
    chatwoot: Chatwoot | None = None
    staff: FakeStaff = field(default_factory=FakeStaff)

    def there(self, count: int) -> None:
        for system in (self.fake, self.chatwoot):
            if isinstance(system, FakeLiveDesk):
                system.there = count
            elif system:
                system.online = count
        for one in self.staff.people.values():
            self.staff.people[one.id] = Staff(
                one.id, one.username, one.name, one.municipality,
                available=int(one.id) < count, seen_at=one.seen_at,
            )  # fmt: skip

    def busy(self, somebody: bool) -> None:
        """Whether there is one who takes nobody new."""
        if self.fake:
            self.fake.busy = somebody
        if self.chatwoot:
            self.chatwoot.busy = int(somebody)
        if not somebody:
            for one in self.staff.people.values():
                self.staff.people[one.id] = replace(one, seen_at=None)

    def staff_says(self, reference: str, text: str) -> tuple[Word, ...]:
        """What it is when it is looked for; nothing where it is in our own record."""
        if self.fake:
            word = Word("m1", text, "chatwoot:5", "Joris")
            self.fake.words[reference] = [word]
            return (word,)
        if self.chatwoot:
            number = self.chatwoot.agent_says(self.chatwoot.conversation(reference), text)
            return (Word(f"chatwoot{number}", text, "chatwoot:5", "Joris"),)
        return ()

    def lose_an_answer(self) -> None:
        for system in (self.fake, self.chatwoot):
            if system:
                system.answer_lost = True

    def said(self, reference: str) -> list[str]:
        """What the resident said, as staff read it; None where the desk reads it by itself."""
        if self.fake:
            return list(self.fake.said[reference].values())
        if self.chatwoot:
            messages = self.chatwoot.conversation(reference)["messages"]
            return [one["content"] for one in messages if one["message_type"] == 0]
        return ["hallo", "bent u daar?"]


@pytest_asyncio.fixture(params=["fake", "own", "chatwoot"])
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    if request.param == "fake":
        fake = FakeLiveDesk()
        yield Room(fake, fake)
    elif request.param == "own":
        staff, clock = FakeStaff(), FakeClock()
        for number in range(3):
            await staff.keep(Staff(str(number), f"n{number}", "Naam", "rotterdam"), "hash")
            await staff.seen(str(number), clock.now())
        yield Room(OwnDesk(staff, clock), staff=staff)
    else:
        chatwoot = Chatwoot()
        async with TestServer(chatwoot.application()) as server:
            desk = ChatwootDesk(f"http://127.0.0.1:{server.port}/", "7", "3", TOKEN)
            yield Room(desk, chatwoot=chatwoot)
            await desk.disconnect()


async def test_how_many_can_be_chatted_with(room: Room) -> None:
    for count in (2, 0):
        room.there(count)
        assert await room.desk.people("rotterdam") == count


async def test_manned_also_by_who_takes_nobody_new(room: Room) -> None:
    room.there(0)
    room.busy(True)
    assert await room.desk.is_manned("rotterdam")
    room.busy(False)
    assert not await room.desk.is_manned("rotterdam")


async def test_found_once_it_was_opened(room: Room) -> None:
    if not isinstance(room.desk, OwnDesk):
        assert await room.desk.find(ASKED) == ""
    reference = await room.desk.open(ASKED, "")
    assert await room.desk.find(ASKED) == reference


async def test_what_staff_did_can_be_looked_for(room: Room) -> None:
    reference = await room.desk.open(ASKED, "alleen voor ons")
    await room.desk.bring(reference, "h1:4", "hallo")
    assert await room.desk.look(reference) == Seen()
    expected = room.staff_says(reference, "Goedemorgen")
    assert await room.desk.look(reference) == Seen(expected)
    await room.desk.close(reference)
    assert (await room.desk.look(reference)).over is not isinstance(room.desk, OwnDesk)


async def test_opened_again_is_the_same(room: Room) -> None:
    reference = await room.desk.open(ASKED, "Klacht over een paspoort")
    assert reference
    assert await room.desk.open(ASKED, "Klacht over een paspoort") == reference
    other = Handover("h2", "c2", "rotterdam", "webchat", "", NOW)
    assert await room.desk.open(other, "") != reference


async def test_what_a_resident_says_is_there_once_and_in_order(room: Room) -> None:
    reference = await room.desk.open(ASKED, "")
    for _ in range(2):
        await room.desk.bring(reference, "h1:4", "hallo")
    await room.desk.bring(reference, "h1:5", "bent u daar?")
    assert room.said(reference) == ["hallo", "bent u daar?"]


async def test_an_answer_that_is_lost_doubles_nothing(room: Room) -> None:
    if isinstance(room.desk, OwnDesk):
        pytest.skip("asks nobody")
    room.lose_an_answer()
    with pytest.raises(BackendUnavailable):
        await room.desk.open(ASKED, "")
    reference = await room.desk.open(ASKED, "")
    room.lose_an_answer()
    with pytest.raises(BackendUnavailable):
        await room.desk.bring(reference, "h1:4", "hallo")
    await room.desk.bring(reference, "h1:4", "hallo")
    await room.desk.bring(reference, "h1:5", "bent u daar?")
    assert room.said(reference) == ["hallo", "bent u daar?"]


async def test_closed_also_twice(room: Room) -> None:
    reference = await room.desk.open(ASKED, "")
    for _ in range(2):
        await room.desk.close(reference)
    if room.chatwoot:
        assert room.chatwoot.conversation(reference)["status"] == "resolved"


# --- Chatwoot's own


@pytest_asyncio.fixture
async def chatwoot(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Chatwoot, ChatwootDesk]]:
    monkeypatch.setattr(chatwoot_module, "TIMEOUT_SECONDS", 0.3)
    system = Chatwoot()
    async with TestServer(system.application()) as server:
        desk = ChatwootDesk(f"http://127.0.0.1:{server.port}", "7", "3", TOKEN)
        yield system, desk
        await desk.disconnect()


async def test_agents_see_why_and_where_and_only_they_the_note(
    chatwoot: tuple[Chatwoot, ChatwootDesk],
) -> None:
    system, desk = chatwoot
    reference = await desk.open(ASKED, "Klacht over een paspoort")
    made = system.conversation(reference)
    assert made["custom_attributes"] == {
        "handover": "h1", "conversation_id": "c1", "municipality": "rotterdam",
        "channel": "whatsapp", "reason": "complaint", "topic": "paspoort",
    }  # fmt: skip
    (note,) = made["messages"]
    assert (note["private"], note["content"]) == (True, "Klacht over een paspoort")


async def test_known_again_after_much_that_staff_said(
    chatwoot: tuple[Chatwoot, ChatwootDesk],
) -> None:
    system, desk = chatwoot
    reference = await desk.open(ASKED, "")
    await desk.bring(reference, "h1:4", "hallo")
    for number in range(230):
        system.agent_says(system.conversation(reference), f"zin {number}")
    await desk.bring(reference, "h1:4", "hallo")
    messages = system.conversation(reference)["messages"]
    assert [one["content"] for one in messages].count("hallo") == 1
    assert len((await desk.look(reference)).words) == 230


@pytest.mark.parametrize(
    "changes",
    [
        {"private": True}, {"message_type": 3}, {"sender": None}, {"content": None},
        {"sender": {"id": 2, "name": "Bot", "type": "agent_bot"}},
        {"content_attributes": {"deleted": True}},
    ],
)  # fmt: skip
async def test_what_is_not_said_by_a_human_to_the_resident(
    chatwoot: tuple[Chatwoot, ChatwootDesk], changes: dict[str, object]
) -> None:
    system, desk = chatwoot
    reference = await desk.open(ASKED, "")
    system.agent_says(system.conversation(reference), "x", **changes)
    assert await desk.look(reference) == Seen()


@pytest.mark.parametrize("breaks", [401, 404, 422, 500, "slow", "garbage"])
async def test_whatever_it_does_else_is_unavailable(
    chatwoot: tuple[Chatwoot, ChatwootDesk], breaks: int | str
) -> None:
    system, desk = chatwoot
    reference = await desk.open(ASKED, "")
    system.breaks = breaks
    for deed in (
        desk.people("rotterdam"), desk.open(ASKED, ""), desk.bring(reference, "m", "x"),
        desk.close(reference), desk.find(ASKED), desk.look(reference), desk.is_manned("rotterdam"),
    ):  # fmt: skip
        with pytest.raises(BackendUnavailable):
            await deed


async def test_one_that_is_not_there_is_unavailable() -> None:
    desk = ChatwootDesk(f"http://127.0.0.1:{unused_port()}", "7", "3", TOKEN)
    with pytest.raises(BackendUnavailable):
        await desk.people("rotterdam")
    await desk.disconnect()
