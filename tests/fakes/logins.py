"""Links to log in and who is logged in, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain.identity import MOST_CODES, Login, LoginRequest
from assistant.ports.logins import LoginsPort


@dataclass
class _Row:
    request: LoginRequest
    stage: str = "asked"
    state: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    login: Login | None = None
    code: str = ""
    wrong: int = 0


class FakeLogins(LoginsPort):
    """Behaves as the real one does."""

    def __init__(self) -> None:
        self.rows: dict[str, _Row] = {}

    async def ask(self, request: LoginRequest) -> None:
        self.rows[request.id] = _Row(request)

    async def erase_old(self, now: datetime) -> int:
        old = [
            key
            for key, row in self.rows.items()
            if row.request.until <= now and (row.login is None or row.login.until <= now)
        ]
        for key in old:
            del self.rows[key]
        return len(old)

    async def request(self, request_id: str, now: datetime) -> LoginRequest | None:
        row = self.rows.get(request_id)
        return row.request if row and _usable(row, now) else None

    async def depart(self, request_id: str, state: str, secrets: Mapping[str, str]) -> None:
        row = self.rows.get(request_id)
        if row and row.stage in ("asked", "departed"):
            row.stage, row.state, row.secrets = "departed", state, dict(secrets)

    async def departed(
        self, state: str, now: datetime
    ) -> tuple[LoginRequest, Mapping[str, str]] | None:
        for row in self.rows.values():
            if state and row.state == state and row.stage == "departed" and _usable(row, now):
                return row.request, row.secrets
        return None

    async def complete(self, request_id: str, login: Login, code: str = "") -> bool:
        row = self.rows.get(request_id)
        if row is None or row.stage != "departed":
            return False
        for other in self.rows.values():
            if other.request.conversation_id == login.conversation_id:
                other.stage, other.login = "over", None
        row.stage, row.state, row.login, row.code = "code" if code else "in", "", login, code
        return True

    async def confirm(self, conversation_id: str, code: str, now: datetime) -> bool:
        row = self._in(conversation_id, "code", now)
        if row is None:
            return False
        if row.code == code:
            row.stage = "in"
            return True
        row.wrong += 1
        if row.wrong >= MOST_CODES:
            row.stage, row.login = "over", None
        return False

    async def current(self, conversation_id: str, now: datetime) -> Login | None:
        row = self._in(conversation_id, "in", now)
        return row.login if row else None

    async def awaits_code(self, conversation_id: str, now: datetime) -> bool:
        return self._in(conversation_id, "code", now) is not None

    async def end(self, conversation_id: str) -> None:
        for row in self.rows.values():
            if row.request.conversation_id == conversation_id:
                row.stage, row.login = "over", None

    def _in(self, conversation_id: str, stage: str, now: datetime) -> _Row | None:
        for row in self.rows.values():
            login = row.login
            if login and row.stage == stage and login.conversation_id == conversation_id:
                return row if login.until > now else None
        return None


def _usable(row: _Row, now: datetime) -> bool:
    return row.stage in ("asked", "departed") and row.request.until > now
