"""Twilio as it serves text messages: the resource Messages for sending, signed calls of ours.

Signs as Twilio's documentation says, with code of its own: both ends with one mistake would agree.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from connectors.channels.sms.twilio import MESSAGES
from tools.simulate.provider import Call
from tools.simulate.sms import LINE, RESIDENT, CallTo, Sent, SmsProvider, Taken


class TwilioSmsProvider(SmsProvider):
    """`public_url` is the address that Balie tells Twilio, and that Twilio signs for."""

    def __init__(
        self,
        auth_token: str,
        public_url: str,
        webhook: str = "",
        line: str = LINE,
        resident: str = RESIDENT,
    ) -> None:
        super().__init__(webhook, line, resident)
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/2010-04-01/Accounts/{account}/Messages.json", self._take)]

    def message(self, text: str) -> Call:
        return self.signed(MESSAGES, self.fields(text, self._sid()))

    def fields(
        self, text: str, sid: str, files: int = 0, address: str | None = None
    ) -> dict[str, str]:
        """The form of one message of a resident."""
        fields = {
            "ToCountry": "NL",
            "SmsMessageSid": sid,
            "NumMedia": str(files),
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": text,
            "To": self._line,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": "AC00000000000000000000000000000000",
            "From": self._resident if address is None else address,
            "ApiVersion": "2010-04-01",
        }
        return fields | {f"MediaUrl{n}": f"https://api.twilio.example/{n}" for n in range(files)}

    def status(self, callback: str, state: str, code: str = "") -> CallTo:
        """What became of a message of ours, at the address that came with it."""
        fields = {"MessageSid": self._sid(), "MessageStatus": state, "SmsStatus": state}
        fields |= {"ErrorCode": code} if code else {}
        return self.signed(callback.removeprefix(self._public_url), fields)

    def signed(self, path: str, fields: dict[str, str]) -> CallTo:
        """A form, with the signature that Twilio gives it for this address."""
        content = self._public_url + path + "".join(name + fields[name] for name in sorted(fields))
        mac = hmac.new(self._auth_token.encode(), content.encode(), hashlib.sha1).digest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": base64.b64encode(mac).decode(),
        }
        return CallTo(urlencode(fields).encode(), headers, path)

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.taken.append(Taken(request.path, dict(request.headers), raw))
        if self.answers:
            return await self.answers.popleft()()
        form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        callback = form["StatusCallback"]
        [reference] = parse_qs(urlsplit(callback).query)["reference"]
        self._show(Sent(form["To"], form["From"], form["Body"], reference))
        if self.webhook:
            for state in ("sent", "delivered"):
                self.call_later(self.status(callback, state))
        await asyncio.sleep(self.takes)
        return web.json_response({"sid": self._sid(), "status": "queued"}, status=201)

    def _sid(self) -> str:
        # Another one in another run, or a second run would be a repeat of the first.
        return f"SM{time.time_ns():x}{next(self._numbers):04x}"


def refusal(code: int, status: int = 400) -> tuple[int, dict[str, object]]:
    """How Twilio says no."""
    body: dict[str, object] = {"code": code, "message": "simulated", "status": status}
    return status, body
