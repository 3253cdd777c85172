"""Residents in line for a human, and who has the turn in a conversation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.domain.handover import Ending, Handover, Note, Passed, Verdict


class HandoversPort(ABC):
    """Part of the record of conversations: a turn that is taken holds for every message from then
    on.

    Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed.
    """

    @abstractmethod
    async def ask(self, handover: Handover) -> Handover:
        """Put a resident in line. Where one of this conversation is open already, that one."""

    @abstractmethod
    async def get(self, handover_id: str) -> Handover | None:
        """The one with this id."""

    @abstractmethod
    async def open_in(self, conversation_id: str) -> Handover | None:
        """The one of this conversation that did not end."""

    @abstractmethod
    async def open_of(self, municipality: str) -> Sequence[Handover]:
        """All that did not end, in the order in which they were asked for."""

    @abstractmethod
    async def lengths(self, municipality: str) -> Mapping[str, int]:
        """The number of the last message in the conversation of each of those, by handover."""

    @abstractmethod
    async def accept(self, handover_id: str, staff_id: str, staff_name: str, at: datetime) -> bool:
        """Take the turn; False where somebody else was first, or it ended. What Balie has not
        answered yet is for the human."""

    @abstractmethod
    async def back_in_line(
        self, handover_id: str, staff_id: str, at: datetime, to: Passed | None = None
    ) -> bool:
        """The one who has it does not go on; another may take it, first of all `to` where he passed
        it on (None: he is gone, and whoever it was for before may). In between Balie answers, as
        for all who wait. False where he does not have it."""

    @abstractmethod
    async def end(self, handover_id: str, ending: Ending, at: datetime, staff_id: str = "") -> bool:
        """It is over, and Balie has the turn again. False where it was over, or where it is not of
        `staff_id` (empty: whoever has it)."""

    @abstractmethod
    async def lasted(self, municipality: str, since: datetime) -> Sequence[float]:
        """How many seconds each conversation with a human lasted that ended since then."""

    @abstractmethod
    async def judge(self, verdict: Verdict) -> None:
        """Keep what was said; what was said before and is None now stays."""

    @abstractmethod
    async def verdict(self, handover_id: str) -> Verdict:
        """What was said of it."""

    @abstractmethod
    async def note(self, note: Note) -> None:
        """Keep a note; one with the same id is the same note."""

    @abstractmethod
    async def notes(self, handover_id: str) -> Sequence[Note]:
        """In the order in which they were written."""
