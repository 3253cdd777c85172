"""Runs at the start of every Python of the environment: keep it small, import nothing heavy.

`make setup` writes one `.pth` file into `.venv`, naming this checkout and this module. That reaches
`rasa` typed by hand, `python -m rasa`, the action server and pytest alike; nobody has to remember
a wrapper command.
"""

from __future__ import annotations

import os

from engine_room import finder, patches


def activate() -> None:
    """Make Rasa importable and correct, without importing it."""
    # Rasa phones home unless told not to, and its client is of 2022.
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # The action server listens on every interface unless told not to, without authentication.
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    # endpoints.yml reads this, and Rasa's YAML knows no default values.
    port = os.environ.get("BALIE_ACTIONS_PORT", "5055")
    os.environ.setdefault("BALIE_ACTIONS_URL", f"http://127.0.0.1:{port}/webhook")
    # One thread for linear algebra: what one message needs is too small to share, and threads that
    # wait for each other by spinning take the other processes' time. Read at first load.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    finder.install()
    patches.install()
