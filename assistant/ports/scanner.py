"""Looks for malware in what residents send."""

from __future__ import annotations

from abc import ABC, abstractmethod


class ScannerPort(ABC):
    """One virus scanner."""

    @abstractmethod
    async def is_clean(self, content: bytes) -> bool:
        """Whether nothing was found.

        Raises:
            BackendUnavailable: nobody knows; then it is not taken.
        """
