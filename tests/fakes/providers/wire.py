"""What a provider sends over HTTP, and a provider that is spoken to. Knows nothing of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class WireRequest:
    """One POST. `path` is as it stands on the request line, with its query."""

    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """One request that a stand-in got."""

    path: str
    headers: dict[str, str]
    body: bytes


class StandIn:
    """The far end: keeps what it gets and answers as a test tells it to."""

    def __init__(self, accept: Callable[[], web.Response]) -> None:
        self.taken: list[Taken] = []
        self.respond: Callable[[], Awaitable[web.StreamResponse]] = self._accept
        self._answer = accept

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._take)
        return app

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.taken.append(Taken(request.path, dict(request.headers), await request.read()))
        return await self.respond()

    async def _accept(self) -> web.StreamResponse:
        return self._answer()
