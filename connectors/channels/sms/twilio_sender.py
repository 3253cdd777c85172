"""Hands a message over to Twilio: the resource Messages of its REST API of 2010-04-01."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from assistant.domain.transcript import Message
from connectors.channels.sender import Recipient, Sender, SendRefused
from connectors.channels.sms.provider import ProviderClient
from connectors.channels.sms.rendering import SmsRenderer
from connectors.channels.sms.twilio import TwilioConfig

log = structlog.get_logger(__name__)

# https://www.twilio.com/docs/api/errors. For the log only: Twilio refuses for other reasons too.
_REASONS = {
    21211: "invalid_number",
    21408: "country_not_allowed",
    21610: "opted_out",
    21612: "not_reachable",
    21614: "no_mobile_number",
    21617: "too_long",
}


class TwilioSender(Sender):
    """Sends from the number on which the resident wrote."""

    def __init__(self, config: TwilioConfig, renderer: SmsRenderer) -> None:
        self._config = config
        self._renderer = renderer
        account = quote(config.account_sid, safe="")
        self._client = ProviderClient(
            "twilio",
            f"{config.api_url.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json",
            config.timeout,
            auth=aiohttp.BasicAuth(config.account_sid, config.auth_token, "utf-8"),
        )

    async def send(self, to: Recipient, message: Message, reference: str) -> None:
        status, answer = await self._client.post(
            form={
                "To": to.address,
                "From": to.line,
                "Body": self._renderer.render(message, to.line),
                "StatusCallback": self._config.status_callback(reference),
            }
        )
        if status >= 400:
            code = _code(answer)
            reason = _REASONS.get(code, str(code or status))
            log.warning("send_refused", provider="twilio", reason=reason)
            raise SendRefused(f"twilio {reason}")

    async def close(self) -> None:
        await self._client.close()


def _code(answer: Any) -> int:
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else 0
