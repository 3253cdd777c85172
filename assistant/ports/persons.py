"""What the municipality knows of a person."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.bsn import Bsn
from assistant.domain.lookups import Source


class PersonsPort(ABC):
    """The register of persons (BRP). Only called through `LookupService.look`, for who is logged in
    and said that it may."""

    @abstractmethod
    async def known(self, bsn: Bsn, source: Source) -> str:
        """The one thing that is asked for, as an answer of an eDienst: an address as "3011 AD 40",
        or a name. Nothing else is fetched. Empty where it is not there, or in doubt.

        Raises:
            BackendUnavailable: the register does not answer.
        """
