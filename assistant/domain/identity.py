"""Who a resident is, as the broker of the municipality says after DigiD."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from assistant.domain.bsn import Bsn

LINK_LIVES = timedelta(minutes=15)
"""How long a link to log in works."""
LOGIN_LIVES = timedelta(minutes=15)
"""How long somebody stays logged in; after that it is asked again."""
MOST_CODES = 3
"""So many wrong codes end a login."""


class Level(IntEnum):
    """Levels of assurance of DigiD, by Logius' own numbers; a higher one will do for a lower."""

    BASIS = 10
    MIDDEN = 20
    SUBSTANTIEEL = 25
    HOOG = 30


@dataclass(frozen=True)
class Identity:
    """`bsn` is who logged in; `on_behalf_of` whom that person may act for (DigiD Machtigen)."""

    bsn: Bsn
    level: Level
    on_behalf_of: Bsn | None = None

    @property
    def subject(self) -> Bsn:
        """Whose data may be looked at."""
        return self.on_behalf_of or self.bsn


@dataclass(frozen=True)
class LoginRequest:
    """One link to log in, for one conversation. `id` stands in the link and cannot be guessed.

    `mandate`: for somebody else, by DigiD Machtigen.
    """

    id: str
    conversation_id: str
    municipality: str
    channel: str
    level: Level
    until: datetime
    contact_id: str = ""
    mandate: bool = False


@dataclass(frozen=True)
class Login:
    """A resident who is logged in, in this conversation only."""

    conversation_id: str
    municipality: str
    identity: Identity
    at: datetime
    until: datetime
