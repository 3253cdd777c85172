"""The dialogue engine: one message in, everything that Balie answers to it out."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.conversation import InboundMessage, Suggestion, Turn


class EnginePort(ABC):
    """The brain behind the gateway. Messages of one conversation are asked one after another."""

    @abstractmethod
    async def ask(self, message: InboundMessage) -> Turn:
        """Answer one message. The same id again gets the same answer and has no second effect.

        Raises:
            EngineUnavailable: no answer now; ask the same message again later.
            EngineRefused: the engine will never accept this message.
        """

    @abstractmethod
    async def suggest(self, text: str, municipality: str) -> tuple[Suggestion, ...]:
        """What may answer a text (masked), best first. It is part of no conversation, and nothing
        of it is kept.

        Raises:
            EngineUnavailable: nobody knows now.
        """

    @abstractmethod
    async def ready(self) -> bool:
        """Whether the engine can answer now. Never raises."""
