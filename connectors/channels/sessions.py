"""Who a web resident is: a random id, made and signed here, good for one municipality.

Our own page carries the signed id in a cookie. The widget runs on another site, where browsers
keep no cookie of ours: it carries the same signed id in a header. A browser sends a cookie along
by itself, so there only our own pages may speak; a header must be set by a script that has the
token, on a site that the municipality named.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from aiohttp import web

from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Conversation
from assistant.errors import BalieError

CHANNEL = "webchat"
_COOKIE = "balie"
# At least 128 bits of chance, as text.
_KEY = re.compile(r"[A-Za-z0-9_-]{22,128}", re.ASCII)


class SessionRefused(BalieError):
    """This request may not speak for a resident. `status` is that of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Visit:
    """Who sent a request: a `conversation`, None where none was begun; by cookie or by token."""

    conversation: Conversation | None
    by_cookie: bool


class Sessions:
    """Signs conversation ids. Holds no state, so any process can read them."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def visit(self, request: web.Request, place: Municipality) -> Visit:
        """Who speaks in this request, by cookie or by token.

        Raises:
            SessionRefused: 403 from a site that may not; 401 with a token that we did not sign.
        """
        own = is_same_origin(request)
        header = request.headers.get("Authorization")
        elsewhere = not own and place.shows_chat(request.headers.get("Origin", ""))
        if header is None and not elsewhere and "Idempotency-Key" not in request.headers:
            if not own and request.method != "GET":
                raise SessionRefused(403)
            return Visit(self.read(request, place.slug), by_cookie=True)
        if not own and not elsewhere:
            raise SessionRefused(403)
        if header is None:
            return Visit(None, by_cookie=False)
        scheme, _, token = header.partition(" ")
        conversation = self._verify(token.strip(), place.slug)
        if scheme.lower() != "bearer" or conversation is None:
            raise SessionRefused(401)
        return Visit(conversation, by_cookie=False)

    def read(self, request: web.Request, municipality: str) -> Conversation | None:
        """The conversation of this browser, or None without a cookie that we signed for here."""
        return self._verify(request.cookies.get(_COOKIE, ""), municipality)

    def new(self, municipality: str) -> Conversation:
        """A conversation that nobody can guess."""
        return Conversation(secrets.token_urlsafe(18), municipality, CHANNEL)

    def begin(self, request: web.Request, municipality: str) -> Conversation:
        """A conversation for a client that keeps a token.

        The same `Idempotency-Key` begins the same conversation: when our first answer, and the
        token in it, was lost on the way, the client sends its first message again. So a key is
        as secret as the token. A key that could be guessed is not used.
        """
        key = request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            return self.new(municipality)
        content = f"begin:{CHANNEL}:{municipality}:{key}".encode()
        drawn = hmac.new(self._secret, content, hashlib.sha256).digest()[:18]
        return Conversation(base64.urlsafe_b64encode(drawn).decode(), municipality, CHANNEL)

    def token(self, conversation: Conversation) -> str:
        """The signed id of a conversation: who has it, speaks in it."""
        return f"{conversation.id}.{self._sign(conversation.id, conversation.municipality)}"

    def write(
        self, request: web.Request, response: web.StreamResponse, conversation: Conversation
    ) -> None:
        """Give the browser its cookie. It ends with the browser: think of a library computer."""
        response.set_cookie(
            _COOKIE,
            self.token(conversation),
            path=f"/{conversation.municipality}",
            httponly=True,
            samesite="Lax",
            secure=is_https(request),
        )

    def _verify(self, token: str, municipality: str) -> Conversation | None:
        session_id, _, signature = token.partition(".")
        if not session_id or not signature.isascii():
            return None
        if not hmac.compare_digest(signature, self._sign(session_id, municipality)):
            return None
        return Conversation(session_id, municipality, CHANNEL)

    def _sign(self, session_id: str, municipality: str) -> str:
        content = f"{CHANNEL}:{municipality}:{session_id}".encode("utf-8", "surrogateescape")
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


def is_https(request: web.Request) -> bool:
    """Whether the browser came by TLS, here or at the proxy in front of us."""
    return request.secure or request.headers.get("X-Forwarded-Proto") == "https"
