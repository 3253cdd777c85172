"""Which handovers are at the desk of another system, and how much of each was brought there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Link:
    """`reference` is what the other desk calls the handover (empty: not there, as far as we know);
    everything up to message number `after` of its conversation is there, or in the note with which
    it is opened."""

    handover_id: str
    reference: str = ""
    after: int = 0
    closed: bool = False


class OtherDeskPort(ABC):
    """Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed."""

    @abstractmethod
    async def take(self, handover_id: str, now: datetime, until: datetime) -> Link | None:
        """Bring this one, until then at the longest; it begins empty. None where somebody else
        brings it now."""

    @abstractmethod
    async def keep(self, link: Link) -> None:
        """How far it is."""

    @abstractmethod
    async def free(self, handover_id: str, until: datetime) -> None:
        """Another may bring what comes next; nothing changes where it was taken again since."""

    @abstractmethod
    async def handover(self, reference: str) -> str:
        """The id of the handover that the other desk calls so; empty: none."""

    @abstractmethod
    async def not_closed(self) -> Sequence[Link]:
        """All that are there, or may be, and were not closed."""
