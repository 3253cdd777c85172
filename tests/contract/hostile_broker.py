"""A provider of OpenID Connect that says what a test wants, in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa


class Broker:
    """A broker that says what a test wants."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.metadata: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.answer: web.Response | None = None
        self.sign: Callable[[dict[str, Any]], str] = self._sign
        self.server = TestServer(web.Application())
        router = self.server.app.router
        router.add_get("/.well-known/openid-configuration", self._metadata)
        router.add_get("/jwks", self._jwks)
        router.add_post("/token", self._token)

    @property
    def issuer(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    async def _metadata(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
            | self.metadata
        )

    async def _jwks(self, request: web.Request) -> web.Response:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return web.json_response({"keys": [key | {"kid": "k", "use": "sig"}]})

    async def _token(self, request: web.Request) -> web.Response:
        if self.answer is not None:
            return self.answer
        token = self.sign(self.claims)
        return web.json_response({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k"})
