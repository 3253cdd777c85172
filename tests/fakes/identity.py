"""A broker in memory."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from assistant.domain.bsn import Bsn
from assistant.domain.identity import Identity, Level
from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure, IdentityPort


class FakeIdentity(IdentityPort):
    """`log_in` plays the resident: what the browser brings back."""

    def __init__(self) -> None:
        self.down = False
        self._numbers = itertools.count(1)
        self._asked: dict[str, tuple[str, str]] = {}
        self._codes: dict[str, tuple[Identity, str, str]] = {}

    async def depart(self, back: str, level: Level, mandate: bool = False) -> Departure:
        self._check()
        number = next(self._numbers)
        departure = Departure(
            f"https://broker.example/?n={number}", f"state{number}", {"nonce": f"nonce{number}"}
        )
        self._asked[departure.state] = (back, departure.secrets["nonce"])
        return departure

    def log_in(
        self, departure: Departure, bsn: str, level: Level = Level.MIDDEN, other: str = ""
    ) -> dict[str, str]:
        """The resident logs in."""
        code = f"code{next(self._numbers)}"
        identity = Identity(Bsn(bsn), level, Bsn(other) if other else None)
        self._codes[code] = (identity, *self._asked[departure.state])
        return {"code": code, "state": departure.state}

    def cancel(self, departure: Departure) -> dict[str, str]:
        """The resident does not."""
        return {"error": "access_denied", "state": departure.state}

    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str], level: Level
    ) -> Identity:
        self._check()
        identity, asked_back, nonce = self._codes.pop(query.get("code", ""), (None, "", ""))
        if identity is None or (asked_back, nonce) != (back, secrets["nonce"]):
            raise LoginRefused("refused")
        if identity.level < level:
            raise LoginRefused("level too low")
        return identity

    def _check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")
