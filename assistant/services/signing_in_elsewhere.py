"""Staff who come back from the identity provider of their municipality."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog

from assistant.domain.staff import ELSEWHERE, Staff
from assistant.errors import NoRoleHere
from assistant.ports.identity import Departure
from assistant.ports.staff import StaffPort
from assistant.ports.staff_identity import StaffIdentityPort
from assistant.services.signing_in import SigningIn

log = structlog.get_logger(__name__)

NO_PASSWORD = ""
"""Fits nothing: who logs in elsewhere has none here."""


class SigningInElsewhere:
    """`is_served` says whether Balie serves a municipality; who comes without one is of
    `municipality`. Name, roles and teams are those of the provider, anew at each login."""

    def __init__(
        self,
        provider: StaffIdentityPort,
        staff: StaffPort,
        signing_in: SigningIn,
        municipality: str,
        is_served: Callable[[str], bool],
    ) -> None:
        self._provider = provider
        self._staff = staff
        self._signing_in = signing_in
        self._municipality = municipality
        self._is_served = is_served

    async def depart(self, back: str) -> Departure:
        """Where the browser must go.

        Raises:
            BackendUnavailable: the provider does not answer.
        """
        return await self._provider.depart(back)

    async def arrive(self, query: Mapping[str, str], back: str, secrets: Mapping[str, str]) -> str:
        """The token of a session.

        Raises:
            NoRoleHere: who logged in may do nothing here. If he could before, he is signed out
                everywhere.
            LoginRefused: nobody logged in.
            BackendUnavailable: the provider or the database does not answer.
        """
        who = await self._provider.arrive(query, back, secrets)
        place = who.municipality or self._municipality
        username = f"{ELSEWHERE}{who.subject}"
        known = await self._staff.named(username)
        if not who.roles or not self._is_served(place):
            if known:
                # Whatever browser he is still signed in at.
                await self._staff.keep(replace(known, roles=()), NO_PASSWORD)
            log.warning("staff_refused", reason="no role" if not who.roles else "municipality")
            raise NoRoleHere("no role here")
        member = Staff(
            known.id if known else who.subject,
            username,
            who.name,
            place,
            who.roles,
            who.teams,
            known.available if known else True,
        )
        await self._staff.keep(member, NO_PASSWORD)
        return await self._signing_in.begin(member)
