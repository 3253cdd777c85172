"""Logging in: links, who comes back, and for how long that counts.

A link may be sent on: by somebody who hopes that another logs in, in his conversation. So either
the browser that logs in is the one that holds the conversation, or a code that it shows must be
told in the conversation.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from assistant.domain.identity import LINK_LIVES, LOGIN_LIVES, Level, Login, LoginRequest
from assistant.errors import LoginRefused
from assistant.ports.clock import ClockPort
from assistant.ports.identity import IdentityPort
from assistant.ports.logins import LoginsPort

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Arrival:
    """Somebody logged in. `code` must be told in the conversation; empty: that is not needed."""

    request: LoginRequest
    code: str = ""


class IdentityService:
    """`public_url` is how residents reach the pages."""

    def __init__(
        self, broker: IdentityPort, logins: LoginsPort, clock: ClockPort, public_url: str
    ) -> None:
        self._broker = broker
        self._logins = logins
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def ask(
        self,
        conversation_id: str,
        municipality: str,
        channel: str,
        contact_id: str,
        level: Level,
        mandate: bool = False,
    ) -> str:
        """The address at which this resident can log in, for this conversation, once.

        Raises:
            StorageUnavailable: there is no link.
        """
        request = LoginRequest(
            secrets.token_urlsafe(24), conversation_id, municipality, channel, level,
            self._clock.now() + LINK_LIVES, contact_id, mandate,
        )  # fmt: skip
        await self._logins.ask(request)
        return f"{self._public_url}/{municipality}/inloggen/{request.id}"

    async def request(self, request_id: str) -> LoginRequest | None:
        """What a link is for; None where it does not work any more.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._logins.request(request_id, self._clock.now())

    async def depart(self, request: LoginRequest) -> str:
        """Where the browser must go to log in.

        Raises:
            BackendUnavailable: the broker or the database does not answer.
        """
        back = self._back(request.municipality)
        departure = await self._broker.depart(back, request.level, request.mandate)
        await self._logins.depart(request.id, departure.state, departure.secrets)
        return departure.url

    async def arrive(
        self, query: Mapping[str, str], holds: Callable[[LoginRequest], bool]
    ) -> Arrival:
        """Somebody came back from the broker. `holds`: whether this browser is the one of the
        conversation.

        Raises:
            LoginRefused: nobody logged in.
            BackendUnavailable: the broker or the database does not answer.
        """
        now = self._clock.now()
        found = await self._logins.departed(query.get("state", ""), now)
        if found is None:
            raise LoginRefused("unknown state")
        request, kept = found
        back = self._back(request.municipality)
        identity = await self._broker.arrive(query, back, kept, request.level)
        code = "" if holds(request) else f"{secrets.randbelow(10**6):06d}"
        login = Login(
            request.conversation_id, request.municipality, identity, now, now + LOGIN_LIVES
        )
        if not await self._logins.complete(request.id, login, code):
            raise LoginRefused("used already")
        log.info("logged_in", channel=request.channel, level=identity.level.name, code=bool(code))
        return Arrival(request, code)

    async def current(self, conversation_id: str) -> Login | None:
        """Who is logged in in this conversation now.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._logins.current(conversation_id, self._clock.now())

    async def awaits_code(self, conversation_id: str) -> bool:
        """Whether somebody logged in and the code is still to be told.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._logins.awaits_code(conversation_id, self._clock.now())

    async def confirm(self, conversation_id: str, code: str) -> bool:
        """The resident told a code.

        Raises:
            StorageUnavailable: it does not count yet.
        """
        right = await self._logins.confirm(conversation_id, code, self._clock.now())
        log.info("login_code_told", right=right)
        return right

    async def end(self, conversation_id: str) -> None:
        """Log out.

        Raises:
            StorageUnavailable: still logged in.
        """
        await self._logins.end(conversation_id)
        log.info("logged_out")

    def _back(self, municipality: str) -> str:
        return f"{self._public_url}/{municipality}/inloggen/terug"
