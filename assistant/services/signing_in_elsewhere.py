"""Staff who come back from the identity provider of their municipality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog

from assistant.domain.staff import ELSEWHERE, Staff
from assistant.errors import NoRoleHere
from assistant.ports.identity import Departure
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.staff import StaffPort
from assistant.ports.staff_identity import StaffIdentityPort
from assistant.services.signing_in import SigningIn

log = structlog.get_logger(__name__)

NO_PASSWORD = ""
"""Fits nothing: who logs in elsewhere has none here."""


class SigningInElsewhere:
    """Who comes without a municipality is of `default`. Name, roles and teams are those of the
    provider, anew at each login."""

    def __init__(
        self,
        provider: StaffIdentityPort,
        staff: StaffPort,
        signing_in: SigningIn,
        default: str,
        municipalities: MunicipalitiesPort,
    ) -> None:
        self._provider = provider
        self._staff = staff
        self._signing_in = signing_in
        self._default = default
        self._municipalities = municipalities

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
        place = who.municipality or self._default
        username = f"{ELSEWHERE}{who.subject}"
        known = await self._staff.named(username)
        if not who.roles or place not in self._municipalities.slugs():
            if known:
                # Whatever browser he is still signed in at.
                await self._staff.keep(replace(known, roles=()), NO_PASSWORD)
            log.warning("staff_refused", reason="no role" if not who.roles else "municipality")
            raise NoRoleHere("no role here")
        # Groups of other programs are no teams here: who is in one would come last in line.
        teams = [team.key for team in self._municipalities.get(place).teams]
        member = Staff(
            known.id if known else who.subject,
            username,
            who.name,
            place,
            who.roles,
            tuple(key for key in teams if key in who.teams),
            known.available if known else True,
        )
        await self._staff.keep(member, NO_PASSWORD)
        return await self._signing_in.begin(member)
