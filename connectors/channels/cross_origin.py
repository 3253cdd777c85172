"""Lets pages of a municipality's own sites read our answers (CORS), and no others.

Credentials are never allowed: a cookie that comes along from another site opens nothing.
"""

from __future__ import annotations

from aiohttp import web

from assistant.domain.municipality import Municipality

_ORIGIN = web.RequestKey("allowed_origin", str)
_HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"


def allow(request: web.Request, place: Municipality) -> None:
    """Have the answer to this request carry the permission, where the asking site has it.

    Also an error that is made further on: `add_headers` looks when the answer leaves.
    """
    origin = request.headers.get("Origin", "")
    request[_ORIGIN] = origin if place.shows_chat(origin) else ""


def preflight(request: web.Request, place: Municipality, methods: str) -> web.Response:
    """What a browser asks before it sends a request from another site."""
    allow(request, place)
    if not request[_ORIGIN]:
        return web.Response(status=403)
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": _HEADERS,
            "Access-Control-Max-Age": "7200",
        },
    )


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`."""
    origin = request.get(_ORIGIN)
    if origin is None:
        return
    response.headers["Vary"] = "Origin"
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
