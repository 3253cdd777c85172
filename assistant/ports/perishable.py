"""What is kept for a while only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime


class PerishablePort(ABC):
    """A store in which everything has its time. What is over counts for nothing already; here it
    goes."""

    @abstractmethod
    async def erase_old(self, now: datetime) -> int:
        """Erase what is over; how much that was.

        Raises:
            StorageUnavailable: the database does not answer; nothing changed.
        """
