"""Sends one message of Balie to a resident on WhatsApp."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import structlog

from assistant.domain.transcript import Message
from assistant.ports.texts import TextsPort
from connectors.channels.sender import Recipient, Sender, SendRefused, SendUnavailable
from connectors.channels.whatsapp.client import GraphClient, WindowClosed
from connectors.channels.whatsapp.inbound import CHANNEL, INVITATION
from connectors.channels.whatsapp.rendering import Renderer
from connectors.channels.whatsapp.settings import Template, WhatsAppSettings

log = structlog.get_logger(__name__)

NOTICE = "notice:"
"""Ids of messages that say something by themselves: a reminder of an appointment."""
_INVITED_FOR = 24 * 60 * 60.0  # seconds


class WhatsAppSender(Sender):
    """Outside the 24-hour window a resident gets the template instead, at most once a day.

    Who was invited is kept in memory only: after a restart somebody may get a second invitation.
    """

    def __init__(
        self,
        settings: WhatsAppSettings,
        texts: TextsPort,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._renderer = Renderer(texts)
        self._client = GraphClient(settings)
        self._monotonic = monotonic
        self._invited: dict[Recipient, float] = {}

    async def send(self, to: Recipient, message: Message, reference: str) -> None:
        municipality = self._settings.lines.get(to.line)
        if municipality is None:
            raise SendRefused(f"whatsapp: line {to.line} is not ours")
        content = self._renderer.content(message, municipality)
        try:
            await self._post(to, content, reference)
        except WindowClosed:
            if self._settings.notice_template and message.id.startswith(NOTICE):
                await self._post(
                    to, _as_template(self._settings.notice_template, message), reference
                )
                return
            if self._settings.template is None:
                raise
            await self._invite(to, reference)

    async def try_to_invite(self, to: Recipient, reference: str) -> None:
        """The same for a message that Meta took first and gave up later; raises nothing."""
        if self._settings.template is None:
            return
        # The client logs a failure, and the message is known as not delivered.
        with suppress(SendRefused, SendUnavailable):
            await self._invite(to, reference)

    async def mark_read(self, line: str, provider_id: str) -> None:
        """Two blue ticks, and "is typing" until we answer or 25 seconds; raises nothing."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": provider_id,
            "typing_indicator": {"type": "text"},
        }
        with suppress(SendRefused, SendUnavailable):
            await self._client.post(line, body)

    async def close(self) -> None:
        await self._client.close()

    async def _invite(self, to: Recipient, reference: str) -> None:
        template = self._settings.template
        now = self._monotonic()
        self._invited = {
            who: since for who, since in self._invited.items() if now - since < _INVITED_FOR
        }
        if template is None or to in self._invited:
            return
        # Before the request, so that two messages at once bring one invitation.
        self._invited[to] = now
        content = {
            "type": "template",
            "template": {"name": template.name, "language": {"code": template.language}},
        }
        try:
            await self._post(to, content, INVITATION + reference)
        except (SendRefused, SendUnavailable):
            self._invited.pop(to, None)
            raise
        log.info("invitation_sent", channel=CHANNEL)

    async def _post(self, to: Recipient, content: Mapping[str, Any], reference: str) -> None:
        # An address without a number belongs to a user name, and travels in another field.
        field = "to" if to.address.lstrip("+").isdigit() else "recipient"
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            field: to.address,
            "biz_opaque_callback_data": reference,
            **content,
        }
        await self._client.post(to.line, body)


def _as_template(template: Template, message: Message) -> dict[str, Any]:
    """The text as the one variable of a template, in which Meta takes no line breaks."""
    text = " ".join(message.text.split())
    return {
        "type": "template",
        "template": {
            "name": template.name,
            "language": {"code": template.language},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": text}]}],
        },
    }
