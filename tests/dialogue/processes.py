"""Single processes of Balie, with what is broken around them, and the ones of a running stack."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant.settings import ROOT

START_SECONDS = 60.0


@contextmanager
def process(
    *command: str, url: str, log: Path, env: Mapping[str, str], wanted: tuple[int, ...] = (200,)
) -> Iterator[str]:
    """Run `python -m <command>` until `url` answers with a wanted status; gives its address."""
    with log.open("wb") as file:
        started = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT, env=os.environ | env, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while (seen := status(url)) not in wanted:
            assert started.poll() is None, f"{command} stopped: {log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{command}: {seen} {log.read_text()[-2000:]}"
            time.sleep(0.1)
        yield url.rpartition("/health")[0].removesuffix("/webhooks/balie")
    finally:
        started.terminate()
        try:
            started.wait(timeout=10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def status(url: str) -> int:
    """HTTP status, 0 when nothing listens."""
    try:
        with urllib.request.urlopen(url, timeout=3) as response:  # noqa: S310 - our own
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def pid_of(module: str, database_url: str) -> int:
    """The process of this stack that runs this module, or the command of that name: it has the
    stack's database."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended while we looked, or it is somebody else's
        runs = command[1:3] == [b"-m", module.encode()] or (
            len(command) > 1 and command[1].endswith(f"/{module}".encode())
        )
        if runs and f"BALIE_DATABASE_URL={database_url}".encode() in environment:
            return int(folder.name)
    raise LookupError(f"no {module} with {database_url}")


def kill(pid: int) -> None:
    """Without warning, as when memory runs out."""
    os.kill(pid, signal.SIGKILL)
