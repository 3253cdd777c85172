"""Finds a spot on the map."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.places import Spot, Wanted


class AddressesPort(ABC):
    """The national register of addresses."""

    @abstractmethod
    async def find(self, wanted: Wanted, municipality: str) -> Spot:
        """The spot that is meant, in the municipality with this name. Where there is no
        such street there: one in the middle of it, that says so and keeps the resident's words.

        Raises:
            BackendUnavailable: the register does not answer.
        """
