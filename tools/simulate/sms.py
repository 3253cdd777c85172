"""What both providers of text messages do on this machine: keep what they took, report on it."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from yarl import URL

from tools.simulate.provider import Call, Provider

RESIDENT = "+31600000001"
LINE = "+31600000000"


@dataclass(frozen=True)
class CallTo(Call):
    """A request to another address than that for messages; `path` holds the query too."""

    path: str = ""


@dataclass(frozen=True)
class Taken:
    """One request of Balie to the provider."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Sent:
    """One text message of Balie."""

    to: str
    line: str
    text: str
    reference: str


class SmsProvider(Provider):
    """`webhook` is where Balie runs, without a path: "http://127.0.0.1:8080"."""

    def __init__(self, webhook: str = "", line: str = LINE, resident: str = RESIDENT) -> None:
        super().__init__(webhook)
        self._line = line
        self._resident = resident
        self.taken: list[Taken] = []
        self.sent: list[Sent] = []

    async def call(self, call: Call) -> int:
        """Call the webhook. Returns the HTTP status."""
        path = call.path if isinstance(call, CallTo) else ""
        async with (
            aiohttp.ClientSession(headers=call.headers) as session,
            session.post(URL(self.webhook + path, encoded=True), data=call.body) as response,
        ):
            await response.read()
            return response.status

    def _show(self, sent: Sent) -> None:
        self.sent.append(sent)
        self.shown.put_nowait(sent.text)
