"""What Balie says that is no article: greetings, notices, apologies."""

from __future__ import annotations

from abc import ABC, abstractmethod


class TextsPort(ABC):
    """Texts for residents, kept in data and never in code."""

    @abstractmethod
    def text(self, key: str, municipality: str, **values: str) -> str:
        """One text as limited Markdown, with the municipality's own data filled in.

        Raises:
            TextNotFound: no text under this key, or it names something that has no value.
        """
