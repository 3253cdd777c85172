"""A name, an address and a telephone number that a resident gave, apart from what was said."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime

from assistant.ports.perishable import PerishablePort


class PersonalDetailsPort(PerishablePort):
    """Short-lived and encrypted: transcript, slots, logs and model never hold what is in here.

    Keys of the details are values of `Detail`. Every method is one transaction and raises
    `StorageUnavailable` when the database does not answer.
    """

    @abstractmethod
    async def keep(self, key: str, details: Mapping[str, str], until: datetime) -> None:
        """Add these to what is kept under `key`, in the place of the same details before."""

    @abstractmethod
    async def get(self, key: str, now: datetime) -> dict[str, str]:
        """What is kept under `key`; empty when there is nothing or its time is over."""

    @abstractmethod
    async def forget(self, key: str) -> None:
        """Erase what is kept under `key`."""
