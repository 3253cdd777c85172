"""A page of the desk, which no browser keeps."""

from __future__ import annotations

import secrets
from typing import Any

from aiohttp import web

from web.rendering import Renderer
from web.security import NONCE


def page(
    request: web.Request, renderer: Renderer, template: str, status: int = 200, **values: Any
) -> web.Response:
    """Drawn from this template."""
    nonce = request[NONCE] = secrets.token_urlsafe(12)
    text = renderer.page(template, nonce=nonce, **values)
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)
