"""An engine that a test can kill: `python -m tests.e2e.engine_door PORT DATABASE`.

As ours, it keeps the answer in the transaction of the turn and gives it again; unlike ours, it
starts in a moment. An answer counts the turns of its conversation, so it tells whether one was
taken twice, or before its turn.
"""

from __future__ import annotations

import asyncio
import random
import sys
from typing import Any
from weakref import WeakValueDictionary

from aiohttp import web
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from connectors.engine.tables import events, turns
from connectors.engine.turns import Turn, find_answer, keep_answer
from connectors.storage.database import Database, open_engine
from connectors.storage.schema import upgrade


class Door:
    def __init__(self, database: str) -> None:
        self._engine = open_engine(database)
        upgrade(self._engine)
        self._database = Database(self._engine)
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def health(self, _request: web.Request) -> web.Response:
        return web.json_response({})

    async def turns(self, request: web.Request) -> web.Response:
        asked = await request.json()
        queue = self._queues.setdefault(asked["conversation_id"], asyncio.Lock())
        async with queue:
            await _a_while()
            try:
                answer = await self._database.run(lambda: self._answer(asked))
            except IntegrityError:  # another process took this turn
                return web.json_response({}, status=503)
            await _a_while()
        return web.json_response(answer)

    def _answer(self, asked: dict[str, str]) -> dict[str, Any]:
        conversation, message = asked["conversation_id"], asked["message_id"]
        with self._engine.begin() as connection:
            known = find_answer(connection, conversation, message)
            if known is not None:
                return known
            taken = connection.scalar(
                select(func.count()).where(turns.c.conversation_id == conversation)
            )
            connection.execute(
                insert(events).values(
                    conversation_id=conversation,
                    seq=taken,
                    type="user",
                    data={},
                    message_id=message,
                )
            )
            answer = {"replies": [{"text": f"{taken}: {asked['text']}"}]}
            keep_answer(connection, Turn(conversation, message), answer)
        return answer


async def _a_while() -> None:
    await asyncio.sleep(random.uniform(0, 0.04))


def application(database: str) -> web.Application:
    door = Door(database)
    app = web.Application()
    app.router.add_get("/webhooks/balie/health", door.health)
    app.router.add_post("/webhooks/balie/turns", door.turns)
    return app


if __name__ == "__main__":
    port, database = sys.argv[1:]
    web.run_app(
        application(database),
        host="127.0.0.1",
        port=int(port),
        access_log=None,
        print=lambda _text: None,
    )
