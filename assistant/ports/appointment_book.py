"""Our own memory of appointments, and of who tried to reach them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime

from assistant.domain.appointments import Attempt, Record


class AppointmentBookPort(ABC):
    """Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed. What is kept of a customer is encrypted.
    """

    @abstractmethod
    async def begin(self, record: Record) -> Record:
        """Keep a new record, or give the one that was kept under this key before."""

    @abstractmethod
    async def keep(self, record: Record) -> None:
        """Keep what changed of a record that was begun."""

    @abstractmethod
    async def get(self, key: str) -> Record | None:
        """The record with this key."""

    @abstractmethod
    async def of(
        self, municipality: str, conversation_id: str, contact_id: str, now: datetime
    ) -> tuple[Record, ...]:
        """Booked appointments after `now` that were made in this conversation, or from this
        contact (where it is not empty), the first to come first."""

    @abstractmethod
    async def by_code(self, municipality: str, code: str) -> Record | None:
        """The record with this code, whatever became of it."""

    @abstractmethod
    async def note(self, attempt: Attempt) -> None:
        """Keep an attempt to reach an appointment."""

    @abstractmethod
    async def failures(self, conversation_id: str, code_fingerprint: str, since: datetime) -> int:
        """Attempts that failed since then, in this conversation or for this code."""

    @abstractmethod
    async def erase(self, before: datetime) -> int:
        """Forget appointments that were over before, and attempts older than that; how many."""
