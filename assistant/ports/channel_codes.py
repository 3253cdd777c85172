"""Codes that were given out, and by which message each was used."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime


class ChannelCodesPort(ABC):
    """Keeps a fingerprint of each code, never the code.

    Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer.
    """

    @abstractmethod
    async def keep(
        self, fingerprint: str, conversation_id: str, municipality: str, until: datetime
    ) -> None:
        """A new code; earlier ones of this conversation are worth nothing any more."""

    @abstractmethod
    async def use(
        self, fingerprint: str, municipality: str, now: datetime, used_by: str
    ) -> str | None:
        """The conversation of a code that is valid here and not used, or used by the same message.

        The same message again, also at the same moment, finds the same; any other finds nothing.
        """
