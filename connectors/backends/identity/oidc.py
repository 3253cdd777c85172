"""`IdentityPort` over OpenID Connect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain.bsn import Bsn
from assistant.domain.identity import Identity, Level
from assistant.errors import LoginRefused
from assistant.ports.identity import Departure, IdentityPort
from connectors.backends.identity.broker import Broker

_SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
LEVELS: Mapping[str, Level] = {
    f"{_SAML}PasswordProtectedTransport": Level.BASIS,
    f"{_SAML}MobileTwoFactorContract": Level.MIDDEN,
    f"{_SAML}Smartcard": Level.SUBSTANTIEEL,
    f"{_SAML}SmartcardPKI": Level.HOOG,
}
"""How Logius names the levels; brokers pass these on as `acr`."""


class OidcIdentity(IdentityPort):
    """`bsn_claim` and `mandate_claim` name where this broker puts a BSN: that of who logged in, and
    that of whom he acts for."""

    def __init__(
        self, issuer: str, client_id: str, secret: str, bsn_claim: str, mandate_claim: str
    ) -> None:
        self._broker = Broker(issuer, client_id, secret)
        self._bsn_claim = bsn_claim
        self._mandate_claim = mandate_claim

    async def depart(self, back: str, level: Level, mandate: bool = False) -> Departure:
        names = {one: name for name, one in LEVELS.items()}
        scope = "openid machtigen" if mandate else "openid"
        return await self._broker.depart(back, scope, acr_values=names[level])

    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str], level: Level
    ) -> Identity:
        return self._identity(await self._broker.claims(query, back, secrets), level)

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
