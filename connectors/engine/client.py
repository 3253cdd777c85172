"""Client of the engine door: the gateway's only way to Rasa."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import structlog

from assistant.domain.conversation import InboundMessage, Suggestion, Turn
from assistant.domain.turn_json import turn_from_json
from assistant.errors import EngineRefused, EngineUnavailable
from assistant.ports.engine import EnginePort

log = structlog.get_logger(__name__)

_NEVER_ACCEPTED = {400, 413}


class EngineClient(EnginePort):
    """One keep-alive session for the whole process; made at the first question, in its loop."""

    def __init__(self, url: str, secret: str, timeout: float = 15.0) -> None:
        self._turns = f"{url.rstrip('/')}/webhooks/balie/turns"
        self._suggestions = f"{url.rstrip('/')}/webhooks/balie/suggestions"
        self._health = f"{url.rstrip('/')}/webhooks/balie/health"
        self._headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
        }
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=3)
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, message: InboundMessage) -> Turn:
        body: dict[str, str] = {
            "conversation_id": message.conversation_id,
            "message_id": message.id,
            "municipality": message.municipality,
            "channel": message.channel,
        }
        if message.contact:
            body["contact"] = message.contact
        body["payload" if message.payload else "text"] = message.payload or message.text
        try:
            async with self._open().post(
                self._turns, data=json.dumps(body).encode(), headers=self._headers
            ) as response:
                return self._turn(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("engine_call_failed", reason=type(error).__name__)
            raise EngineUnavailable(type(error).__name__) from error

    async def suggest(self, text: str, municipality: str) -> tuple[Suggestion, ...]:
        body = json.dumps({"text": text, "municipality": municipality}).encode()
        try:
            async with self._open().post(
                self._suggestions, data=body, headers=self._headers
            ) as response:
                if response.status != 200:
                    raise EngineUnavailable(str(response.status))
                found = json.loads(await response.read())["suggestions"]
                return tuple(
                    Suggestion(str(one["slug"]), str(one["section"]), float(one["confidence"]))
                    for one in found
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise EngineUnavailable(type(error).__name__) from error
        except (ValueError, KeyError, TypeError) as error:
            raise EngineUnavailable("unreadable") from error

    async def ready(self) -> bool:
        try:
            async with self._open().get(
                self._health, headers=self._headers, timeout=aiohttp.ClientTimeout(total=2)
            ) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=60),
                # Nothing of one resident may travel along with the next.
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _turn(self, status: int, content: bytes) -> Turn:
        if status in _NEVER_ACCEPTED:
            log.error("engine_refused_message", status=status)
            raise EngineRefused(str(status))
        if status != 200:
            log.warning("engine_call_failed", status=status)
            raise EngineUnavailable(str(status))
        try:
            data: Any = json.loads(content)
            return turn_from_json(data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.error("engine_answer_unreadable", reason=type(error).__name__)
            raise EngineUnavailable("unreadable") from error
