"""The webhook that Meta calls: proves who speaks, hands over what was said, answers at once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Coroutine
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from connectors.channels.inbox import Inbox
from connectors.channels.problems import problem
from connectors.channels.sender import Recipient
from connectors.channels.webchat import read_body
from connectors.channels.whatsapp.inbound import CHANNEL, Batch, read
from connectors.channels.whatsapp.sender import WhatsAppSender
from connectors.channels.whatsapp.settings import WhatsAppSettings

log = structlog.get_logger(__name__)

PATH = "/channels/whatsapp"
BODY_LIMIT = 3 * 1024 * 1024  # what Meta says that a request may measure
LATE = timedelta(days=1)
# Courtesies at once; in a flood residents get their answer and no ticks.
_MOST_COURTESIES = 100


class WhatsApp:
    """One route for all lines; `sender` is only used for courtesies: ticks, an invitation."""

    def __init__(
        self,
        settings: WhatsAppSettings,
        inbox: Inbox,
        sender: WhatsAppSender,
        clock: ClockPort,
    ) -> None:
        self._settings = settings
        self._inbox = inbox
        self._sender = sender
        self._clock = clock
        self._courtesies: set[asyncio.Task[None]] = set()

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(PATH, self.verify)
        app.router.add_post(PATH, self.receive)
        app.on_shutdown.append(self._stop)

    async def verify(self, request: web.Request) -> web.Response:
        """Prove to Meta that this address is ours, once, when it is entered there."""
        given = request.query.get("hub.verify_token", "")
        known = _same(given, self._settings.verify_token)
        if request.query.get("hub.mode") != "subscribe" or not known:
            return _refusal(HTTPStatus.FORBIDDEN, "verify_token")
        return web.Response(text=request.query.get("hub.challenge", ""))

    async def receive(self, request: web.Request) -> web.Response:
        """Take one request: 200 when all of it is kept, 503 when Meta must send it again."""
        raw = await read_body(request, BODY_LIMIT)
        if raw is None:
            return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        if not _same(
            request.headers.get("X-Hub-Signature-256", ""),
            signature(self._settings.app_secret, raw),
        ):
            return _refusal(HTTPStatus.FORBIDDEN, "signature")
        body = _parse(raw)
        if body is None:
            return _refusal(HTTPStatus.BAD_REQUEST, "unreadable")
        batch = read(body, self._settings.lines, self._clock.now())
        self._note_late(batch)
        try:
            if batch.received:
                await self._inbox.take([item.arrival for item in batch.received])
            for status in batch.statuses:
                await self._inbox.receipt(status.reference, status.delivered)
        except StorageUnavailable:
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "storage", {"Retry-After": "10"})
        self._be_courteous(batch)
        return web.Response(text="ok")

    def _note_late(self, batch: Batch) -> None:
        """Messages that Meta kept for us while we were away, for up to seven days.

        They are taken like any other: the resident did ask, and a question that is dropped is
        lost for good. The signature holds no time, so an old request that somebody caught and
        sends again looks the same; its ids are known, and it changes nothing. When the 24-hour
        window has closed meanwhile, the answer meets that at the sender, which then invites.
        """
        now = self._clock.now()
        late = [now - item.arrival.at for item in batch.received if now - item.arrival.at > LATE]
        if late:
            hours = round(max(late) / timedelta(hours=1))
            log.warning("messages_late", channel=CHANNEL, count=len(late), hours=hours)

    def _be_courteous(self, batch: Batch) -> None:
        """What is nice to have, behind Meta's back and ours: nothing waits for it."""
        # To mark one message as read marks all before it.
        last = {(item.arrival.line, item.arrival.address): item for item in batch.received}
        for (line, _), item in last.items():
            self._start(self._sender.mark_read(line, item.provider_id))
        for status in batch.statuses:
            if status.window_closed and status.address:
                recipient = Recipient(status.address, status.line)
                self._start(self._sender.try_to_invite(recipient, status.reference))

    def _start(self, courtesy: Coroutine[Any, Any, None]) -> None:
        if len(self._courtesies) >= _MOST_COURTESIES:
            courtesy.close()
            return
        task = asyncio.create_task(courtesy)
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _stop(self, _app: web.Application) -> None:
        for task in self._courtesies:
            task.cancel()
        await asyncio.gather(*self._courtesies, return_exceptions=True)


def signature(app_secret: str, raw: bytes) -> str:
    """What `X-Hub-Signature-256` must be for exactly these bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    """Whether they are equal, in a time that says nothing about where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def _parse(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _refusal(
    status: HTTPStatus, reason: str, headers: dict[str, str] | None = None
) -> web.Response:
    log.warning("webhook_refused", channel=CHANNEL, reason=reason)
    return problem(status, status.phrase, headers)
