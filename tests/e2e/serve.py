"""A gateway process that a test can kill: `python -m tests.e2e.serve PORT DATABASE ENGINE`."""

from __future__ import annotations

import sys

from aiohttp import web

from connectors.clock import SystemClock
from connectors.engine.client import EngineClient
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from tests.fakes.gateway import fake_app


async def application(database: str, engine: str) -> web.Application:
    opened = open_engine(database)
    upgrade(opened)
    store = SqlConversations(opened)
    return fake_app(
        store=store,
        engine=EngineClient(engine, "geheim"),
        clock=SystemClock(),
        messages_per_minute=10_000,
    )


if __name__ == "__main__":
    port, database, engine = sys.argv[1:]
    web.run_app(
        application(database, engine),
        host="127.0.0.1",
        port=int(port),
        access_log=None,
        print=lambda _text: None,
    )
