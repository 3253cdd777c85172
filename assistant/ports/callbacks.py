"""Promises to call residents back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.callbacks import Callback, Stage


class CallbacksPort(ABC):
    """Telephone numbers are kept sealed, and erased once nobody has to call any more.

    Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed.
    """

    @abstractmethod
    async def ask(self, callback: Callback) -> Callback:
        """Keep a promise. Where one of this conversation is open already, that one."""

    @abstractmethod
    async def get(self, callback_id: str) -> Callback | None:
        """The one with this id."""

    @abstractmethod
    async def open_in(self, conversation_id: str) -> Callback | None:
        """The one of this conversation that is open."""

    @abstractmethod
    async def open_of(self, municipality: str) -> Sequence[Callback]:
        """All that are open, what is due first first."""

    @abstractmethod
    async def change_phone(self, callback_id: str, phone: str) -> bool:
        """Another number; False where it is not open any more."""

    @abstractmethod
    async def take(self, callback_id: str, staff_id: str, staff_name: str) -> bool:
        """Somebody does it; False where a colleague does, or it is not open any more."""

    @abstractmethod
    async def tried(self, callback_id: str, attempts: int, due: datetime) -> bool:
        """Nobody answered: `attempts` times now, and once more before `due`. False where that many
        were kept already, or it is not open any more."""

    @abstractmethod
    async def end(self, callback_id: str, stage: Stage) -> bool:
        """Nobody has to call any more; the number is erased. False where that was so."""

    @abstractmethod
    async def mark_late(self, callback_id: str) -> bool:
        """The resident is told that it is too late; False where he was, or it is not open."""
