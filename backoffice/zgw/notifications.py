"""Tells who subscribed that a zaak got a status, as Open Notificaties does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import structlog
from aiohttp import web

log = structlog.get_logger("backoffice")

TRIES = 4
WAIT_SECONDS = 1.0
TIMEOUT = aiohttp.ClientTimeout(total=10)


class Notifier:
    """`url` is the callback of the one subscriber, with the value of its Authorization header;
    empty: nobody subscribed."""

    def __init__(self, url: str, auth: str) -> None:
        self._url = url
        self._auth = auth
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def open(self, _app: web.Application) -> AsyncIterator[None]:
        """For `cleanup_ctx`: what still waits when it stops is not told."""
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        yield
        for task in self._running:
            task.cancel()
        await self._session.close()

    def status_made(self, zaak: str, status: str) -> None:
        """A status (its address) was made for a zaak (its address). Waits for nothing."""
        if not self._url or self._session is None:
            return
        body: dict[str, object] = {
            "kanaal": "zaken",
            "hoofdObject": zaak,
            "resource": "status",
            "resourceUrl": status,
            "actie": "create",
            "aanmaakdatum": datetime.now(UTC).isoformat(),
            "kenmerken": {},
        }
        task = asyncio.create_task(self._send(self._session, body))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _send(self, session: aiohttp.ClientSession, body: dict[str, object]) -> None:
        headers = {"Authorization": self._auth}
        for attempt in range(TRIES):
            try:
                async with session.post(self._url, json=body, headers=headers) as response:
                    if response.status < 300:
                        return
                    reason = str(response.status)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                reason = type(error).__name__
            await asyncio.sleep(WAIT_SECONDS * 2**attempt)
        log.warning("notification_lost", reason=reason)
