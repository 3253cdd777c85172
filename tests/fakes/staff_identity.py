"""An identity provider of staff in memory."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure
from assistant.ports.staff_identity import StaffIdentity, StaffIdentityPort


class FakeStaffIdentity(StaffIdentityPort):
    """`log_in` plays somebody: what the browser brings back."""

    def __init__(self) -> None:
        self.down = False
        self._numbers = itertools.count(1)
        self._asked: dict[str, tuple[str, str]] = {}
        self._codes: dict[str, tuple[StaffIdentity, str, str]] = {}

    async def depart(self, back: str) -> Departure:
        self._check()
        number = next(self._numbers)
        departure = Departure(
            f"https://provider.example/?state=state{number}", f"state{number}",
            {"nonce": f"nonce{number}", "code_verifier": f"verifier{number}"},
        )  # fmt: skip
        self._asked[departure.state] = (back, departure.secrets["nonce"])
        return departure

    def log_in(self, state: str, who: StaffIdentity) -> dict[str, str]:
        """Somebody logs in."""
        code = f"code{next(self._numbers)}"
        self._codes[code] = (who, *self._asked[state])
        return {"code": code, "state": state}

    async def arrive(
        self, query: Mapping[str, str], back: str, secrets: Mapping[str, str]
    ) -> StaffIdentity:
        self._check()
        who, asked_back, nonce = self._codes.pop(query.get("code", ""), (None, "", ""))
        if who is None or (asked_back, nonce) != (back, secrets["nonce"]):
            raise LoginRefused("refused")
        return who

    def _check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")
