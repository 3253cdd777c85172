"""Telling a resident something outside of an answer: a reminder, an earlier place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from assistant.domain.appointments import Record
from assistant.domain.conversation import Reply


class Addressee(Protocol):
    """In which conversation somebody is told something; `contact_id` is empty where he fetches
    it."""

    @property
    def municipality(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def conversation_id(self) -> str: ...
    @property
    def contact_id(self) -> str: ...


class MessengerPort(ABC):
    """By the channel that a resident is on.

    Both methods raise `StorageUnavailable` when nothing was kept, and may be repeated with the same
    `key`: a resident gets it once.
    """

    @abstractmethod
    async def tell(self, to: Addressee, key: str, reply: Reply) -> bool:
        """Say it in the conversation: brought by WhatsApp or SMS, shown on the page at the next
        visit. False, and nothing is said, where the resident cannot be reached so (a call that is
        over) or asked to hear nothing more."""

    @abstractmethod
    async def text(self, record: Record, key: str, reply: Reply) -> str:
        """Send it as a text message to the mobile number that was given for the appointment.

        The id of the contact that may reply to it; empty where no text message can go there.
        """
