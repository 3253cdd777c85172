"""Bringing residents to Chatwoot ends at any call, on the real stores, and another goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.conversation import InboundMessage
from assistant.domain.handover import Handover
from assistant.domain.transcript import Conversation
from assistant.services.other_desk import LEASE, OtherDesk
from connectors.backends.livechat.chatwoot import ChatwootDesk
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.handovers import SqlHandovers
from connectors.storage.other_desk import SqlOtherDesk
from tests.contract.chatwoot import TOKEN, Chatwoot
from tests.contract.databases import database_urls
from tests.unit.desk.room import PACKET, Room

pytestmark = pytest.mark.asyncio
HERE = ["rotterdam"]
TALK = Conversation("c1", "rotterdam", "webchat")
MOST_CALLS = 14
"""More than it takes to open one and to bring two messages."""


class Stops(Chatwoot):
    """Says nothing any more from one call on, before or after it did what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.after = MOST_CALLS, False
        self.stopped = asyncio.Event()

    @web.middleware
    async def _door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.left -= 1
        if self.left:
            response: web.StreamResponse = await handler(request)
            return response
        if self.after:
            await handler(request)
        self.stopped.set()
        await asyncio.sleep(30)
        raise web.HTTPBadGateway


class World:
    """One database, and as many processes as one likes."""

    def __init__(self, database_url: str, chatwoot_url: str) -> None:
        engine = open_engine(database_url)
        self.stores = (SqlConversations(engine), SqlHandovers(engine), SqlOtherDesk(engine))
        self.talks, self.handovers, self.links = self.stores
        self.room = Room()  # for its clock, and what staff do
        self.desk = ChatwootDesk(chatwoot_url, "7", "3", TOKEN)

    def process(self) -> OtherDesk:
        return OtherDesk(
            self.desk, self.links, self.handovers, self.talks, self.room.desk, _note,
            self.room.clock,
        )  # fmt: skip

    async def say(self, text: str) -> None:
        message = InboundMessage(text, "c1", "rotterdam", "webchat", text=text)
        await self.talks.receive(TALK, message, text, self.room.clock.now())

    async def close(self) -> None:
        await self.desk.disconnect()
        for store in self.stores:
            store.close()


async def _note(_handover: Handover, last: int) -> str:
    return f"tot en met {last}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database_urls(request, tmp_path) as url:
        yield url


@pytest.fixture
def chatwoot() -> Stops:
    return Stops()


@pytest_asyncio.fixture
async def world(database_url: str, chatwoot: Stops) -> AsyncIterator[World]:
    async with TestServer(chatwoot.application(), shutdown_timeout=0.1) as server:
        made = World(database_url, f"http://127.0.0.1:{server.port}")
        yield made
        await made.close()


@pytest.mark.parametrize("after", [False, True])
async def test_wherever_it_ends_all_is_there_once_and_in_order(
    world: World, chatwoot: Stops, after: bool
) -> None:
    """Killed at the first call, then at the second, and so on, each time in another process."""
    await world.say("voor")
    asked = Handover("h1", "c1", "rotterdam", "webchat", "", world.room.clock.now(), PACKET)
    await world.handovers.ask(asked)
    chatwoot.after = after
    for number in range(1, MOST_CALLS):
        chatwoot.left = number
        chatwoot.stopped.clear()
        killed = asyncio.create_task(world.process().once(HERE))
        stopped = asyncio.create_task(chatwoot.stopped.wait())
        await asyncio.wait((killed, stopped), return_when=asyncio.FIRST_COMPLETED)
        for one in (killed, stopped):
            one.cancel()
        await asyncio.gather(killed, stopped, return_exceptions=True)
        if number in (2, 5):  # while it is opened, and after that
            await world.say(f"zin {number}")
        world.room.clock.forward(seconds=LEASE.total_seconds() + 1)
    chatwoot.left = -1
    await asyncio.gather(*(world.process().once(HERE) for _ in range(3)))
    (conversation,) = chatwoot.conversations
    assert [one["content"] for one in conversation["messages"]] == [
        "tot en met 1", "zin 2", "zin 5",
    ]  # fmt: skip
    assert len(chatwoot.contacts) == 1
