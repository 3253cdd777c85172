"""Keeps what residents think of answers."""

from __future__ import annotations

import structlog

from assistant.domain.feedback import Feedback
from assistant.domain.masking import mask
from assistant.domain.transcript import Author, Conversation, Kind
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.feedback import FeedbackPort
from assistant.services.conversations import clean

log = structlog.get_logger(__name__)

# Enough for a remark; a question belongs in the conversation.
LONGEST = 500


class FeedbackService:
    """Feedback counts only about an answer that was really given in that conversation."""

    def __init__(
        self, store: FeedbackPort, conversations: ConversationsPort, clock: ClockPort
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._clock = clock

    async def give(
        self, conversation: Conversation, sequence: int, helpful: bool, text: str = ""
    ) -> bool:
        """Keep feedback, without personal numbers; False where there is no such answer.

        Raises:
            StorageUnavailable: nothing was kept.
        """
        found = await self._conversations.messages(conversation.id, sequence - 1)
        if not found or found[0].sequence != sequence:
            return False
        if found[0].author is not Author.ASSISTANT or found[0].kind is not Kind.REPLY:
            return False
        # Masked before it is cut: half a number would not be recognised.
        kept = mask(clean(text)).text[:LONGEST]
        now = self._clock.now()
        await self._store.keep(Feedback(conversation.id, sequence, helpful, kept, now))
        log.info("feedback_given", channel=conversation.channel, helpful=helpful, text=bool(kept))
        return True
