"""How a message of Balie leaves for a resident who does not fetch it: WhatsApp, SMS."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from assistant.domain.transcript import Message
from assistant.errors import BalieError


class SendRefused(BalieError):
    """The provider will never take this message: a wrong number, a closed window."""


class SendUnavailable(BalieError):
    """Not now: the provider is away, slow, or wants fewer messages a second.

    `certain`: the message surely did not go. After a time-out nobody knows.
    """

    def __init__(self, reason: str, certain: bool = True) -> None:
        super().__init__(reason)
        self.certain = certain


@dataclass(frozen=True)
class Recipient:
    """Where a message goes, and from which line of the municipality it comes."""

    address: str
    line: str


class Sender(ABC):
    """One provider. Renders a message for its medium and hands it over in one request.

    One message is one request, so that it is sent as a whole or not at all.
    """

    @abstractmethod
    async def send(self, to: Recipient, message: Message, reference: str) -> None:
        """Hand over one message. `reference` comes back in the provider's receipts.

        Raises:
            SendRefused: give up on this message.
            SendUnavailable: the same message may be sent again later.
        """

    @abstractmethod
    async def close(self) -> None:
        """End the connections."""
