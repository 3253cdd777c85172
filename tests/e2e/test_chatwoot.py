"""Residents speak with agents in Chatwoot: by its API, and by its signed webhook."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from assistant.domain.handover import Packet, Who, Why
from assistant.domain.transcript import Conversation
from assistant.services.other_desk import OtherDesk
from connectors.backends.livechat.chatwoot import ChatwootDesk
from tests.contract.chatwoot import TOKEN, Chatwoot
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from tests.fakes.other_desk import FakeOtherDesk
from tests.unit.desk.room import LIBRARY, Room
from web.app import PIPELINE
from web.chatwoot import PATH, ChatwootPages
from web.desk.notes import Notes
from web.desk.packets import Packets
from web.rendering import Renderer

pytestmark = pytest.mark.asyncio
SECRET = "webhook-secret"


class Site:
    """The public application, and Chatwoot beside it."""

    def __init__(self, url: str) -> None:
        self.room = Room()
        self.desk = ChatwootDesk(url, "7", "3", TOKEN)
        self.room.own = self.desk  # type: ignore[assignment]
        packets = Packets(LIBRARY, LIBRARY, self.room.details, Renderer(), self.room.clock)
        notes = Notes(packets, self.room.talks, Renderer())
        self.other = OtherDesk(
            self.desk, FakeOtherDesk(), self.room.handovers, self.room.talks, self.room.desk,
            notes.of, self.room.clock,
        )  # fmt: skip
        self.engine = FakeEngine()
        app = fake_app(store=self.room.talks, engine=self.engine, clock=self.room.clock)
        self.pipeline = app[PIPELINE]
        self.pipeline.also_tell(self.other.changed)
        ChatwootPages(self.other, SECRET, self.room.clock).mount(app)
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))

    async def types(self, text: str) -> None:
        """The resident says something on the web chat."""
        talk = Conversation("c1", "rotterdam", "webchat")
        await self.pipeline.accept(talk, text.replace(" ", "-"), text)

    async def tells(self, event: object, **changes: str) -> int:
        """What Chatwoot sends, with a signature; the status of our answer."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        at = changes.get("at", str(int(self.room.clock.now().timestamp())))
        content = at.encode() + b"." + body
        signed = hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
        headers = {
            "X-Chatwoot-Timestamp": at,
            "X-Chatwoot-Signature": changes.get("signature", f"sha256={signed}"),
        }
        async with self.client.post(PATH, data=body, headers=headers) as response:
            return response.status


@pytest_asyncio.fixture
async def chatwoot() -> Chatwoot:
    return Chatwoot()


@pytest_asyncio.fixture
async def site(chatwoot: Chatwoot) -> AsyncIterator[Site]:
    async with TestServer(chatwoot.application()) as server:
        made = Site(f"http://127.0.0.1:{server.port}")
        async with made.client:
            yield made
        await made.desk.disconnect()


def message(conversation: int, number: int, text: str, **changes: object) -> dict[str, object]:
    """An agent says something."""
    return {
        "event": "message_created", "id": number, "message_type": "outgoing", "private": False,
        "content": text, "sender": {"id": 5, "name": "Joris"}, "conversation": {"id": conversation},
    } | changes  # fmt: skip


async def test_from_a_resident_to_an_agent_and_back_to_balie(
    site: Site, chatwoot: Chatwoot
) -> None:
    handover = await site.room.ask()
    await site.other.once(["rotterdam"])
    (conversation,) = chatwoot.conversations
    number = conversation["id"]
    (note,) = conversation["messages"]
    assert note["private"] is True
    assert note["content"].startswith("Balie begreep de vraag niet, over: Paspoort aanvragen.")
    assert "Inwoner: wat kost dat" in note["content"]

    assert await site.tells(message(number, 50, "Goedemorgen")) == 200
    assert await site.tells(message(number, 50, "Goedemorgen")) == 200  # told again
    assert await site.tells(message(number, 51, "alleen voor ons", private=True)) == 200
    assert await site.tells(message(number, 52, "wat ik zei", message_type="incoming")) == 200
    said = await site.room.said()
    assert said[-2].startswith("U praat nu met Joris") and said[-1] == "Goedemorgen"
    assert said.count("Goedemorgen") == 1
    assert not {"alleen voor ons", "wat ik zei"} & set(said)

    await site.room.say(1, "mijn vraag is ...")
    for _ in range(2):
        await site.other.once(["rotterdam"])
    incoming = [one["content"] for one in conversation["messages"] if one["message_type"] == 0]
    assert incoming == ["mijn vraag is ..."]

    over = {"event": "conversation_status_changed", "id": number, "status": "resolved"}
    assert await site.tells(over) == 200
    assert "U praat weer met Balie" in (await site.room.said())[-1]
    found = await site.room.handovers.get(handover.id)
    assert found is not None
    assert found.ended_at is not None


async def test_balie_is_silent_until_it_is_resolved(site: Site, chatwoot: Chatwoot) -> None:
    await site.room.ask()
    relay = asyncio.create_task(site.other.run_forever(["rotterdam"]))
    async with asyncio.timeout(10):
        while not (chatwoot.conversations and chatwoot.conversations[0]["messages"]):
            await asyncio.sleep(0.02)
        (conversation,) = chatwoot.conversations
        number = conversation["id"]
        while await site.tells(message(number, 50, "Goedemorgen")) == 200:
            if "Goedemorgen" in await site.room.said():  # once we know what it is called there
                break
            await asyncio.sleep(0.02)
        await site.types("een")
        await site.types("twee")
        while [one["content"] for one in conversation["messages"][1:]] != ["een", "twee"]:
            await asyncio.sleep(0.02)
        assert site.engine.asked == []
        over = {"event": "conversation_status_changed", "id": number, "status": "resolved"}
        assert await site.tells(over) == 200
        await site.types("drie")
        while "antwoord op: drie" not in await site.room.said():
            await asyncio.sleep(0.02)
        while conversation["status"] != "resolved":
            await asyncio.sleep(0.02)
    assert "antwoord op: een" not in await site.room.said()
    assert len(conversation["messages"]) == 3
    relay.cancel()
    await asyncio.gather(relay, return_exceptions=True)


