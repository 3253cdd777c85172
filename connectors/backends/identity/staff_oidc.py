"""`StaffIdentityPort` over OpenID Connect: Entra ID, Keycloak and their like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from assistant.domain.staff import Role
from assistant.errors import NoRoleHere
from assistant.ports.identity import Departure
from assistant.ports.staff_identity import StaffIdentity, StaffIdentityPort
from connectors.backends.identity.broker import Broker

MOST_NAME = 64


class OidcStaffIdentity(StaffIdentityPort):
    """`roles_claim`, `teams_claim` and `municipality_claim` name where this provider puts them. A
    role of ours has our name there; other values are of other programs. Without
    `municipality_claim` everybody is of the default one."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        secret: str,
        roles_claim: str = "roles",
        teams_claim: str = "teams",
        municipality_claim: str = "",
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._broker = Broker(issuer, client_id, secret)
        self._roles = roles_claim
        self._teams = teams_claim
        self._municipality = municipality_claim

    async def depart(self, back: str) -> Departure:
        return await self._broker.depart(back, "openid profile")

    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str]
    ) -> StaffIdentity:
        claims = await self._broker.claims(query, back, secrets)
        subject, name = str(claims.get("sub") or ""), str(claims.get("name") or "").strip()
        if not subject or not name:
            raise NoRoleHere("no subject or name")
        known = {role.value: role for role in Role}
        roles = tuple(known[one] for one in _list(claims, self._roles) if one in known)
        places = _list(claims, self._municipality) if self._municipality else ("",)
        if len(places) != 1:
            # Not the default one: that would open somebody else's desk.
            raise NoRoleHere("no municipality, or several")
        # Another provider may have the same subject.
        unique = hashlib.sha256(f"{self._issuer} {subject}".encode()).hexdigest()[:40]
        return StaffIdentity(unique, name[:MOST_NAME], roles, _list(claims, self._teams), *places)


def _list(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim that is one value or several; of any other shape it says nothing."""
    value = claims.get(name)
    several = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(one for one in several if isinstance(one, str) and one))
