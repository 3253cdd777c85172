"""The gateway is killed without warning while residents talk: nothing that it took is lost."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientConnectionError, ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from assistant.settings import ROOT

pytestmark = pytest.mark.asyncio

_RESIDENTS = 4
_MESSAGES = 12


class Door:
    """A slow engine that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def turns(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append((body["conversation_id"], body["message_id"]))
        await asyncio.sleep(0.03)
        return web.json_response({"replies": [{"text": f"antwoord op: {body['text']}"}]})


class Gateway:
    """A process of its own on one port and one record."""

    def __init__(self, database: str, engine: str) -> None:
        self.port = unused_port()
        self.url = f"http://127.0.0.1:{self.port}/rotterdam"
        self._command = [sys.executable, "-m", "tests.e2e.serve", str(self.port), database, engine]

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
        )
        async with ClientSession() as session, asyncio.timeout(30):
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/health"):
                        return
                except ClientConnectionError:
                    await asyncio.sleep(0.05)

    async def kill(self) -> None:
        self._process.kill()
        await self._process.wait()


@pytest_asyncio.fixture
async def door() -> AsyncIterator[tuple[Door, str]]:
    door = Door()
    app = web.Application()
    app.router.add_post("/webhooks/balie/turns", door.turns)
    async with TestServer(app) as server:
        yield door, f"http://127.0.0.1:{server.port}"


async def talk(session: ClientSession, url: str) -> list[str]:
    """Send messages like a page does: the same id again until it was taken."""
    taken = []
    for n in range(_MESSAGES):
        body = {"id": f"m{n}", "text": f"vraag {n}"}
        async with asyncio.timeout(60):
            while True:
                try:
                    async with session.post(f"{url}/messages", json=body) as response:
                        assert response.status == 202
                        break
                except ClientConnectionError:
                    await asyncio.sleep(0.05)
        taken.append(body["id"])
        await asyncio.sleep(0.02)
    return taken


async def test_killed_twice_and_every_message_is_answered_once_in_order(
    tmp_path: Path, door: tuple[Door, str]
) -> None:
    engine, engine_url = door
    gateway = Gateway(f"sqlite:///{tmp_path / 'balie.db'}", engine_url)
    await gateway.start()
    sessions = [ClientSession(cookie_jar=CookieJar(unsafe=True)) for _ in range(_RESIDENTS)]
    for session in sessions:
        async with session.get(gateway.url):
            pass
    talking = [asyncio.create_task(talk(session, gateway.url)) for session in sessions]
    for pause in (0.12, 0.1):
        await asyncio.sleep(pause)
        await gateway.kill()
        await gateway.start()
    await asyncio.gather(*talking)
    for session in sessions:
        said = await _all_answered(session, gateway.url)
        own = [m["text"] for m in said if m["author"] == "resident"]
        assert own == [f"vraag {n}" for n in range(_MESSAGES)]
        answers = [m["text"] for m in said if m.get("final")]
        assert answers == [f"antwoord op: vraag {n}" for n in range(_MESSAGES)]
        assert [m["sequence"] for m in said] == list(range(1, len(said) + 1))
        await session.close()
    assert len(Counter(engine.asked)) == _RESIDENTS * _MESSAGES
    await gateway.kill()


async def _all_answered(session: ClientSession, url: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while True:
            async with session.get(f"{url}/messages") as response:
                said: list[dict[str, Any]] = (await response.json())["messages"]
            if sum(bool(m.get("final")) for m in said) >= _MESSAGES:
                return said
            await asyncio.sleep(0.1)
