"""The desk of a municipality: ours, or the live-chat system in which its staff work."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.handover import Handover


class LiveDeskPort(ABC):
    """What staff do there reaches us by another way: their page, or a webhook.

    Every method raises `BackendUnavailable` when the desk does not answer, or not as agreed, and
    may be repeated: what is there already is not made again.
    """

    @abstractmethod
    async def people(self, municipality: str) -> int:
        """With how many of them a resident can chat now."""

    @abstractmethod
    async def open(self, handover: Handover, note: str) -> str:
        """Have staff see a resident who waits, with a note that only they see; its reference."""

    @abstractmethod
    async def bring(self, reference: str, message_id: str, text: str) -> None:
        """Something that the resident said, masked. The same id is the same message."""

    @abstractmethod
    async def close(self, reference: str) -> None:
        """The resident is not there any more."""
