"""Keeps one process running: `python -m tools.keep_alive <name> <command...>`.

A process that dies is started again: a resident at night should not wait for a colleague in the
morning. One that dies three times within a minute has something to say; then this gives up and the
supervisor stops everything. If the supervisor itself is gone, so are we: nothing is left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

DEATHS_ALLOWED = 3
WITHIN_SECONDS = 60.0
PAUSE_SECONDS = 1.0
STOP_SECONDS = 4.0


class KeptProcess:
    """One command and its present incarnation."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.child: subprocess.Popen[bytes] | None = None
        self.stopping = False
        self._supervisor = int(os.environ.get("BALIE_SUPERVISOR", os.getppid()))

    def run(self) -> int:
        """Until told to stop (0) or until it keeps dying (1)."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        deaths: list[float] = []
        while not self.stopping:
            code = self._live()
            if self.stopping:
                break
            deaths = [t for t in deaths if t > time.monotonic() - WITHIN_SECONDS]
            deaths.append(time.monotonic())
            if len(deaths) >= DEATHS_ALLOWED:
                print(
                    f"{self.name} stopped {len(deaths)} times within a minute "
                    f"(last exit code {code}); giving up, see above for the reason",
                    flush=True,
                )
                return 1
            print(f"{self.name} stopped (exit code {code}); starting it again", flush=True)
            time.sleep(PAUSE_SECONDS)
        return 0

    def _live(self) -> int:
        self.child = subprocess.Popen(self.command)  # noqa: S603 - from our own Procfile
        while True:
            try:
                return self.child.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if not is_running(self._supervisor):
                    self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        self.stopping = True
        child = self.child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def is_running(pid: int) -> bool:
    """Whether this process still does anything. One that was killed may linger as a zombie."""
    if Path("/proc/self/stat").exists():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(KeptProcess(sys.argv[1], sys.argv[2:]).run())
