"""Who works at the desk, and what each may do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SESSION_LIVES = timedelta(hours=10)
"""A working day. After it everybody signs in again."""
MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)
LEAST_PASSWORD = 12


class Role(StrEnum):
    """What somebody may do."""

    AGENT = "agent"
    """Speaks with residents."""
    EDITOR = "editor"
    ANALYST = "analyst"
    ADMIN = "admin"
    """Says who works here."""


ELSEWHERE = "oidc:"
"""How the username begins of who signs in at the provider of his municipality."""


@dataclass(frozen=True)
class Staff:
    """One person. `name` is what residents see; `municipality` is the only one whose residents he
    sees. `available`: new residents may come to him."""

    id: str
    username: str
    name: str
    municipality: str
    roles: tuple[Role, ...] = (Role.AGENT,)
    teams: tuple[str, ...] = ()
    available: bool = True
    seen_at: datetime | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether a provider says who this is. Usernames are the same in capitals."""
        return self.username.casefold().startswith(ELSEWHERE)


AT_CHATWOOT = "chatwoot:"
"""How the id begins of who speaks with residents there."""


@dataclass(frozen=True)
class Deed:
    """What somebody did at the desk, as it is kept. `about` is a handover, a call or a
    person; nothing that was said is in it."""

    staff_id: str
    what: str
    at: datetime
    about: str = ""


@dataclass(frozen=True)
class Entry:
    """A deed as it is read back. `number` grows; `name` is that of who did it."""

    number: int
    name: str
    deed: Deed
