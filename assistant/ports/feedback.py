"""Where residents' feedback on answers is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.feedback import Feedback


class FeedbackPort(ABC):
    """Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing was stored.
    """

    @abstractmethod
    async def keep(self, feedback: Feedback) -> None:
        """Keep feedback in the place of what was kept about the same message."""

    @abstractmethod
    async def of(self, conversation_id: str) -> tuple[Feedback, ...]:
        """All feedback in one conversation, in the order of its messages."""
