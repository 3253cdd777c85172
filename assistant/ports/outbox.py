"""Who gets answers brought, and what is on its way to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime

from assistant.domain.contacts import Contact, Outgoing


class OutboxPort(ABC):
    """Messages to a contact are put in here by the transaction that says them.

    Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer. A message that was claimed and of which nothing more was heard may or may not have
    reached its provider; after its time it is claimed again.
    """

    @abstractmethod
    async def contact(self, contact_id: str) -> Contact | None:
        """The contact as it was last kept."""

    @abstractmethod
    async def keep(self, contact: Contact) -> None:
        """Keep a new contact, or what changed of it."""

    @abstractmethod
    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Outgoing, ...]:
        """Messages to send now, of each contact the oldest only, so that order is kept.

        Nobody else claims them, or later ones of the same contact, before `until`.
        """

    @abstractmethod
    async def sent(self, outgoing_id: int) -> None:
        """It reached its provider. Also for a receipt of a message that is not sent for sure."""

    @abstractmethod
    async def postpone(self, outgoing_id: int, until: datetime) -> None:
        """It did not; try again then."""

    @abstractmethod
    async def give_up(self, outgoing_id: int, reason: str) -> None:
        """It never will. The next message of the contact goes on."""

    @abstractmethod
    async def waiting(self) -> int:
        """How many messages are on their way."""
