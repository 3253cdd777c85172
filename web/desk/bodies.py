"""JSON in and out of the desk."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from connectors.channels.webchat import read_body


async def body_of(request: web.Request) -> dict[str, Any]:
    """What was sent; nothing where that is no JSON object."""
    try:
        body = json.loads(await read_body(request) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def text_in(body: dict[str, Any], name: str) -> str:
    """A text; empty where there is none."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def answer(body: dict[str, Any], status: int = 200) -> web.Response:
    """JSON that no browser keeps."""
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})
