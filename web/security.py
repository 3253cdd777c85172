"""What every answer carries, and what a resident sees when something breaks."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from assistant.errors import where
from connectors.channels.problems import problem

log = structlog.get_logger(__name__)

NONCE = web.RequestKey("nonce", str)
FORM_TARGET = web.RequestKey("form_target", str)
"""Where a form of this answer leads on to, beside our own site."""
IMAGES = web.RequestKey("images", str)
"""Where images of this answer come from, beside our own site."""

_NO_DEVICES = "camera=(), geolocation=(), microphone=()"
_HEADERS = {
    "Server": "Balie",
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer" a browser hides the origin of our own forms, which we check.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing from elsewhere, nothing inline but our own style block, in nobody's frame."""
    nonce = request.get(NONCE)
    forms = ["'self'", request[FORM_TARGET]] if FORM_TARGET in request else ["'self'"]
    images = f"'self' {request[IMAGES]}" if IMAGES in request else "'self'"
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src {style}; connect-src 'self'; "
        f"img-src {images}; form-action {' '.join(forms)}; base-uri 'none'; frame-ancestors 'none'"
    )
    # The page of a video appointment says itself that it needs a camera.
    response.headers.setdefault("Permissions-Policy", _NO_DEVICES)
    response.headers.update(_HEADERS)
    # The widget's files say themselves that other sites may load them.
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


def guard(
    listing: Callable[[str, int], web.Response],
) -> Middleware:
    """Middleware: errors become a page or a problem, never a stack trace."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            status = error.status
        except Exception as error:
            path = request.match_info.route.name or ""
            log.error("request_failed", path=path, reason=type(error).__name__, where=where(error))
            status = 500
        if "text/html" not in request.headers.get("Accept", ""):
            return problem(status, HTTPStatus(status).phrase)  # a program asked this
        return listing("not_found.html" if status in (404, 405) else "error.html", status)

    return middleware
