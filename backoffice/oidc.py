"""A provider of OpenID Connect, authorization code flow with PKCE: one chooses who one is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import jwt
from aiohttp import BasicAuth, web
from cryptography.hazmat.primitives.asymmetric import rsa

from backoffice.pages import Pages

CODE_SECONDS = 60
_KEY_ID = "balie-backoffice"
_WANTED = ("response_type", "client_id", "redirect_uri", "state", "nonce", "scope",
           "code_challenge", "code_challenge_method")  # fmt: skip


class People(Protocol):
    """Who can log in here, on a page of their own."""

    template: str

    def metadata(self) -> dict[str, Any]:
        """What the provider says of itself beside what all do."""

    def shown(self, query: Mapping[str, str]) -> dict[str, Any]:
        """What the page needs, for what the client asked."""

    def claims(self, form: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
        """Who was chosen: a subject, and what the token says of him; None for nobody."""


@dataclass(frozen=True)
class _Grant:
    """What a code stands for, until `ends`."""

    question: Mapping[str, str]
    subject: str
    claims: Mapping[str, Any]
    ends: float


class Provider:
    """Codes and the key live as long as this process. `people` are served below `root`."""

    def __init__(
        self, root: str, client_id: str, secret: str, people: People, pages: Pages
    ) -> None:
        self._root = root
        self._people = people
        self._client_id = client_id
        self._secret = secret
        self._pages = pages
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._grants: dict[str, _Grant] = {}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the address that is its issuer."""
        router.add_get(f"{self._root}/.well-known/openid-configuration", self.metadata)
        router.add_get(f"{self._root}/jwks", self.keys)
        router.add_get(f"{self._root}/authorize", self.ask)
        router.add_post(f"{self._root}/authorize", self.choose)
        router.add_post(f"{self._root}/token", self.token)

    async def metadata(self, request: web.Request) -> web.Response:
        """Where everything is."""
        issuer = self._issuer(request)
        return web.json_response(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid"],
                **self._people.metadata(),
            }
        )

    async def keys(self, request: web.Request) -> web.Response:
        """What tokens are signed with."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return web.json_response(
            {"keys": [public | {"kid": _KEY_ID, "use": "sig", "alg": "RS256"}]}
        )

    async def ask(self, request: web.Request) -> web.Response:
        """The page to log in."""
        question = self._question(request.query)
        if question is None:
            return self._pages.error(400)
        values = self._people.shown(request.query)
        response = self._pages.page(
            self._people.template, action=f"{self._root}/authorize", question=question, **values
        )
        # After the form the browser goes on to who asked.
        target = urlsplit(question["redirect_uri"])
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {target.scheme}://{target.netloc}"
        )
        return response

    async def choose(self, request: web.Request) -> web.Response:
        """Somebody was chosen, or nobody."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        question = self._question(form)
        if question is None:
            return self._pages.error(400)
        if form.get("nee"):
            return _back(question, error="access_denied")
        claims = self._people.claims(form)
        if claims is None:
            return self._pages.error(400)
        code = secrets.token_urlsafe(24)
        self._forget_old()
        self._grants[code] = _Grant(question, *claims, time.monotonic() + CODE_SECONDS)
        return _back(question, code=code)

    async def token(self, request: web.Request) -> web.Response:
        """A code for an ID token, once."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._is_client(request):
            return _refusal("invalid_client", 401)
        grant = self._grants.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "").encode("utf-8", "surrogateescape")
        proof = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if (
            form.get("grant_type") != "authorization_code"
            or grant is None
            or grant.ends < time.monotonic()
            or form.get("redirect_uri") != grant.question["redirect_uri"]
            or not hmac.compare_digest(proof, grant.question["code_challenge"])
        ):
            return _refusal("invalid_grant")
        now = int(time.time())
        claims = {
            **grant.claims,
            "iss": self._issuer(request),
            "aud": self._client_id,
            "sub": hashlib.sha256(f"{self._secret}{grant.subject}".encode()).hexdigest(),
            "nonce": grant.question["nonce"],
            "iat": now,
            "exp": now + CODE_SECONDS,
        }
        token = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": _KEY_ID})
        return web.json_response(
            {
                "access_token": secrets.token_urlsafe(24),
                "token_type": "Bearer",
                "expires_in": CODE_SECONDS,
                "id_token": token,
            },
            headers={"Cache-Control": "no-store"},
        )

    def _question(self, given: Mapping[str, Any]) -> dict[str, str] | None:
        """What the client asks, when it may ask that."""
        question = {name: str(given.get(name, "")) for name in _WANTED}
        target = urlsplit(question["redirect_uri"])
        fits = (
            question["response_type"] == "code"
            and question["client_id"] == self._client_id
            and target.scheme in ("http", "https")
            and re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", target.netloc)
            and "openid" in question["scope"].split()
            and question["code_challenge_method"] == "S256"
            and question["code_challenge"].isascii()
            and all(question.values())
        )
        return question if fits else None

    def _issuer(self, request: web.Request) -> str:
        return f"{request.url.origin()}{self._root}"

    def _is_client(self, request: web.Request) -> bool:
        try:
            auth = BasicAuth.decode(request.headers.get("Authorization", ""))
        except ValueError:
            return False
        return auth.login == self._client_id and hmac.compare_digest(
            auth.password.encode(), self._secret.encode()
        )

    def _forget_old(self) -> None:
        now = time.monotonic()
        self._grants = {code: one for code, one in self._grants.items() if one.ends >= now}


def _back(question: Mapping[str, str], **answer: str) -> web.Response:
    uri = question["redirect_uri"]
    query = urlencode({**answer, "state": question["state"]})
    return web.Response(
        status=303, headers={"Location": f"{uri}{'&' if '?' in uri else '?'}{query}"}
    )


def _refusal(code: str, status: int = 400) -> web.Response:
    return web.json_response({"error": code}, status=status)
