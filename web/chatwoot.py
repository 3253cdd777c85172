"""What Chatwoot tells us: an agent said something, or a conversation is over.

Signed: HMAC-SHA256 with the secret of the webhook over time, a dot, and the body as it came.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import structlog
from aiohttp import web

from assistant.domain.staff import AT_CHATWOOT
from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.live_desk import Word
from assistant.services.other_desk import OtherDesk
from connectors.channels.problems import problem
from connectors.channels.webchat import read_body

log = structlog.get_logger(__name__)

PATH = "/webhooks/chatwoot"
OLDEST_SECONDS = 300
MOST_BYTES = 512 * 1024
"""A long answer stands in it three times, beside all that Chatwoot knows of the conversation."""


class ChatwootPages:
    """One address, and none without a `secret`: with an empty one anybody could sign. Where we do
    not answer 200 Chatwoot shows the agent that his message did not arrive."""

    def __init__(self, desk: OtherDesk, secret: str, clock: ClockPort) -> None:
        self._desk = desk
        self._secret = secret.encode()
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the route."""
        if not self._secret:
            log.error("webhook_without_secret", provider="chatwoot")
            return
        app.router.add_post(PATH, self.told)

    async def told(self, request: web.Request) -> web.Response:
        """200 also for what is not for us."""
        body = await read_body(request, MOST_BYTES)
        if body is None:
            return problem(413, "The body is too large")
        if not self._is_signed(request, body):
            log.warning("webhook_refused", provider="chatwoot")
            return problem(401, "The signature is wrong")
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            return problem(400, "The body is not JSON")
        if not isinstance(event, dict):
            return problem(400, "The body is not an object")
        try:
            await self._take(event)
        except StorageUnavailable:
            return problem(503, "Try again later")
        return web.json_response({})

    async def _take(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if kind == "message_created":
            sender, conversation = _object(event, "sender"), _object(event, "conversation")
            text = event.get("content")
            public = event.get("message_type") == "outgoing" and event.get("private") is False
            # A robot there answers too, and is no reason for ours to be silent.
            human = sender.get("type", "user") == "user" and _number(sender)
            if public and human and isinstance(text, str) and text.strip():
                name = str(sender.get("name") or "")
                word = Word(
                    f"chatwoot{_number(event)}", text, f"{AT_CHATWOOT}{_number(sender)}", name
                )
                await self._desk.heard(_number(conversation), word)
        elif kind == "conversation_status_changed" and event.get("status") == "resolved":
            await self._desk.ended(_number(event))

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        at = request.headers.get("X-Chatwoot-Timestamp", "")
        if not (at.isascii() and at.isdigit() and len(at) < 16):
            return False
        age = abs(self._clock.now().timestamp() - int(at))
        told = request.headers.get("X-Chatwoot-Signature", "").encode("utf-8", "surrogateescape")
        signed = hmac.new(self._secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(told, f"sha256={signed}".encode()) and age <= OLDEST_SECONDS


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _number(data: dict[str, Any]) -> str:
    """The id of something at Chatwoot; empty where there is none."""
    found = data.get("id")
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""
