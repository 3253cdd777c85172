"""Twilio's side: signed requests as its documentation describes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from aiohttp import web

from tests.fakes.providers.wire import StandIn, WireRequest


def signed(public_url: str, path: str, auth_token: str, fields: dict[str, str]) -> WireRequest:
    """A form, with the signature that Twilio gives it for this address."""
    content = public_url + path + "".join(name + fields[name] for name in sorted(fields))
    mac = hmac.new(auth_token.encode(), content.encode(), hashlib.sha1).digest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": base64.b64encode(mac).decode(),
        "User-Agent": "TwilioProxy/1.1",
    }
    return WireRequest(path, urlencode(fields).encode(), headers)


def message_fields(address: str, line: str, text: str, sid: str, files: int = 0) -> dict[str, str]:
    """The form of one incoming message."""
    fields = {
        "ToCountry": "NL",
        "SmsMessageSid": sid,
        "NumMedia": str(files),
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": text,
        "To": line,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC00000000000000000000000000000000",
        "From": address,
        "ApiVersion": "2010-04-01",
    }
    return fields | {f"MediaUrl{n}": f"https://api.twilio.example/{n}" for n in range(files)}


def status_fields(status: str, code: str = "") -> dict[str, str]:
    """The form of one report about a message of ours."""
    fields = {"MessageSid": "SM1", "MessageStatus": status, "SmsStatus": status}
    return fields | ({"ErrorCode": code} if code else {})


def stand_in() -> StandIn:
    """Takes every message."""
    return StandIn(lambda: web.json_response({"sid": "SM1", "status": "queued"}, status=201))


def refusal(code: int, status: int = 400) -> web.Response:
    """How Twilio says no."""
    body = {"code": code, "message": "No", "more_info": "https://x", "status": status}
    return web.json_response(body, status=status)
