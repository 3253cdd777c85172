"""Rasa waits 300 s for a custom action, while the resident and every later message of the
conversation wait with it. Ten seconds is longer than any of our actions may take and shorter than
the gateway waits for the engine.
"""

from __future__ import annotations

from types import ModuleType

SECONDS = 10


def apply(module: ModuleType) -> None:
    """Replace the number that `RemoteAction.run` passes to aiohttp."""
    from aiohttp import ClientTimeout

    module.DEFAULT_REQUEST_TIMEOUT = ClientTimeout(total=SECONDS)  # type: ignore[attr-defined]
