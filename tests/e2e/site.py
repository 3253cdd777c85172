"""The running application and the browsers that talk to it, on a fake engine and a real record."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer

from assistant.services.channel_codes import ChannelCodes
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app

HTML = {"Accept": "text/html"}


class Resident:
    """One browser with its cookies."""

    def __init__(self, client: TestClient[Any, Any], place: str = "rotterdam") -> None:
        self.client, self.place = client, place

    async def page(self) -> str:
        response = await self.client.get(f"/{self.place}", headers=HTML)
        assert response.status == 200
        return await response.text()

    async def send(self, body: Any, **headers: str) -> ClientResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(
            f"/{self.place}/messages",
            data=data,
            headers={"Content-Type": "application/json", **headers},
        )

    async def messages(self, after: int = 0) -> list[dict[str, Any]]:
        response = await self.client.get(f"/{self.place}/messages?after={after}")
        found: list[dict[str, Any]] = (await response.json())["messages"]
        return found

    async def answer_to(self, id_: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                for message in await self.messages():
                    if message.get("answers") == id_ and message["final"]:
                        return message
                await asyncio.sleep(0.01)

    async def ask(self, text: str, id_: str = "m1") -> dict[str, Any]:
        assert (await self.send({"id": id_, "text": text})).status == 202
        return await self.answer_to(id_)


class Site:
    """The running application; `restart` is a new process on the same record."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path / 'balie.db'}"
        self.engine = FakeEngine()
        self.clients: list[TestClient[Any, Any]] = []

    async def start(self, **parts: Any) -> None:
        database = open_engine(self.url)
        upgrade(database)
        self.store = SqlConversations(database)
        self.kept_codes = SqlChannelCodes(database)
        self.clock = FakeClock()
        self.codes = ChannelCodes(self.kept_codes, self.clock, "test")
        own = {"store": self.store, "engine": self.engine, "codes": self.codes}
        parts = own | parts
        self.server = TestServer(fake_app(**parts))
        await self.server.start_server()

    async def stop(self) -> None:
        for client in self.clients:
            await client.session.close()
        await self.server.close()
        self.store.close()
        self.kept_codes.close()

    def client(self, jar: CookieJar | None = None) -> TestClient[Any, Any]:
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True) if jar is None else jar)
        self.clients.append(client)
        return client
