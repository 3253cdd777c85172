"""Links to log in, and who is logged in."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime

from assistant.domain.identity import Login, LoginRequest
from assistant.ports.perishable import PerishablePort


class LoginsPort(PerishablePort):
    """What is kept of logins; BSNs only sealed. Every method is one transaction and raises
    `StorageUnavailable` when the database does not answer."""

    @abstractmethod
    async def ask(self, request: LoginRequest) -> None:
        """Keep a new link to log in."""

    @abstractmethod
    async def request(self, request_id: str, now: datetime) -> LoginRequest | None:
        """The link with this id; None where there is none, it was used, or its time is over."""

    @abstractmethod
    async def depart(self, request_id: str, state: str, secrets: Mapping[str, str]) -> None:
        """The browser left for the broker; a second departure takes the place of the first."""

    @abstractmethod
    async def departed(
        self, state: str, now: datetime
    ) -> tuple[LoginRequest, Mapping[str, str]] | None:
        """The link and the secrets of a departure that was not used yet."""

    @abstractmethod
    async def complete(self, request_id: str, login: Login, code: str = "") -> bool:
        """Somebody logged in by this link; False where the link was used already. With a `code` the
        login does not count before `confirm` was called with it."""

    @abstractmethod
    async def confirm(self, conversation_id: str, code: str, now: datetime) -> bool:
        """The resident told the code that the page showed after logging in. Three wrong codes end
        the login."""

    @abstractmethod
    async def current(self, conversation_id: str, now: datetime) -> Login | None:
        """Who is logged in in this conversation now; nobody where a code is still to be told."""

    @abstractmethod
    async def awaits_code(self, conversation_id: str, now: datetime) -> bool:
        """Whether somebody logged in and the code is still to be told."""

    @abstractmethod
    async def end(self, conversation_id: str) -> None:
        """Log out: links and logins of this conversation are over."""
