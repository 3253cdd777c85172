"""Web and engine are killed without warning, again and again, while residents talk.

Every message that was taken (202) gets exactly one final answer, in its turn, whatever died when.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar
from sqlalchemy import delete

from connectors.engine.tables import events, turns
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from connectors.storage.tables import conversations, messages
from tests.e2e.killable import Killable, engine_process, web_process

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(120)]

RESIDENTS = 40
MESSAGES = 5
KILLS = 10
SEED = 20261123

System = tuple[list[Killable], Killable]
MakeSystem = Callable[[str, int], Awaitable[System]]


@pytest.fixture
def database(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """An empty one."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'balie.db'}"
    url = str(request.getfixturevalue("postgresql_url"))
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as connection:
        for table in (messages, conversations, events, turns):
            connection.execute(delete(table))
    engine.dispose()
    return url


@pytest_asyncio.fixture
async def start(tmp_path: Path) -> AsyncIterator[MakeSystem]:
    processes: list[Killable] = []

    async def start(database: str, webs: int) -> System:
        engine = engine_process(tmp_path, database)
        gateways = [web_process(tmp_path, database, engine.url, n) for n in range(webs)]
        processes.extend([engine, *gateways])
        for process in processes:
            await process.start()
        for process in processes:
            await process.serve()
        return gateways, engine

    yield start
    for process in processes:
        await process.kill()


class Resident:
    """Sends like our page does: the same id again until it was taken."""

    def __init__(self, webs: list[Killable], seed: int) -> None:
        self._webs = webs
        self._random = random.Random(seed)
        self._session = ClientSession(
            cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(total=10)
        )
        self.taken: list[str] = []

    async def talk(self) -> None:
        await self._until(200, "GET", "/rotterdam")
        for n in range(MESSAGES):
            await asyncio.sleep(self._random.uniform(0, 2.5))
            await self._until(202, "POST", "/rotterdam/messages", {"id": f"m{n}", "text": f"v{n}"})
            self.taken.append(f"m{n}")

    async def all_answered(self) -> list[dict[str, Any]]:
        """What stands in the record once there is a final answer for each message."""
        while True:
            said = (await self._until(200, "GET", "/rotterdam/messages"))["messages"]
            if {m["answers"] for m in said if m.get("final")} >= set(self.taken):
                return list(said)
            await asyncio.sleep(0.25)

    async def aclose(self) -> None:
        await self._session.close()

    async def _until(self, status: int, method: str, path: str, body: Any = None) -> Any:
        while True:
            url = self._random.choice(self._webs).url + path
            try:
                async with self._session.request(method, url, json=body) as response:
                    if response.status == status:
                        is_json = response.content_type == "application/json"
                        return await response.json() if is_json else None
            except (ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)


async def kill_now_and_then(
    gateways: list[Killable], engine: Killable, dice: random.Random
) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(0.05, 0.6))
        victim = dice.choice([*gateways, *gateways, engine])
        await victim.kill()
        await asyncio.sleep(dice.uniform(0, 0.3))
        await victim.start()
        if dice.random() < 0.7:  # otherwise it may die before it serves, while it catches up
            await victim.serve()
    for process in (*gateways, engine):
        await process.serve()


def wrong(said: list[dict[str, Any]]) -> list[str]:
    """What is not as it should be in one conversation."""
    own = [m["text"] for m in said if m["author"] == "resident"]
    final = [f"{m['answers']} {m['text']}" for m in said if m.get("final")]
    numbers = [m["sequence"] for m in said]
    found = []
    if own != [f"v{n}" for n in range(MESSAGES)]:
        found.append(f"messages {own}")
    if final != [f"m{n} {n}: v{n}" for n in range(MESSAGES)]:
        found.append(f"answers {final}")
    if numbers != list(range(1, len(said) + 1)):
        found.append(f"numbers {numbers}")
    return found


@pytest.mark.parametrize(("kind", "webs"), [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)])
async def test_nothing_is_lost_doubled_or_out_of_order(
    database: str, webs: int, start: MakeSystem
) -> None:
    gateways, engine = await start(database, webs)
    async with AsyncExitStack() as open_browsers:
        residents = [
            await open_browsers.enter_async_context(aclosing(Resident(gateways, SEED + n)))
            for n in range(RESIDENTS)
        ]
        talking = [asyncio.create_task(resident.talk()) for resident in residents]
        await kill_now_and_then(gateways, engine, random.Random(SEED))
        async with asyncio.timeout(60):
            await asyncio.gather(*talking)
            records = await asyncio.gather(*(resident.all_answered() for resident in residents))
    deaths = [process.deaths for process in (*gateways, engine)]
    assert sum(deaths) == KILLS and all(deaths)
    assert [fault for said in records for fault in wrong(said)] == []
