"""Jobs that wait for their moment. They outlive every restart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.jobs import Job


class JobsPort(ABC):
    """Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed.
    """

    @abstractmethod
    async def add(self, jobs: Sequence[Job]) -> None:
        """Keep these. One whose id was ever added stays as it is."""

    @abstractmethod
    async def drop(self, about: str, kinds: Sequence[str]) -> None:
        """Forget those that still wait."""

    @abstractmethod
    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Job, ...]:
        """Those that are due, oldest first. Nobody else claims them before `until`."""

    @abstractmethod
    async def done(self, job_id: str) -> None:
        """It is done and never comes back."""

    @abstractmethod
    async def postpone(self, job_id: str, due: datetime) -> None:
        """Try again then."""

    @abstractmethod
    async def give_up(self, job_id: str, reason: str) -> None:
        """It cannot be done. Kept, with the reason, for an operator to see."""

    @abstractmethod
    async def waiting(self) -> int:
        """How many still wait."""