async def test_what_chatwoot_did_not_sign_or_long_ago_is_refused(
    site: Site, chatwoot: Chatwoot
) -> None:
    await site.room.ask()
    await site.other.once(["rotterdam"])
    event = message(chatwoot.conversations[0]["id"], 50, "Vertrouw mij")
    for signature in ("", "sha256=", "sha256=" + "0" * 64, "é"):
        assert await site.tells(event, signature=signature) == 401
    for at in ("", "x", "1", "99999999999999999999"):
        assert await site.tells(event, at=at) == 401
    assert "Vertrouw mij" not in await site.room.said()


async def test_without_a_secret_nobody_is_believed(site: Site) -> None:
    app = web.Application()
    ChatwootPages(site.other, "", site.room.clock).mount(app)
    assert not list(app.router.routes())


async def test_a_long_answer_arrives(site: Site, chatwoot: Chatwoot) -> None:
    await site.room.ask()
    await site.other.once(["rotterdam"])
    long = "Dat zit zo. " * 300
    # As Chatwoot sends it: the same text also as it was processed, and in its conversation.
    about = {"id": chatwoot.conversations[0]["id"], "messages": [{"content": long}]}
    event = message(0, 50, long) | {"conversation": about, "processed_message_content": long}
    event["additional_attributes"] = {"referer": "x" * 10_000}
    assert await site.tells(event) == 200
    assert (await site.room.said())[-1] == long


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (b"{", 400), (b"[]", 400), (b"\xff", 400), (b"[" * 5000, 400), (b"x" * 1_000_000, 413),
        ({}, 200), ({"event": "conversation_created"}, 200), ({"event": "message_created"}, 200),
        (message(99, 1, "van niemand"), 200), (message(99, 1, ""), 200),
        ({"event": "message_created", "message_type": "outgoing", "private": False,
          "content": 3, "sender": [], "conversation": "x"}, 200),
        ({"event": "conversation_status_changed", "status": "resolved", "id": True}, 200),
    ],
)  # fmt: skip
async def test_what_is_not_for_us_changes_nothing(site: Site, event: object, status: int) -> None:
    await site.room.ask()
    await site.other.once(["rotterdam"])
    assert await site.tells(event) == status
    assert len(await site.room.said()) == 1


async def test_a_robot_there_is_no_human(site: Site, chatwoot: Chatwoot) -> None:
    handover = await site.room.ask()
    await site.other.once(["rotterdam"])
    number = chatwoot.conversations[0]["id"]
    robot = {"id": 2, "name": "Bot", "type": "agent_bot"}
    for sender in (robot, None, {}):
        assert await site.tells(message(number, 60, "Wij zijn er zo", sender=sender)) == 200
    found = await site.room.handovers.get(handover.id)
    assert found is not None
    assert found.accepted_at is None


async def test_what_chatwoot_could_not_tell_is_looked_for(site: Site, chatwoot: Chatwoot) -> None:
    await site.room.ask()
    await site.other.once(["rotterdam"])
    (conversation,) = chatwoot.conversations
    number = chatwoot.agent_says(conversation, "Goedemorgen")
    await site.other.watch(["rotterdam"])
    assert await site.tells(message(conversation["id"], number, "Goedemorgen")) == 200  # late
    assert (await site.room.said()).count("Goedemorgen") == 1
    conversation["status"] = "resolved"
    await site.other.watch(["rotterdam"])
    assert "U praat weer met Balie" in (await site.room.said())[-1]


async def test_a_very_long_conversation_goes_along_by_its_end(
    site: Site, chatwoot: Chatwoot
) -> None:
    for number in range(60):
        await site.room.say(1, f"{number} " + "bla " * 300)
    await site.room.ask()
    await site.other.once(["rotterdam"])
    (note,) = chatwoot.conversations[0]["messages"]
    assert len(note["content"]) < 60_000
    assert "de eerste 19 berichten staan er niet bij" in note["content"]
    assert note["content"].endswith("Inwoner: wat kost dat")


async def test_while_the_database_is_away_chatwoot_tells_it_again(
    site: Site, chatwoot: Chatwoot
) -> None:
    await site.room.ask()
    await site.other.once(["rotterdam"])
    site.room.handovers.down = True
    assert await site.tells(message(chatwoot.conversations[0]["id"], 50, "Hallo")) == 503


async def test_what_was_filled_in_goes_along_and_no_number_does(
    site: Site, chatwoot: Chatwoot
) -> None:
    until = site.room.clock.now().replace(hour=23)
    await site.room.details.keep("c1:m9", {"datum": "2026-12-01"}, until)
    packet = Packet(Why.ASKED, edienst="verhuizing", form="c1:m9", zaken=("ZAAK-2026-0000000001",))
    await site.room.say(1, "ik ga verhuizen")
    await site.room.resident.begin(Who("c1", "rotterdam", "webchat"), packet)
    await site.other.once(["rotterdam"])
    (note,) = chatwoot.conversations[0]["messages"]
    assert "Bezig met: Verhuizing doorgeven" in note["content"]
    assert "- Dag van verhuizing: dinsdag 1 december" in note["content"]
    assert "Zaken: ZAAK-2026-0000000001" in note["content"]
    assert "&" not in note["content"]
