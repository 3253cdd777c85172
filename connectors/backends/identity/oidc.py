"""`IdentityPort` over OpenID Connect. Authlib does the protocol."""

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

from assistant.domain.bsn import Bsn
from assistant.domain.identity import Identity, Level
from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure, IdentityPort

log = structlog.get_logger(__name__)
T = TypeVar("T")

ALGORITHMS = frozenset({"RS256", "PS256", "ES256"})
"""Others are refused, whatever the broker says that it signs with."""
TIMEOUT_SECONDS = 5.0
LEEWAY_SECONDS = 30
_SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
LEVELS: Mapping[str, Level] = {
    f"{_SAML}PasswordProtectedTransport": Level.BASIS,
    f"{_SAML}MobileTwoFactorContract": Level.MIDDEN,
    f"{_SAML}Smartcard": Level.SUBSTANTIEEL,
    f"{_SAML}SmartcardPKI": Level.HOOG,
}
"""How Logius names the levels; brokers pass these on as `acr`."""


class _Broker(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc] # authlib has no types
    """Authlib's client, without one of its web frameworks."""

    client_cls = OAuth2Session


class OidcIdentity(IdentityPort):
    """`bsn_claim` and `mandate_claim` name where this broker puts a BSN: that of who logged in, and
    that of whom he acts for."""

    def __init__(
        self, issuer: str, client_id: str, secret: str, bsn_claim: str, mandate_claim: str
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._secret = secret
        self._bsn_claim = bsn_claim
        self._mandate_claim = mandate_claim

    async def depart(self, back: str, level: Level, mandate: bool = False) -> Departure:
        names = {one: name for name, one in LEVELS.items()}
        scope = "openid machtigen" if mandate else "openid"

        def work() -> dict[str, str]:
            made: dict[str, str] = self._broker(scope).create_authorization_url(
                back, acr_values=names[level]
            )
            return made

        made = await _in_thread(work)
        secrets = {name: made[name] for name in ("nonce", "code_verifier")}
        return Departure(made["url"], made["state"], secrets)

    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str], level: Level
    ) -> Identity:
        if query.get("error") or not query.get("code"):
            # "access_denied" and the like are the resident's own choice.
            raise LoginRefused(_short(query.get("error", "no code")))
        if "iss" in query and not hmac.compare_digest(query["iss"].encode(), self._issuer.encode()):
            raise LoginRefused("another broker")

        def work() -> Mapping[str, Any]:
            broker = self._broker("openid")
            token = broker.fetch_access_token(
                back, code=query["code"], code_verifier=secrets["code_verifier"]
            )
            claims: Mapping[str, Any] | None = broker.parse_id_token(
                token, secrets["nonce"], leeway=LEEWAY_SECONDS,
                claims_options={"iss": {"essential": True, "value": self._issuer},
                                "aud": {"essential": True, "value": self._client_id}},
            )  # fmt: skip
            if claims is None:
                raise LoginRefused("no id token")
            return claims

        return self._identity(await _in_thread(work), level)

    def _identity(self, claims: Mapping[str, Any], wanted: Level) -> Identity:
        level = LEVELS.get(str(claims.get("acr", "")))
        if level is None or level < wanted:
            raise LoginRefused("level too low")
        try:
            other = str(claims.get(self._mandate_claim) or "")
            return Identity(
                Bsn(str(claims.get(self._bsn_claim) or "")), level, Bsn(other) if other else None
            )
        except ValueError:
            raise LoginRefused("no BSN") from None

    def _broker(self, scope: str) -> Any:
        """Made anew each time: keys of the broker may change, and nothing is shared by threads."""
        broker = _Broker(
            None,
            "digid",
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
        metadata = broker.load_server_metadata()
        if metadata.get("issuer") != self._issuer:
            log.error("broker_is_another", hint="is BALIE_OIDC_ISSUER its issuer?")
            raise BackendUnavailable("broker: another issuer")
        metadata["id_token_signing_alg_values_supported"] = [
            name
            for name in metadata.get("id_token_signing_alg_values_supported", [])
            if name in ALGORITHMS
        ]
        return broker


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
