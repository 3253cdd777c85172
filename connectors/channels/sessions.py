"""Who a web resident is: a random id, made and signed here, good for one municipality."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from aiohttp import web

from assistant.domain.transcript import Conversation

CHANNEL = "webchat"
_COOKIE = "balie"


class Sessions:
    """Signs conversation ids into a cookie. Holds no state, so any process can read them."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def read(self, request: web.Request, municipality: str) -> Conversation | None:
        """The conversation of this browser, or None without a cookie that we signed for here."""
        value = request.cookies.get(_COOKIE, "")
        session_id, _, signature = value.partition(".")
        if not session_id or not signature.isascii():
            return None
        if not hmac.compare_digest(signature, self._sign(session_id, municipality)):
            return None
        return Conversation(session_id, municipality, CHANNEL)

    def new(self, municipality: str) -> Conversation:
        """A conversation that nobody can guess."""
        return Conversation(secrets.token_urlsafe(18), municipality, CHANNEL)

    def write(
        self, request: web.Request, response: web.StreamResponse, conversation: Conversation
    ) -> None:
        """Give the browser its cookie. It ends with the browser: think of a library computer."""
        signature = self._sign(conversation.id, conversation.municipality)
        response.set_cookie(
            _COOKIE,
            f"{conversation.id}.{signature}",
            path=f"/{conversation.municipality}",
            httponly=True,
            samesite="Lax",
            secure=_is_https(request),
        )

    def _sign(self, session_id: str, municipality: str) -> str:
        content = f"{CHANNEL}:{municipality}:{session_id}".encode()
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()[:40]


def is_same_origin(request: web.Request) -> bool:
    """Whether our own page sent this. Programs that are no browser name no origin: they carry no
    resident's cookie either.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    # The scheme is left out: a reverse proxy may end TLS before us.
    return origin.partition("://")[2] == request.host


def _is_https(request: web.Request) -> bool:
    return request.secure or request.headers.get("X-Forwarded-Proto") == "https"
