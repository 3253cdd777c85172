"""The one path of every message, whatever the channel.

verify -> drop a repeat -> mask -> store -> engine -> store the answer -> deliver. The channel
verifies who speaks and gives its `Conversation`; the service masks and stores; answering happens
behind the resident's back, and who follows the conversation gets what was added to it.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime

from assistant.domain.transcript import Conversation, Message, Said
from assistant.errors import BalieError
from assistant.services.conversations import ConversationsService, Receipt
from connectors.channels.answering import Answering, Patience
from connectors.channels.delivery import Delivery
from connectors.channels.pace import Pace

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_MOST_FOLLOWERS = 12
_TYPING_SECONDS = 4.0


class TooFast(BalieError):
    """More messages than a human types, or more open pages than one has."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class Pipeline:
    """Shared by all channels of this process."""

    def __init__(
        self,
        service: ConversationsService,
        messages_per_minute: int = 20,
        patience: Patience | None = None,
    ) -> None:
        self.service = service
        self._pace = Pace(messages_per_minute)
        self._delivery = Delivery()
        self._also_tell: list[Callable[[str], None]] = []
        self._answering = Answering(service, self._changed, patience)

    def also_tell(self, hears: Callable[[str], None]) -> None:
        """Have this hear of every conversation to which something is added."""
        self._also_tell.append(hears)

    async def start(self) -> None:
        """Begin with what was left unanswered."""
        await self._answering.start()

    def release(self) -> None:
        """End all that is followed, so that a server can stop."""
        self._delivery.close()

    async def stop(self) -> None:
        """Nothing is lost: see `Answering.stop`."""
        await self._answering.stop()

    async def accept(
        self,
        conversation: Conversation,
        message_id: str,
        text: str = "",
        choice: str = "",
        at: datetime | None = None,
    ) -> Receipt:
        """Keep a message and have it answered.

        `at`: when it was sent, where messages may overtake each other on their way to us. Those of
        one conversation are then answered in that order, as far as they come shortly together.

        Raises:
            TooFast: try again later; nothing was kept.
            ChoiceNotFound: the choice does not belong to this conversation.
            StorageUnavailable: nothing was kept.
        """
        self._check_pace(conversation)
        receipt = await self.service.receive(conversation, message_id, text, choice, at)
        # Also for a repeat: the process that took the message may have died before it answered.
        self._answering.wake(conversation.id, overtaken=at is not None)
        self._changed(conversation.id)
        return receipt

    async def refuse_length(self, conversation: Conversation, message_id: str) -> Receipt:
        """For a message that a channel did not even read to its end.

        Raises:
            TooFast, StorageUnavailable: nothing was said.
        """
        self._check_pace(conversation)
        receipt = await self.service.refuse_length(conversation, message_id)
        self._changed(conversation.id)
        return receipt

    async def notify(self, conversation: Conversation, message_id: str, key: str) -> None:
        """Answer a message that the engine cannot read with one of our texts.

        Raises:
            StorageUnavailable: nothing was said.
        """
        await self.service.notify(conversation, message_id, key)
        self._changed(conversation.id)

    async def say(self, conversation: Conversation, said: Sequence[Said]) -> None:
        """Say something outside of an answer. Repeating it changes nothing.

        Raises:
            StorageUnavailable: nothing was said.
        """
        await self.service.say(conversation, said)
        self._changed(conversation.id)

    async def settled(self, conversation_id: str, seconds: float) -> bool:
        """Wait until nothing is being answered in this conversation, or until this long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        with self._delivery.listen(conversation_id) as bell:
            while self._answering.busy(conversation_id) and loop.time() < until:
                bell.clear()
                try:
                    async with asyncio.timeout(min(0.25, max(0.0, until - loop.time()))):
                        await bell.wait()
                except TimeoutError:
                    pass
        return not self._answering.busy(conversation_id)

    async def follow(
        self, conversation_id: str, after: int, beat: float = 10.0
    ) -> AsyncGenerator[tuple[Message, ...]]:
        """Everything after this number, now and as it comes; an empty tuple at every beat, and when
        somebody begins or stops typing.

        Raises:
            TooFast: this conversation is followed too often already.
            StorageUnavailable: the database does not answer.
        """
        if self._delivery.followers(conversation_id) >= _MOST_FOLLOWERS:
            raise TooFast(60)
        typing = ""
        with self._delivery.listen(conversation_id) as bell:
            while not self._delivery.closed:
                bell.clear()
                if self.typing(conversation_id) != typing:
                    typing = self.typing(conversation_id)
                    yield ()
                found = await self.service.transcript(conversation_id, after)
                if found:
                    after = found[-1].sequence
                    yield found
                    continue
                try:
                    async with asyncio.timeout(min(beat, _TYPING_SECONDS) if typing else beat):
                        await bell.wait()
                except TimeoutError:
                    yield ()

    def types(self, conversation_id: str, name: str) -> None:
        """A human at the desk types; it shows for a few seconds."""
        self._delivery.types(conversation_id, name, _TYPING_SECONDS)

    def typing(self, conversation_id: str) -> str:
        """The name of the human who types now; empty where nobody does."""
        return self._delivery.typing(conversation_id)

    def _changed(self, conversation_id: str) -> None:
        self._delivery.changed(conversation_id)
        for tell in self._also_tell:
            tell(conversation_id)

    def _check_pace(self, conversation: Conversation) -> None:
        if not self._pace.allows(conversation.id):
            raise TooFast(self._pace.wait)


def message_id(value: object) -> str | None:
    """The client's id when it is one; a new one where it gave none; None when it is unusable."""
    if value is None or value == "":
        return secrets.token_urlsafe(12)
    if isinstance(value, str) and _MESSAGE_ID.fullmatch(value):
        return value
    return None
