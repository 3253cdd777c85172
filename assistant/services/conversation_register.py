"""Has the contact register know of every conversation, where a municipality wants that."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from assistant.domain.transcript import Author
from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.services.klantcontacten import KlantcontactService

log = structlog.get_logger(__name__)

SILENT_FOR = timedelta(minutes=30)
"""After so long a conversation is over; what is said later is another klantcontact."""
AT_ONCE = 50
EVERY = 60.0


class ConversationRegister:
    """Any number of processes may do this: the same stretch is the same klantcontact."""

    def __init__(
        self,
        conversations: ConversationsPort,
        klantcontacten: KlantcontactService,
        clock: ClockPort,
    ) -> None:
        self._conversations = conversations
        self._klantcontacten = klantcontacten
        self._clock = clock

    async def run_forever(self, every: float = EVERY) -> None:
        """Look every so many seconds. Ends only when it is cancelled."""
        while True:
            try:
                went = await self.once()
            except StorageUnavailable:
                went = 0
                log.warning("conversations_not_registered")
            if went < AT_ONCE:
                await asyncio.sleep(every)

    async def once(self) -> int:
        """How many were over.

        Raises:
            StorageUnavailable: what was not registered is found again.
        """
        before = self._clock.now() - SILENT_FOR
        found = await self._conversations.quiet(before, AT_ONCE)
        for one in found:
            every = await self._conversations.messages(one.conversation.id, one.after)
            said = [message for message in every if message.sequence <= one.last]
            authors = {message.author for message in said}
            # Of one with a human there is a klantcontact already, and nobody said anything in one
            # that was only opened.
            wanted = Author.RESIDENT in authors and Author.STAFF not in authors
            if wanted and not await self._klantcontacten.register_conversation(one, said):
                raise StorageUnavailable("klantcontact")
            await self._conversations.registered(one)
        return len(found)
