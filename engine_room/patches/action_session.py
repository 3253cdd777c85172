"""Rasa opens a new HTTP session, hence a new connection, for each call of the action server.
One session per endpoint keeps the connection.

Idle connections are dropped by us after three seconds, before the action server does so after five,
so that no request is sent into a connection that is just being closed.
"""

from __future__ import annotations

import asyncio
from types import ModuleType, TracebackType
from typing import Any

KEEP_SECONDS = 3.0
_ATTRIBUTE = "_shared_session"


class _Borrowed:
    """What `async with endpoint.session()` gets: leaving the block does not close the session."""

    def __init__(self, session: Any) -> None:
        self._session = session

    async def __aenter__(self) -> Any:
        return self._session

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The session stays open for the next call."""


def apply(module: ModuleType) -> None:
    """Let each `EndpointConfig` keep its session for as long as its event loop lives."""
    import aiohttp

    def session(self: Any) -> _Borrowed:
        loop = asyncio.get_running_loop()
        known = self.__dict__.get(_ATTRIBUTE)
        if known is None or known[0] is not loop or known[1].closed:
            headers = dict(self.headers)
            if login := self.basic_auth:
                headers["Authorization"] = aiohttp.encode_basic_auth(
                    login["username"], login["password"]
                )
            known = (
                loop,
                aiohttp.ClientSession(
                    headers=headers,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    connector=aiohttp.TCPConnector(keepalive_timeout=KEEP_SECONDS),
                    timeout=aiohttp.ClientTimeout(total=module.DEFAULT_REQUEST_TIMEOUT),
                ),
            )
            setattr(self, _ATTRIBUTE, known)
        return _Borrowed(known[1])

    module.EndpointConfig.session = session
