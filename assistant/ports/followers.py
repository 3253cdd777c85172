"""Who follows which zaak."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.followers import Follower
from assistant.ports.perishable import PerishablePort


class FollowersPort(PerishablePort):
    """Each method is one transaction and raises `StorageUnavailable` when the database does not
    answer."""

    @abstractmethod
    async def follow(self, follower: Follower) -> None:
        """From now on; again changes nothing but until when."""

    @abstractmethod
    async def stop(self, zaak: str, conversation_id: str) -> None:
        """No more."""

    @abstractmethod
    async def of(self, zaak: str, now: datetime) -> Sequence[Follower]:
        """Who follows this zaak, in the order in which they began."""
