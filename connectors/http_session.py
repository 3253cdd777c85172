"""One keep-alive HTTP session to a back end, made at the first call."""

from __future__ import annotations

import asyncio

import aiohttp


class HttpSession:
    """`timeout` is for a whole call, `connect` for reaching the other side, in seconds."""

    def __init__(self, timeout: float, connect: float = 2.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, connect))
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> aiohttp.ClientSession:
        """The session of this event loop: a connection belongs to the loop that it was made in."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            self._loop = loop
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None
