"""Files that residents sent along, until they are handed in."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.uploads import Upload
from assistant.ports.perishable import PerishablePort


class UploadsPort(PerishablePort):
    """Sealed, and kept for hours. Each method is one transaction and raises `StorageUnavailable`
    when the database does not answer."""

    @abstractmethod
    async def add(
        self, link: str, key: str, files: Sequence[Upload], now: datetime, until: datetime
    ) -> bool:
        """Keep these files under `key`, the form that they belong to. False where this link was
        used before: nothing is kept then."""

    @abstractmethod
    async def used(self, link: str) -> bool:
        """Whether something came by this link."""

    @abstractmethod
    async def of(self, key: str, now: datetime) -> Sequence[Upload]:
        """The files of this form, in the order in which they came; none once their time is over."""

    @abstractmethod
    async def forget(self, key: str) -> None:
        """Erase them."""
