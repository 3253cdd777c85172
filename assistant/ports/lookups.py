"""Consents and look-ups, as kept."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.lookups import Consent, Lookup, Result, Source
from assistant.ports.perishable import PerishablePort


class LookupsPort(PerishablePort):
    """Nothing in it is changed afterwards but the result of a look-up. Every method is one
    transaction and raises `StorageUnavailable` when the database does not answer."""

    @abstractmethod
    async def answer(self, consent: Consent) -> None:
        """Keep what the resident answered; it takes the place of an earlier answer."""

    @abstractmethod
    async def consent(self, conversation_id: str, source: Source, now: datetime) -> Consent | None:
        """The answer that counts now; None where nothing was asked or its time is over."""

    @abstractmethod
    async def begin(self, lookup: Lookup) -> None:
        """Keep a look-up before it is done."""

    @abstractmethod
    async def end(self, lookup_id: str, result: Result) -> None:
        """Keep what became of it."""

    @abstractmethod
    async def of_subject(self, subject: str) -> Sequence[Lookup]:
        """Every look-up about one person, the newest first."""
