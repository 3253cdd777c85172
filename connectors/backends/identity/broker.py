"""A client at one issuer of OpenID Connect: authorization code flow with PKCE. Authlib does the
protocol; residents (DigiD) and staff log in by it."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import BaseApp
from authlib.integrations.base_client.sync_app import OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure

log = structlog.get_logger(__name__)
T = TypeVar("T")

ALGORITHMS = frozenset({"RS256", "PS256", "ES256"})
"""Others are refused, whatever the broker says that it signs with."""
TIMEOUT_SECONDS = 5.0
LEEWAY_SECONDS = 30


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc] # authlib has no types
    """Authlib's client, without one of its web frameworks."""

    client_cls = OAuth2Session


class Broker:
    """Made anew for each question: keys of the issuer may change, and nothing is shared by
    threads."""

    def __init__(self, issuer: str, client_id: str, secret: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._secret = secret

    async def depart(self, back: str, scope: str = "openid", **wanted: str) -> Departure:
        """Begin a login that returns to `back`; `wanted` are parameters of the standard.

        Raises:
            BackendUnavailable: the issuer does not answer, or is another.
        """

        def work() -> dict[str, str]:
            made: dict[str, str] = self._client(scope).create_authorization_url(back, **wanted)
            return made

        made = await _in_thread(work)
        secrets = {name: made[name] for name in ("nonce", "code_verifier")}
        return Departure(made["url"], made["state"], secrets)

    async def claims(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """What the ID token says, from what the browser brought back.

        Raises:
            LoginRefused: cancelled, or an answer that is not to be trusted.
            BackendUnavailable: the issuer does not answer.
        """
        if query.get("error") or not query.get("code"):
            # "access_denied" and the like are somebody's own choice.
            raise LoginRefused(_short(query.get("error", "no code")))
        said = query.get("iss", self._issuer).rstrip("/")
        if not hmac.compare_digest(said.encode(), self._issuer.encode()):
            raise LoginRefused("another broker")

        def work() -> Mapping[str, Any]:
            client = self._client("openid")
            token = client.fetch_access_token(
                back, code=query["code"], code_verifier=secrets["code_verifier"]
            )
            issuer = client.server_metadata["issuer"]
            claims: Mapping[str, Any] | None = client.parse_id_token(
                token, secrets["nonce"], leeway=LEEWAY_SECONDS,
                claims_options={"iss": {"essential": True, "value": issuer},
                                "aud": {"essential": True, "value": self._client_id}},
            )  # fmt: skip
            if claims is None:
                raise LoginRefused("no id token")
            return claims

        return await _in_thread(work)

    def _client(self, scope: str) -> Any:
        client = _Client(
            None,
            "balie",
            client_id=self._client_id,
            client_secret=self._secret,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": scope,
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT_SECONDS,
                "token_endpoint_auth_method": "client_secret_basic",
            },
        )
        metadata = client.load_server_metadata()
        # Some write their own name with a slash at the end, and sign it so.
        if str(metadata.get("issuer")).rstrip("/") != self._issuer:
            log.error("broker_is_another", issuer=self._issuer)
            raise BackendUnavailable("broker: another issuer")
        metadata["id_token_signing_alg_values_supported"] = [
            name
            for name in metadata.get("id_token_signing_alg_values_supported", [])
            if name in ALGORITHMS
        ]
        return client


async def _in_thread(work: Callable[[], T]) -> T:
    """Authlib's client waits for the network; nobody else needs to.

    Raises:
        LoginRefused: the broker does not give an identity for this, or not one to be trusted.
        BackendUnavailable: no broker.
    """
    try:
        return await asyncio.to_thread(work)
    except (LoginRefused, BackendUnavailable):
        raise
    except requests.RequestException as error:
        reason = type(error).__name__
    except (AuthlibBaseError, JoseError) as error:
        # The broker answered, and what it said is no login. The text may hold a token.
        log.warning("login_refused", reason=type(error).__name__)
        raise LoginRefused(type(error).__name__) from None
    except (ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        reason = f"unreadable {type(error).__name__}"
    log.warning("backend_call_failed", backend="broker", reason=reason)
    raise BackendUnavailable(f"broker: {reason}") from None


def _short(text: str) -> str:
    """A code of the standard; anything else in an address is somebody's own invention."""
    known = {"access_denied", "login_required", "interaction_required", "server_error", "no code"}
    return text if text in known else "refused"
