"""CM.com as it serves text messages: its Business Messaging API for sending, and its webhooks."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from connectors.channels.sms.cm import MESSAGES, STATUS
from tools.simulate.provider import Call
from tools.simulate.sms import LINE, RESIDENT, CallTo, Sent, SmsProvider, Taken

DELIVERED = "2"


class CmSmsProvider(SmsProvider):
    """`secret` is what stands in the address that CM was given."""

    def __init__(
        self, secret: str, webhook: str = "", line: str = LINE, resident: str = RESIDENT
    ) -> None:
        super().__init__(webhook, line, resident)
        self._secret = secret

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1.0/message", self._take)]

    def message(self, text: str) -> Call:
        at = datetime.fromtimestamp(time.time(), UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return self.posted(MESSAGES, self.fields(text, at))

    def fields(
        self, text: str, at: str, media: str = "", address: str | None = None, channel: str = "SMS"
    ) -> dict[str, Any]:
        """The body of one message of a resident (MO)."""
        shown = {"mediaUri": media, "contentType": "image/jpeg" if media else "", "title": ""}
        number = self._resident if address is None else address
        return {
            "from": {"number": number.replace("+", "00", 1), "name": ""},
            "to": {"number": self._line.replace("+", "00", 1)},
            "message": {"text": text, "media": shown, "custom": {}},
            "reference": "",
            "groupings": ["", "", ""],
            "timeUtc": at,
            "channel": channel,
        }

    def report(self, reference: str, code: str | int, error: str = "") -> dict[str, Any]:
        """What became of a message of ours, as one entry of a status report."""
        return {
            "received": "2026-11-23T09:00:00",
            "to": self._resident.replace("+", "00", 1),
            "reference": reference,
            "status": {"code": code, "errorCode": error, "errorDescription": ""},
            "operator": "20408",
        }

    def status(self, report: object) -> CallTo:
        """A status report of one entry, or of a list of them."""
        return self.posted(STATUS, {"messages": {"msg": report}})

    def posted(self, route: str, body: object) -> CallTo:
        """A JSON request to one of our two routes."""
        return self.raw(route, json.dumps(body).encode())

    def raw(self, route: str, body: bytes) -> CallTo:
        """The same with any bytes."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return CallTo(body, headers, route.replace("{secret}", self._secret))

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.taken.append(Taken(request.path, dict(request.headers), raw))
        if self.answers:
            return await self.answers.popleft()()
        [message] = json.loads(raw)["messages"]["msg"]
        [to] = message["to"]
        number, line = (n.replace("00", "+", 1) for n in (to["number"], message["from"]))
        self._show(Sent(number, line, message["body"]["content"], message["reference"]))
        if self.webhook:
            self.call_later(self.status(self.report(message["reference"], DELIVERED)))
        await asyncio.sleep(self.takes)
        return web.json_response(outcome(0))


def outcome(code: int) -> dict[str, Any]:
    """What CM says of one message: 0, or why not."""
    first = {
        "status": "Rejected" if code else "Accepted",
        "parts": 1,
        "messageDetails": None,
        "messageErrorCode": code,
    }
    return {"details": "", "errorCode": 201 if code else 0, "messages": [first]}
