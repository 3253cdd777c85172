"""Web is killed without warning, again and again, while residents speak with humans.

Nothing that was taken is lost or said twice, one human has the turn, Balie is silent meanwhile, and
nobody is stuck in the end.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar
from sqlalchemy import delete, select

from assistant.domain.handover import Ending, Handover, Packet
from assistant.domain.staff import Staff
from assistant.services.signing_in import SigningIn
from connectors.engine.tables import events, turns
from connectors.storage.database import open_engine
from connectors.storage.desk_tables import handovers, staff, staff_sessions
from connectors.storage.handovers import SqlHandovers
from connectors.storage.schema import upgrade
from connectors.storage.staff import SqlStaff
from connectors.storage.tables import conversations, messages
from tests.e2e.killable import Killable, engine_process, web_process
from tests.fakes.clock import FakeClock

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]
RESIDENTS, PEOPLE, LINES, KILLS = 18, 3, 5, 8
PASSWORD = "een lang wachtwoord"
MOMENT = "2026-11-23T09:00:00+00:00"


@pytest.fixture
def database(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """An empty one."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'balie.db'}"
    url = str(request.getfixturevalue("postgresql_url"))
    engine = open_engine(url)
    upgrade(engine)
    tables = (messages, conversations, events, turns, handovers, staff_sessions, staff)
    with engine.begin() as connection:
        for table in tables:
            connection.execute(delete(table))
    engine.dispose()
    return url


@pytest_asyncio.fixture
async def system(database: str, tmp_path: Path) -> AsyncIterator[Killable]:
    engine = engine_process(tmp_path, database)
    web = web_process(tmp_path, database, engine.url)
    # Nobody vanishes while web is away: how long it takes to start is the machine's.
    web.settings(BALIE_NOW=MOMENT)
    for process in (engine, web):
        await process.start()
        await process.serve()
    yield web
    for process in (web, engine):
        await process.kill()


class Client:
    """Asks again until it is answered, as our pages do."""

    def __init__(self, web: Killable) -> None:
        self._web = web
        self._session = ClientSession(
            cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(total=10)
        )

    async def close(self) -> None:
        await self._session.close()

    async def post(self, path: str, **body: Any) -> int:
        while True:
            try:
                async with self._session.post(self._web.url + path, json=body) as answer:
                    await answer.read()
                    if answer.status < 500:
                        return answer.status
            except (ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)

    async def get(self, path: str) -> Any:
        while True:
            try:
                async with self._session.get(self._web.url + path) as answer:
                    if answer.status == 200:
                        return await answer.json()
            except (ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)

    async def sign_in(self, name: str) -> None:
        form = {"naam": name, "wachtwoord": PASSWORD}
        async with self._session.post(f"{self._web.url}/desk/inloggen", data=form) as answer:
            answer.raise_for_status()


async def converse(
    number: int, web: Killable, store: SqlHandovers, desk: Client, chance: random.Random
) -> str:
    """One resident and whoever takes him, to the end; the conversation."""
    resident = Client(web)

    async def pause() -> None:
        await asyncio.sleep(chance.random() * 0.3)

    try:
        assert await resident.post("/rotterdam/messages", id=f"first{number}", text="hallo") == 202
        talk = await conversation_of(store, f"first{number}")
        # As the action server does it.
        asked = Handover(f"h{number}", talk, "rotterdam", "webchat", "", datetime.now(UTC))
        await store.ask(asked)
        path = f"/desk/gesprekken/h{number}"
        status = await desk.post(f"{path}/nemen")
        if status != 200:  # taken, and the answer was lost
            assert (await desk.get(path))["handover"]["mine"]
        for line in range(LINES):
            await pause()
            sent = {"id": f"r{number}x{line}", "text": f"vraag {line}"}
            assert await resident.post("/rotterdam/messages", **sent) == 202
            said = {"id": f"s{line}", "text": f"antwoord {line}"}
            assert await desk.post(f"{path}/zeggen", **said) == 202
        status = await desk.post(f"{path}/einde", ending="solved")
        assert status in (200, 409)
        assert await resident.post("/rotterdam/messages", id=f"last{number}", text="dag") == 202
        return talk
    finally:
        await resident.close()


async def conversation_of(store: SqlHandovers, message: str) -> str:
    query = select(messages.c.conversation_id).where(messages.c.message_id == message)
    with store._engine.connect() as connection:
        return str(connection.execute(query).scalar_one())


async def kill_now_and_then(web: Killable, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(0.3 + chance.random() * 0.5)
        await web.kill()
        await web.start()
        await web.serve()


async def signed_in(database: str, web: Killable) -> list[Client]:
    store = SqlStaff(open_engine(database))
    people = []
    for number in range(PEOPLE):
        member = Staff(f"s{number}", f"noor{number}", f"Noor {number}", "rotterdam")
        await SigningIn(store, FakeClock()).add(member, PASSWORD)
        await store.seen(member.id, datetime.fromisoformat(MOMENT))  # his desk is open
        people.append(Client(web))
        await people[-1].sign_in(member.username)
    store.close()
    return people


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_nothing_is_lost_and_nobody_is_stuck(database: str, system: Killable) -> None:
    chance = random.Random(20261127)
    people = await signed_in(database, system)
    store = SqlHandovers(open_engine(database))
    killing = asyncio.create_task(kill_now_and_then(system, chance))
    talks = await asyncio.gather(
        *(
            converse(number, system, store, people[number % PEOPLE], chance)
            for number in range(RESIDENTS)
        )
    )
    await killing
    assert system.deaths == KILLS

    def rows(talk: str) -> list[Any]:
        query = select(messages).where(messages.c.conversation_id == talk)
        with store._engine.connect() as connection:
            return list(connection.execute(query.order_by(messages.c.sequence)))

    async def all_answered() -> bool:
        return not any(row.state == "received" for talk in talks for row in rows(talk))

    await until(all_answered)
    for number, talk in enumerate(talks):
        found = rows(talk)
        said = [row.text for row in found if row.author == "staff"]
        assert said == [f"antwoord {line}" for line in range(LINES)]
        asked = [row for row in found if row.message_id.startswith(f"r{number}x")]
        assert [row.text for row in asked] == [f"vraag {line}" for line in range(LINES)]
        assert {row.state for row in asked} == {"relayed"}
        answered = {row.answers for row in found if row.author == "assistant" and row.answers}
        assert not answered & {row.message_id for row in asked}
        assert f"last{number}" in answered
        texts = [row.text for row in found]
        assert sum("U praat nu met Noor" in text for text in texts) <= 1
        handover = await store.get(f"h{number}")
        assert handover is not None
        assert (handover.ending, handover.packet) == (Ending.SOLVED, Packet())
    store.close()
    for one in people:
        await one.close()
