"""A really started back office, on a free loopback port and with a database of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "a-token-for-this-test"


@dataclass(frozen=True)
class Backoffice:
    """Where it answers, and the port on which it takes mail."""

    address: str
    mail_port: int


@contextmanager
def running_backoffice(folder: Path, **settings: str) -> Iterator[str]:
    """Its address; it is stopped at the end. Database and log are made in `folder`."""
    with started_backoffice(folder, **settings) as backoffice:
        yield backoffice.address


@contextmanager
def started_backoffice(folder: Path, **settings: str) -> Iterator[Backoffice]:
    """The same, for who sends it mail."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("BALIE_")},
        "BALIE_BACKOFFICE_PORT": "0",
        "BALIE_BACKOFFICE_MAIL_PORT": "0",
        "BALIE_BACKOFFICE_DATABASE_URL": f"sqlite:///{folder / 'backoffice.db'}",
        "BALIE_BACKOFFICE_TOKEN": TOKEN,
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    log = folder / "backoffice.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "backoffice"], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        # In the order of its log: what comes last says that the rest is there too.
        port = _port(process, log, "backoffice_started")
        yield Backoffice(f"http://127.0.0.1:{port}", _port(process, log, "mailbox_started"))
    finally:
        process.terminate()
        process.wait(timeout=10)
    assert process.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text(), log.read_text()


def _port(process: subprocess.Popen[bytes], log: Path, event: str) -> int:
    for _ in range(400):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text())
        if found := re.search(rf"{event}.*port=(\d+)", plain):
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(log.read_text())
