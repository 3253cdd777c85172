"""`rasa run` and `rasa shell` listen on every network interface unless told not to, with a channel
that asks nobody who they are. Rasa is only for the gateway beside it; a container that needs more
says so with `--interface`.
"""

from __future__ import annotations

from types import ModuleType


def apply(module: ModuleType) -> None:
    """Change the default before the command line reads it."""
    module.DEFAULT_SERVER_INTERFACE = "127.0.0.1"  # type: ignore[attr-defined]
