"""The record of all conversations. What is not in here did not happen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.conversation import Choice, InboundMessage, Turn
from assistant.domain.transcript import Conversation, Message, Said, State, Stretch


class ConversationsPort(ABC):
    """Stores before anything is acted on.

    Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing was stored. Messages of one conversation are numbered in the order in
    which they were committed: who has read up to a number never misses one.

    While a human has the turn (`HandoversPort`), what a resident says is kept as `RELAYED`: nobody
    has to answer it but that human.
    """

    @abstractmethod
    async def receive(
        self,
        conversation: Conversation,
        message: InboundMessage,
        shown: str,
        at: datetime,
        opening: Said | None = None,
        notices: Sequence[Said] = (),
    ) -> bool:
        """Keep a resident's message, to be answered; False where its id was kept before.

        A conversation that is new begins with `opening`. `shown` is what stands in the
        transcript: the text, or the title of the choice. `notices` follow the message at once.
        """

    @abstractmethod
    async def say(
        self,
        conversation: Conversation,
        said: Sequence[Said],
        at: datetime,
        opening: Said | None = None,
    ) -> bool:
        """Add messages of Balie; False, and nothing is added, where the first was said before."""

    @abstractmethod
    async def settle(
        self,
        message: InboundMessage,
        said: Sequence[Said],
        state: State,
        at: datetime,
        turn: Turn | None = None,
    ) -> bool:
        """Close a resident's message with the answers to it, together.

        Returns False, and stores nothing, where the message was settled before.
        """

    @abstractmethod
    async def go_on(self, conversation_id: str, other_id: str) -> None:
        """From here on the engine is asked in the context of another conversation.

        It holds for messages that are received from now on, each of which keeps it: what came in
        before is asked where it was. A conversation that is not there stays so.
        """

    @abstractmethod
    async def messages(self, conversation_id: str, after: int = 0) -> tuple[Message, ...]:
        """The transcript from just after this sequence number; empty when there is none."""

    @abstractmethod
    async def choice(self, conversation_id: str, choice_id: str) -> Choice:
        """The choice that was offered in this conversation under this id.

        Raises:
            ChoiceNotFound: it was never offered in this conversation.
        """

    @abstractmethod
    async def unanswered(self, before: datetime) -> tuple[tuple[InboundMessage, datetime], ...]:
        """Messages received up to this time that still wait, oldest first, and since when."""

    @abstractmethod
    async def unanswered_in(
        self, conversation_id: str
    ) -> tuple[tuple[InboundMessage, datetime], ...]:
        """What still waits in one conversation, and since when, in the order of its numbers.

        What a provider brought is in the order in which it was sent.
        """

    @abstractmethod
    async def quiet(self, before: datetime, limit: int) -> tuple[Stretch, ...]:
        """What the contact register does not have yet of conversations in which nothing was said
        since this time, the longest silent first."""

    @abstractmethod
    async def registered(self, stretch: Stretch) -> None:
        """The register has it, or need not have it."""

    @abstractmethod
    async def ready(self) -> bool:
        """Whether the database answers now. Never raises."""
