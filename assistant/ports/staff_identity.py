"""Staff who log in where they always do: at the identity provider of their municipality."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.staff import Role
from assistant.ports.identity import Departure


@dataclass(frozen=True)
class StaffIdentity:
    """Who somebody is there. `subject` never changes and is nobody else's; `roles` are those of
    ours that the provider gives him; `municipality` is empty where it does not say."""

    subject: str
    name: str
    roles: tuple[Role, ...] = ()
    teams: tuple[str, ...] = ()
    municipality: str = ""


class StaffIdentityPort(ABC):
    """One provider. OpenID Connect, authorization code flow with PKCE."""

    @abstractmethod
    async def depart(self, back: str) -> Departure:
        """Begin a login that returns to the address `back`.

        Raises:
            BackendUnavailable: the provider does not answer.
        """

    @abstractmethod
    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str]
    ) -> StaffIdentity:
        """Who logged in, from what the browser brought back. Only once for each code.

        Raises:
            NoRoleHere: the provider does not say enough of who logged in.
            LoginRefused: cancelled, or an answer that is not to be trusted.
            BackendUnavailable: the provider does not answer.
        """
