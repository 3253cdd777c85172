"""WhatsApp as Meta serves it: the Graph API for sending, signed calls of the webhook."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any

from aiohttp import web

from connectors.channels.whatsapp.webhook import signature
from tools.simulate.provider import Call, Provider

RESIDENT = "31600000000"
LINE = "100000000000001"


class WhatsAppProvider(Provider):
    """Accepts everything, and reports each message as sent and delivered where it has a webhook.

    `sent` are the messages that it took, `read` the ids that were marked as read.
    """

    def __init__(
        self, app_secret: str, webhook: str = "", line: str = LINE, resident: str = RESIDENT
    ) -> None:
        super().__init__(webhook)
        self._app_secret = app_secret
        self._line = line
        self._resident = resident
        self._numbers = itertools.count(1)
        self.sent: list[dict[str, Any]] = []
        self.read: list[str] = []
        self.authorizations: list[str] = []
        self.paths: list[str] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/{version}/{line}/messages", self._take)]

    def message(self, text: str) -> Call:
        return self.messages({"type": "text", "text": {"body": text}})

    def messages(self, *contents: dict[str, Any]) -> Call:
        """Messages of the resident in one call. What is not said of them is filled in."""
        usual = {"from": self._resident, "timestamp": str(int(time.time()))}
        given = [{"id": self._new_id(), **usual, **content} for content in contents]
        return self.signed({"contacts": [{"wa_id": self._resident}], "messages": given})

    def status(self, state: str, reference: str, *codes: int) -> Call:
        """What became of a message of ours; `codes` are those of the errors."""
        status = {
            "id": self._new_id(),
            "status": state,
            "timestamp": str(int(time.time())),
            "recipient_id": self._resident,
            "biz_opaque_callback_data": reference,
            "errors": [{"code": code, "title": "simulated"} for code in codes],
        }
        return self.signed({"statuses": [status]})

    def signed(self, value: dict[str, Any]) -> Call:
        """A call that says this of our line."""
        metadata = {"display_phone_number": self._line, "phone_number_id": self._line}
        value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        change = {"field": "messages", "value": value}
        entry = {"id": "0", "changes": [change]}
        return self.raw({"object": "whatsapp_business_account", "entry": [entry]})

    def raw(self, body: object) -> Call:
        """A call with this body, whatever it is."""
        raw = json.dumps(body).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature(self._app_secret, raw),
        }
        return Call(raw, headers)

    async def _take(self, request: web.Request) -> web.Response:
        self.paths.append(request.path)
        self.authorizations.append(request.headers.get("Authorization", ""))
        body = await request.json()
        if self.answers:
            return await self.answers.popleft()()
        if body.get("status") == "read":
            self.read.append(body["message_id"])
            return web.json_response({"success": True})
        self.sent.append(body)
        self.shown.put_nowait(shown(body))
        reference = body.get("biz_opaque_callback_data")
        if self.webhook and reference:
            for state in ("sent", "delivered"):
                self.call_later(self.status(state, reference))
        await asyncio.sleep(self.takes)
        return web.json_response(
            {"messaging_product": "whatsapp", "messages": [{"id": self._new_id()}]}
        )

    def _new_id(self) -> str:
        # Meta's ids differ from run to run too, or a second run would be a repeat of the first.
        return f"wamid.{time.time_ns()}.{next(self._numbers)}=="


def shown(body: dict[str, Any]) -> str:
    """A message as a resident sees it, roughly; between brackets what can be tapped."""
    if body["type"] == "text":
        return str(body["text"]["body"])
    if body["type"] == "template":
        return f"[template {body['template']['name']}]"
    interactive = body["interactive"]
    action = interactive["action"]
    match interactive["type"]:
        case "button":
            taps = [button["reply"]["title"] for button in action["buttons"]]
        case "list":
            rows = [row for section in action["sections"] for row in section["rows"]]
            taps = [" ".join((row["title"], row.get("description", ""))) for row in rows]
        case _:
            taps = [action["parameters"]["display_text"]]
    return "\n".join([interactive["body"]["text"], *(f"[{tap.strip()}]" for tap in taps)])
