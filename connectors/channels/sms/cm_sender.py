"""Hands a message over to CM.com: its Business Messaging API, version 1.0."""

from __future__ import annotations

from typing import Any

import structlog

from assistant.domain.transcript import Message
from connectors.channels.sender import Recipient, Sender, SendRefused
from connectors.channels.sms.cm import CmConfig
from connectors.channels.sms.provider import ProviderClient
from connectors.channels.sms.rendering import MOST_SEGMENTS, SmsRenderer

log = structlog.get_logger(__name__)


class CmSender(Sender):
    """Sends from the number on which the resident wrote."""

    def __init__(self, config: CmConfig, renderer: SmsRenderer) -> None:
        self._renderer = renderer
        self._client = ProviderClient(
            "cm",
            f"{config.api_url.rstrip('/')}/v1.0/message",
            config.timeout,
            headers={"X-CM-PRODUCTTOKEN": config.product_token},
        )

    async def send(self, to: Recipient, message: Message, reference: str) -> None:
        content = self._renderer.render(message, to.line)
        status, answer = await self._client.post(
            body={
                "messages": {
                    "msg": [
                        {
                            "from": _number(to.line),
                            "to": [{"number": _number(to.address)}],
                            # "auto": CM takes the larger alphabet only where a text needs it.
                            "body": {"type": "auto", "content": content},
                            "reference": reference,
                            "allowedChannels": ["SMS"],
                            "minimumNumberOfMessageParts": 1,
                            "maximumNumberOfMessageParts": MOST_SEGMENTS,
                        }
                    ]
                }
            }
        )
        code = _error(answer)
        if status >= 400 or code:
            log.warning("send_refused", provider="cm", reason=str(code or status))
            raise SendRefused(f"cm {code or status}")

    async def close(self) -> None:
        await self._client.close()


def _number(number: str) -> str:
    """CM wants 0031..., not +31...; a short code or a name stays as it is."""
    return f"00{number[1:]}" if number.startswith("+") else number


def _error(answer: Any) -> int:
    """The error code of the one message in an answer, or of the whole answer; 0 where all is well.

    An answer that cannot be read says nothing against the message: CM took the request.
    """
    data = answer if isinstance(answer, dict) else {}
    messages = data.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else {}
    codes = [first.get("messageErrorCode") if isinstance(first, dict) else 0, data.get("errorCode")]
    return next((code for code in codes if isinstance(code, int) and code), 0)
