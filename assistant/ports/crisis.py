"""Recognises danger by rules, without the engine: a last safety net that needs no model."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.conversation import Reply


class CrisisPort(ABC):
    """Danger to life, thoughts of suicide, violence at home: 112, 113, Veilig Thuis."""

    @abstractmethod
    def match(self, text: str) -> Reply | None:
        """The text for this crisis, or None where nothing points at one. Never raises."""
