"""When an action fails, the action server echoes the whole request, conversation included, and
Rasa writes that answer into its log with the error. The log may say that an action failed, not what
the resident said.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import aiohttp


def apply(module: ModuleType) -> None:
    """Keep the body on the error, where Rasa reads it, and out of its text."""

    def init(self: Any, status: int, message: str, text: str) -> None:
        self.status = status
        self.message = message
        self.text = text
        aiohttp.ClientError.__init__(self, f"{status}, {message}")

    module.ClientResponseError.__init__ = init
