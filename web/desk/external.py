"""Signing in at the identity provider of the municipality, and back."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from assistant.errors import BackendUnavailable, LoginRefused, NoRoleHere, StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.services.signing_in_elsewhere import SigningInElsewhere
from connectors.channels.sessions import is_https
from web.desk.guard import PATH, SIGN_IN
from web.desk.signing_in import SigningInPages

LEAVE = f"{SIGN_IN}/extern"
BACK = f"{SIGN_IN}/terug"
COOKIE = "balie_desk_login"
LIVES_SECONDS = 600


@dataclass(frozen=True)
class External:
    """`public_url` is how browsers reach us; `secret` signs what a browser carries meanwhile: the
    state, nonce and code verifier of this one login."""

    login: SigningInElsewhere
    public_url: str
    secret: str
    clock: ClockPort


class ExternalPages:
    """Two addresses that a stranger can open."""

    def __init__(self, parts: External, pages: SigningInPages) -> None:
        self._parts = parts
        self._pages = pages
        self._back = f"{parts.public_url.rstrip('/')}{BACK}"

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(LEAVE, self.depart)
        app.router.add_get(BACK, self.arrive)

    async def depart(self, request: web.Request) -> web.Response:
        """To the provider."""
        try:
            departure = await self._parts.login.depart(self._back)
        except BackendUnavailable:
            return self._pages.page(request, "away", 503)
        kept = {"state": departure.state, "at": self._now(), **departure.secrets}
        response = web.Response(status=303, headers={"Location": departure.url})
        response.set_cookie(
            COOKIE, self._seal(kept), path=SIGN_IN, httponly=True, samesite="Lax",
            secure=is_https(request), max_age=LIVES_SECONDS,
        )  # fmt: skip
        return response

    async def arrive(self, request: web.Request) -> web.Response:
        """Back from the provider; the browser must be the one that left, a short while ago."""
        kept = self._unseal(request.cookies.get(COOKIE, ""))
        query = {name: str(value) for name, value in request.query.items()}
        if kept is None or not hmac.compare_digest(
            query.get("state", "").encode(), str(kept["state"]).encode()
        ):
            return self._left(self._pages.page(request, "expired", 400))
        try:
            token = await self._parts.login.arrive(query, self._back, kept)
        except NoRoleHere:
            return self._left(self._pages.page(request, "no_role", 403))
        except LoginRefused:
            return self._left(self._pages.page(request, "not_in", 403))
        except StorageUnavailable:
            return self._left(self._pages.page(request, "down", 503))
        except BackendUnavailable:
            return self._left(self._pages.page(request, "away", 503))
        # A page and no redirect: on a way that began at another site browsers leave out the
        # cookie of the desk, which is for our own pages only.
        response = self._pages.page(request, "welcome")
        self._pages.sign(request, response, token)
        return self._left(response)

    def _left(self, response: web.Response) -> web.Response:
        response.del_cookie(COOKIE, path=SIGN_IN)
        return response

    def _seal(self, kept: dict[str, Any]) -> str:
        body = json.dumps(kept).encode().hex()
        return f"{body}.{self._sign(body)}"

    def _unseal(self, cookie: str) -> dict[str, Any] | None:
        body, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            return None
        kept: dict[str, Any] = json.loads(bytes.fromhex(body))
        return kept if self._now() - int(kept["at"]) <= LIVES_SECONDS else None

    def _sign(self, body: str) -> str:
        content = f"{PATH}:{body}".encode("utf-8", "surrogateescape")
        return hmac.new(self._parts.secret.encode(), content, hashlib.sha256).hexdigest()

    def _now(self) -> int:
        return int(self._parts.clock.now().timestamp())
