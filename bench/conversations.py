"""The client's end of a conversation: one message, its answer, and how long that took."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from abc import ABC, abstractmethod
from typing import Any

import aiohttp

from bench.figures import Sample

PATIENCE_SECONDS = 20.0


class Conversation(ABC):
    """One resident who sends messages one after the other."""

    def __init__(self, client: aiohttp.ClientSession, address: str) -> None:
        self._client = client
        self._address = address

    async def ask(self, text: str) -> Sample:
        """Send it and wait for the whole answer."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                texts, outcome = await self._exchange(text)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            return Sample(text, time.perf_counter() - began, failure=type(error).__name__)
        empty = not any(text.strip() for text in texts)
        return Sample(text, time.perf_counter() - began, len(texts), empty, outcome=outcome)

    async def close(self) -> None:  # noqa: B027 - most have nothing to close
        """The resident leaves."""

    @abstractmethod
    async def _exchange(self, text: str) -> tuple[list[str], str]:
        """The texts of the answer, and what the side itself calls it.

        Raises:
            TimeoutError, aiohttp.ClientError, ValueError: there was none.
        """


class RestConversation(Conversation):
    """Rasa's own `rest` channel: the answer is the response."""

    def __init__(self, client: aiohttp.ClientSession, address: str) -> None:
        super().__init__(client, address)
        self._sender = secrets.token_hex(8)

    async def _exchange(self, text: str) -> tuple[list[str], str]:
        url = f"{self._address}/webhooks/rest/webhook"
        body = {"sender": self._sender, "message": text}
        async with self._client.post(url, json=body) as response:
            response.raise_for_status()
            replies: list[dict[str, Any]] = await response.json()
        return [str(reply.get("text") or reply.get("image") or "") for reply in replies], ""


class GatewayConversation(Conversation):
    """Balie's web chat as its page uses it: messages are posted, answers come as events."""

    def __init__(self, client: aiohttp.ClientSession, address: str) -> None:
        super().__init__(client, address)
        self._cookies: dict[str, str] = {}
        self._events: aiohttp.ClientResponse | None = None

    async def _exchange(self, text: str) -> tuple[list[str], str]:
        body = {"id": secrets.token_hex(8), "text": text}
        url = f"{self._address}/messages"
        async with self._client.post(url, json=body, headers=self._headers()) as response:
            response.raise_for_status()
            self._cookies |= {name: morsel.value for name, morsel in response.cookies.items()}
        return await self._answer(body["id"])

    async def close(self) -> None:
        """Leave the page: the stream of events ends."""
        if self._events is not None:
            self._events.close()
            self._events = None

    async def _answer(self, message_id: str) -> tuple[list[str], str]:
        if self._events is None:
            url = f"{self._address}/events"
            self._events = await self._client.get(url, headers=self._headers())
            self._events.raise_for_status()
        texts: list[str] = []
        async for line in self._events.content:
            if not line.startswith(b"data: "):
                continue
            message = json.loads(line[6:])
            if message.get("answers") != message_id or message.get("kind") == "notice":
                continue
            texts.append(message["text"])
            if message["final"]:
                return texts, message["outcome"]
        raise ValueError("the stream of events ended")

    def _headers(self) -> dict[str, str]:
        # By hand, for one client speaks for many residents and a cookie jar is of one.
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}


def session() -> aiohttp.ClientSession:
    """One for all conversations: connections are kept and used again, cookies are not."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
        read_bufsize=2**20,  # an event is one line, and may be long
    )
