"""Logging in with DigiD, at the broker of the municipality."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.identity import Identity, Level


@dataclass(frozen=True)
class Departure:
    """Where the browser goes (`url`), and what must be known when it returns: `state` finds it
    back, `secrets` (nonce, code verifier) prove that the answer belongs to this question."""

    url: str
    state: str
    secrets: Mapping[str, str] = field(repr=False)


class IdentityPort(ABC):
    """One broker. OpenID Connect, authorization code flow with PKCE."""

    @abstractmethod
    async def depart(self, back: str, level: Level, mandate: bool = False) -> Departure:
        """Begin a login that returns to the address `back`, at `level` or higher.

        Raises:
            BackendUnavailable: the broker does not answer.
        """

    @abstractmethod
    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str], level: Level
    ) -> Identity:
        """Who logged in, from what the browser brought back. Only once for each code.

        Raises:
            LoginRefused: cancelled, a level too low, or an answer that is not to be trusted.
            BackendUnavailable: the broker does not answer.
        """
