"""CM.com: what it posts when a text message comes in (MO), and when one of ours went on.

https://developers.cm.com/messaging/docs/incoming-messages and incoming-status-report. CM signs
nothing: a secret in the address, over HTTPS, and where wanted the addresses it may come from.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import structlog
from aiohttp import web

from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from connectors.channels.arrivals import Arrival
from connectors.channels.inbox import Inbox
from connectors.channels.sms.arriving import arrivals, phone_number
from connectors.channels.webchat import BODY_LIMIT, read_body

log = structlog.get_logger(__name__)

MESSAGES = "/sms/cm/{secret}/messages"
STATUS = "/sms/cm/{secret}/status"

_SHORTEST_SECRET = 16
# 0 is accepted: it may still become either. 4 is read.
_FINAL = {"1": False, "2": True, "3": False, "4": True}


@dataclass(frozen=True)
class CmConfig:
    """`allowed` are networks ("192.0.2.0/24") that may post; empty: the secret is enough.

    `proxies` is how many proxies of our own stand in front: so many places from its end the
    header `X-Forwarded-For` names who came to the first of them. `timeout` is in seconds, for one
    request.

    Raises:
        ValueError: the secret is so short that it can be guessed, or a network is none.
    """

    product_token: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str = "https://gw.messaging.cm.com"
    allowed: tuple[str, ...] = ()
    proxies: int = 0
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if len(self.secret) < _SHORTEST_SECRET:
            raise ValueError(f"cm: the secret must have {_SHORTEST_SECRET} characters or more")
        for network in self.allowed:
            ip_network(network)


class CmWebhook:
    """Two routes: messages of residents, and what became of ours."""

    def __init__(self, config: CmConfig, inbox: Inbox, clock: ClockPort) -> None:
        self._config = config
        self._inbox = inbox
        self._clock = clock
        self._networks = tuple(ip_network(network) for network in config.allowed)

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post(MESSAGES, self.post_message)
        app.router.add_post(STATUS, self.post_status)

    async def post_message(self, request: web.Request) -> web.Response:
        """Keep one message; CM sends it again for a month until it hears 200."""
        body = await self._verified(request)
        if _text(body, "channel").upper() not in ("SMS", ""):
            log.info("message_ignored", provider="cm", reason="channel")
            return web.Response()
        if not isinstance(body.get("message"), dict) or not _text(body, "to", "number"):
            log.error("webhook_unreadable", provider="cm")
            raise web.HTTPBadRequest
        try:
            await self._inbox.take(self._arrivals(body))
        except StorageUnavailable as error:
            raise web.HTTPServiceUnavailable from error
        return web.Response()

    async def post_status(self, request: web.Request) -> web.Response:
        """Pass on how messages of ours ended."""
        body = await self._verified(request)
        messages = body.get("messages")
        reports = messages.get("msg") if isinstance(messages, dict) else None
        for report in reports if isinstance(reports, list) else [reports]:
            if not isinstance(report, dict):
                log.error("webhook_unreadable", provider="cm")
                raise web.HTTPBadRequest
            reference = _text(report, "reference")
            delivered = _FINAL.get(_text(report, "status", "code"))
            if not reference or delivered is None:
                continue
            code = _text(report, "status", "errorCode")
            log.info("sms_ended", provider="cm", delivered=delivered, code=code[:8])
            try:
                await self._inbox.receipt(reference, delivered)
            except StorageUnavailable as error:
                raise web.HTTPServiceUnavailable from error
        return web.Response()

    async def _verified(self, request: web.Request) -> dict[str, Any]:
        """The object that CM posted, when whoever posts it knows the secret."""
        raw = await read_body(request)
        given = request.match_info["secret"].encode("utf-8", "replace")
        known = self._config.secret.encode()
        if not hmac.compare_digest(given, known) or not self._is_allowed(request):
            log.warning("webhook_refused", provider="cm", reason="secret or address")
            raise web.HTTPForbidden
        if raw is None:
            raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, BODY_LIMIT + 1)
        try:
            body: Any = json.loads(raw)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            log.error("webhook_unreadable", provider="cm")
            raise web.HTTPBadRequest
        return body

    def _is_allowed(self, request: web.Request) -> bool:
        if not self._networks:
            return True
        came = request.remote or ""
        if self._config.proxies:
            header = ",".join(request.headers.getall("X-Forwarded-For", []))
            hops = [hop.strip() for hop in header.split(",")]
            came = hops[-self._config.proxies] if len(hops) >= self._config.proxies else ""
        try:
            address = ip_address(came)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def _arrivals(self, body: dict[str, Any]) -> list[Arrival]:
        address = phone_number(_text(body, "from", "number"))
        if not address:
            log.info("message_ignored", provider="cm", reason="sender")
            return []
        number, sent = _text(body, "to", "number"), _text(body, "timeUtc")
        line = phone_number(number) or number  # a short code has one form only
        text, media = _text(body, "message", "text"), _text(body, "message", "media", "mediaUri")
        return arrivals(
            line=line,
            address=address,
            # CM gives an incoming message no id: `reference` is that of the one it answers. The
            # same words from the same person in the same second are the same message.
            provider_id=json.dumps(["cm", address, line, sent, text, media]),
            at=_moment(sent) or self._clock.now(),
            text=text,
            files=bool(media),
        )


def _text(data: Any, *path: str) -> str:
    """What stands at this place, as text; empty where there is nothing, or something else."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    if isinstance(data, int) and not isinstance(data, bool):
        return str(data)
    return data if isinstance(data, str) else ""


def _moment(value: str) -> datetime | None:
    """The moment of "2026-11-23T09:00:00", which is UTC."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
