"""The time, so that tests and demonstrations can choose it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime


class ClockPort(ABC):
    """Where the core gets the time from; it never asks the operating system itself."""

    @abstractmethod
    def now(self) -> datetime:
        """The time now, always with a time zone."""
