"""Who works at the desk, who is signed in, and who is there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.staff import Deed, Entry, Staff


class StaffPort(ABC):
    """Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed."""

    @abstractmethod
    async def keep(self, member: Staff, password_hash: str | None) -> None:
        """Add somebody, or change him, who is signed out everywhere. None leaves the password as it
        is, and an empty one fits nothing."""

    @abstractmethod
    async def named(self, username: str) -> Staff | None:
        """Who has this name to sign in with."""

    @abstractmethod
    async def password_hash(self, username: str, now: datetime) -> str | None:
        """Nobody, or None while there were too many wrong passwords: nobody may try then."""

    @abstractmethod
    async def wrong_password(self, username: str, now: datetime) -> None:
        """Somebody tried; after `MOST_WRONG` nobody may for `LOCKED_FOR`."""

    @abstractmethod
    async def sign_in(self, staff_id: str, token_hash: str, now: datetime, until: datetime) -> None:
        """From now on who has this token is this person."""

    @abstractmethod
    async def signed_in(self, token_hash: str, now: datetime) -> Staff | None:
        """Who has this token."""

    @abstractmethod
    async def sign_out(self, token_hash: str) -> None:
        """The token is nobody's."""

    @abstractmethod
    async def of(self, municipality: str) -> Sequence[Staff]:
        """All who work there, by name."""

    @abstractmethod
    async def log(self, municipality: str, before: int, most: int) -> Sequence[Entry]:
        """What was done by who works there, newest first: so many with a number below `before`."""

    @abstractmethod
    async def seen(self, staff_id: str, now: datetime) -> None:
        """The desk of this person is open."""

    @abstractmethod
    async def available(self, staff_id: str, available: bool) -> None:
        """New residents may come to this person, or not."""

    @abstractmethod
    async def present(self, municipality: str, since: datetime) -> Sequence[Staff]:
        """Whose desk was open since then."""

    @abstractmethod
    async def did(self, deed: Deed) -> None:
        """Keep what was done."""

    @abstractmethod
    async def deeds(self, about: str) -> Sequence[Deed]:
        """What was done to a handover or a person, oldest first."""
