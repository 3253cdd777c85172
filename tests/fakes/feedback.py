"""Feedback in memory."""

from __future__ import annotations

from assistant.domain.feedback import Feedback
from assistant.errors import StorageUnavailable
from assistant.ports.feedback import FeedbackPort


class FakeFeedback(FeedbackPort):
    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], Feedback] = {}
        self.down = False

    async def keep(self, feedback: Feedback) -> None:
        if self.down:
            raise StorageUnavailable("down")
        self.kept[feedback.conversation_id, feedback.sequence] = feedback

    async def of(self, conversation_id: str) -> tuple[Feedback, ...]:
        found = [item for (of, _), item in sorted(self.kept.items()) if of == conversation_id]
        return tuple(found)
