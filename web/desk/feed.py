"""What changes, as it changes: one stream for each open desk."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import structlog
from aiohttp import web
from aiohttp.client_exceptions import ClientConnectionResetError

from assistant.domain.staff import Role, Staff
from assistant.errors import StorageUnavailable
from web.desk.guard import Guard, Route
from web.desk.pages import DeskPages, DeskParts
from web.desk.snapshot import EVERYBODY, Snapshots

log = structlog.get_logger(__name__)

BEAT_SECONDS = 1.0
"""A colleague in another process, or a resident who comes in by one, rings no bell here."""
SEEN_SECONDS = 10.0


class DeskFeed:
    """Woken by every conversation that changes in this process."""

    def __init__(
        self, parts: DeskParts, snapshots: Snapshots, pages: DeskPages, guard: Guard
    ) -> None:
        self._parts = parts
        self._pages = pages
        self._guard = guard
        self._delivery = snapshots.delivery

    def routes(self) -> tuple[Route, ...]:
        """The stream."""
        return (Route("GET", "/gebeurtenissen", Role.AGENT, self.stream),)

    def close(self) -> None:
        """Let all desks go, so that a server can stop; they come back when it does."""
        self._delivery.close()

    async def stream(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Server-sent events: `line` when it changed, `beat` in between. Ends with the session."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        # The resident left, or the database is away: the browser comes back by itself.
        with suppress(ConnectionResetError, ClientConnectionResetError, StorageUnavailable):
            await response.write(b"retry: 1500\n\n")
            await self._follow(request, response, staff)
        return response

    async def _follow(
        self, request: web.Request, response: web.StreamResponse, staff: Staff
    ) -> None:
        before, seen = "", 0.0
        loop = asyncio.get_running_loop()
        with self._delivery.listen(EVERYBODY) as bell:
            while not self._delivery.closed:
                bell.clear()
                if loop.time() - seen >= SEEN_SECONDS or not seen:
                    if await self._guard.who(request) is None:
                        return
                    await self._parts.staff.seen(staff.id, self._parts.clock.now())
                    seen = loop.time()
                now = json.dumps(await self._pages.line_of(staff))
                if now != before:
                    before = now
                    await response.write(f"event: line\ndata: {now}\n\n".encode())
                else:
                    await response.write(b": beat\n\n")
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_SECONDS):
                        await bell.wait()
