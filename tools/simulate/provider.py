"""A messaging provider on this machine: takes what Balie sends and keeps it.

The tests use the same providers, and have them refuse and stall.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from aiohttp import web


@dataclass(frozen=True)
class Call:
    """A request to our webhook, as the provider signs it."""

    body: bytes
    headers: dict[str, str]


class Provider(ABC):
    """One provider. `webhook` is the address that it calls.

    `answers` are given to the next requests instead of the usual answer, first in first out.
    `shown` holds what a resident would see, one text for each message, in order. The usual answer
    `takes` so many seconds.
    """

    def __init__(self, webhook: str = "") -> None:
        self.webhook = webhook
        self.takes = 0.0
        self.answers: deque[Callable[[], Awaitable[web.Response]]] = deque()
        self.shown: asyncio.Queue[str] = asyncio.Queue()
        self._runner: web.AppRunner | None = None
        self._calls: set[asyncio.Task[int]] = set()

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """Where Balie sends to."""

    @abstractmethod
    def message(self, text: str) -> Call:
        """A message of a resident, as the webhook gets it."""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen; port 0 takes any free one. Returns the address."""
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening, after the calls that are under way."""
        await asyncio.gather(*self._calls, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def call(self, call: Call) -> int:
        """Call the webhook. Returns the HTTP status."""
        async with (
            aiohttp.ClientSession(headers=call.headers) as session,
            session.post(self.webhook, data=call.body) as response,
        ):
            await response.read()
            return response.status

    def call_later(self, call: Call) -> None:
        """Call the webhook behind the answer that is being given now."""
        task = asyncio.create_task(self.call(call))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)


def answer(status: int, body: object) -> Callable[[], Awaitable[web.Response]]:
    """For `Provider.answers`: this answer, at once."""

    async def give() -> web.Response:
        return web.json_response(body, status=status)

    return give


def stall(seconds: float) -> Callable[[], Awaitable[web.Response]]:
    """For `Provider.answers`: nothing for a while, and then too late."""

    async def give() -> web.Response:
        await asyncio.sleep(seconds)
        return web.json_response({}, status=504)

    return give
