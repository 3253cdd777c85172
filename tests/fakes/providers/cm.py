"""CM.com's side: requests as its documentation describes them. It signs nothing."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.fakes.providers.wire import StandIn, WireRequest

HEADERS = {"Content-Type": "application/json; charset=utf-8"}


def posted(path: str, body: Any) -> WireRequest:
    """One JSON request."""
    return WireRequest(path, json.dumps(body).encode(), dict(HEADERS))


def message_body(
    address: str, line: str, text: str, at: str, media: str = "", channel: str = "SMS"
) -> dict[str, Any]:
    """One incoming message (MO)."""
    return {
        "from": {"number": address, "name": ""},
        "to": {"number": line},
        "message": {
            "text": text,
            "media": {"mediaUri": media, "contentType": "image/jpeg" if media else "", "title": ""},
            "custom": {},
        },
        "reference": "",
        "groupings": ["", "", ""],
        "timeUtc": at,
        "channel": channel,
    }


def status_body(reference: str, code: str, error: str = "") -> dict[str, Any]:
    """One status report."""
    status = {"code": code, "errorCode": error, "errorDescription": ""}
    report = {
        "received": "2026-11-23T09:00:00",
        "to": "0031600000001",
        "reference": reference,
        "status": status,
        "operator": "20408",
    }
    return {"messages": {"msg": report}}


def stand_in() -> StandIn:
    """Takes every message."""
    return StandIn(lambda: answer(0))


def answer(code: int, http: int = 200) -> web.Response:
    """What CM says about one message."""
    first = {
        "to": "0031600000001",
        "status": "Rejected" if code else "Accepted",
        "reference": "r",
        "parts": 1,
        "messageDetails": None,
        "messageErrorCode": code,
    }
    body = {"details": "", "errorCode": 201 if code else 0, "messages": [first]}
    return web.json_response(body, status=http)
