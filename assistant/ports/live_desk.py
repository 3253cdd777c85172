"""The desk of a municipality: ours, or the live-chat system in which its staff work."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from assistant.domain.handover import Handover


@dataclass(frozen=True)
class Word:
    """Something that one of staff said to the resident; `id` is what the desk calls it."""

    id: str
    text: str
    staff_id: str
    staff_name: str


@dataclass(frozen=True)
class Seen:
    """What staff did with a resident so far: all that they said, and whether it is over."""

    words: tuple[Word, ...] = ()
    over: bool = False


class LiveDeskPort(ABC):
    """What staff do there reaches us by another way: their page, or a webhook. A webhook may be
    lost, so it can be looked for too.

    Every method raises `BackendUnavailable` when the desk does not answer, or not as agreed, and
    may be repeated: what is there already is not made again.
    """

    @abstractmethod
    async def people(self, municipality: str) -> int:
        """With how many of them a resident can chat now."""

    @abstractmethod
    async def is_manned(self, municipality: str) -> bool:
        """Whether anybody is there at all, also who takes nobody new."""

    @abstractmethod
    async def open(self, handover: Handover, note: str) -> str:
        """Have staff see a resident who waits, with a note that only they see; its reference."""

    @abstractmethod
    async def find(self, handover: Handover) -> str:
        """The reference of what was opened, also where nobody heard so; empty: nothing was."""

    @abstractmethod
    async def look(self, reference: str) -> Seen:
        """What staff did with it, oldest first; nothing where it is in our own record."""

    @abstractmethod
    async def bring(self, reference: str, message_id: str, text: str) -> None:
        """Something that the resident said, masked. The same id is the same message."""

    @abstractmethod
    async def close(self, reference: str) -> None:
        """The resident is not there any more."""
