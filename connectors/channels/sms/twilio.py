"""Twilio: what it posts when a text message comes in, and when one of ours went on.

Twilio names no time in its requests, so messages are in the order in which they come.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import structlog
from aiohttp import web

from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from connectors.channels.arrivals import Arrival, Keyword
from connectors.channels.inbox import Inbox
from connectors.channels.sms.arriving import arrivals, phone_number
from connectors.channels.twilio_signature import HEADER, is_signed, read_form
from connectors.channels.webchat import BODY_LIMIT, read_body

log = structlog.get_logger(__name__)

MESSAGES = "/sms/twilio/messages"
STATUS = "/sms/twilio/status"

_SID = re.compile(r"[A-Za-z0-9]{2,64}", re.ASCII)
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
# "sent": the network has it, which ends our doubt whether Twilio ever got it.
_FINAL = {"sent": True, "delivered": True, "undelivered": False, "failed": False}
# What Twilio itself made of a message, where the municipality chose its own words for it.
_OPT_OUT = {"STOP": Keyword.STOP, "START": Keyword.START, "HELP": Keyword.HELP}


@dataclass(frozen=True)
class TwilioConfig:
    """`public_url` is where Twilio finds us: behind a proxy a request does not tell that.

    `timeout` is in seconds, for one request.

    Raises:
        ValueError: a secret is empty, so that anybody could speak as Twilio.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    public_url: str
    api_url: str = "https://api.twilio.com"
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if not self.auth_token or not self.public_url:
            raise ValueError("twilio: auth_token and public_url may not be empty")

    def status_callback(self, reference: str) -> str:
        """Where Twilio reports on one message; its signature covers the reference."""
        return f"{self.public_url.rstrip('/')}{STATUS}?{urlencode({'reference': reference})}"


class TwilioWebhook:
    """Two routes: messages of residents, and what became of ours."""

    def __init__(self, config: TwilioConfig, inbox: Inbox, clock: ClockPort) -> None:
        self._config = config
        self._inbox = inbox
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post(MESSAGES, self.post_message)
        app.router.add_post(STATUS, self.post_status)

    async def post_message(self, request: web.Request) -> web.Response:
        """Keep one message. The answer to the resident leaves later, as a message of its own."""
        fields = await self._verified(request)
        sid = fields.get("MessageSid", "")
        if not _SID.fullmatch(sid) or not fields.get("From") or not fields.get("To"):
            log.error("webhook_unreadable", provider="twilio")
            raise web.HTTPBadRequest
        try:
            await self._inbox.take(self._arrivals(fields, sid))
        except StorageUnavailable as error:
            raise web.HTTPServiceUnavailable from error
        return web.Response(text=_EMPTY_TWIML, content_type="text/xml")

    async def post_status(self, request: web.Request) -> web.Response:
        """Pass on how a message of ours ended."""
        fields = await self._verified(request)
        reference = request.query.get("reference", "")
        delivered = _FINAL.get(fields.get("MessageStatus", ""))
        if reference and delivered is not None:
            code = fields.get("ErrorCode", "")
            log.info("sms_ended", provider="twilio", delivered=delivered, code=code[:8])
            try:
                await self._inbox.receipt(reference, delivered)
            except StorageUnavailable as error:
                raise web.HTTPServiceUnavailable from error
        return web.Response(status=204)

    async def _verified(self, request: web.Request) -> Mapping[str, str]:
        """The form, when Twilio signed it for this address."""
        raw = await read_body(request)
        if raw is None:
            raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, BODY_LIMIT + 1)
        fields = read_form(raw)
        url = self._config.public_url.rstrip("/") + request.raw_path
        given = request.headers.get(HEADER, "")
        if fields is None or not is_signed(given, self._config.auth_token, url, fields):
            log.warning("webhook_refused", provider="twilio", reason="signature")
            raise web.HTTPForbidden
        return dict(fields)

    def _arrivals(self, fields: Mapping[str, str], sid: str) -> list[Arrival]:
        address = phone_number(fields["From"])
        if not address:
            log.info("message_ignored", provider="twilio", reason="sender")
            return []
        return arrivals(
            line=fields["To"],
            address=address,
            provider_id=sid,
            at=self._clock.now(),
            text=fields.get("Body", ""),
            files=fields.get("NumMedia", "0") not in ("", "0"),
            keyword=_OPT_OUT.get(fields.get("OptOutType", ""), Keyword.NONE),
        )
