"""The one door for messages that a provider brings: finds the conversation and passes them on."""

from __future__ import annotations

from abc import ABC, abstractmethod

from connectors.channels.arrivals import Arrival


class Inbox(ABC):
    """What a channel's webhook hands its messages to, after it verified who sent them."""

    @abstractmethod
    async def take(self, arrivals: list[Arrival]) -> None:
        """Keep messages of one request, oldest first. A repeat changes nothing.

        Raises:
            StorageUnavailable: not all are kept; the provider must send the request again.
        """

    @abstractmethod
    async def receipt(self, reference: str, delivered: bool) -> None:
        """What a provider says of a message that was sent with this reference."""
