"""`make run`: all of Balie on this machine, under honcho, in one log stream."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import Manager

from assistant.settings import ROOT, Settings, get_settings
from tools.processes import environment, health, port_is_free, ports, services
from tools.staff import FIRST, first_account
from tools.train import ensure_model

STOPPED_ON_PURPOSE = {130, 143}
REMIND_SECONDS = 30.0


class Supervisor(Manager):  # type: ignore[misc] # honcho has no types
    """Honcho's manager, which also says when everything is ready."""

    def __init__(self, settings: Settings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._settings = settings

    def _start(self) -> None:
        # The thread begins after the processes: a fork with threads in it is asking for trouble.
        super()._start()
        threading.Thread(target=self._announce, daemon=True).start()

    def _announce(self) -> None:
        host = self._settings.host
        started = reminded = time.monotonic()
        waiting = list(services(self._settings))
        while waiting:
            waiting = [service for service in waiting if not health(service, host)[0]]
            if waiting and time.monotonic() - reminded > REMIND_SECONDS:
                reminded = time.monotonic()
                names = ", ".join(service.name for service in waiting)
                self._say(f"still waiting for {names} ({reminded - started:.0f} s)")
            time.sleep(0.2 if waiting else 0)
        for line in ready_block(self._settings, time.monotonic() - started):
            self._say(line)

    def _say(self, line: str) -> None:
        if not self._terminating:
            self._system_print(line + "\n")


def ready_block(settings: Settings, seconds: float) -> list[str]:
    """What a person wants to know when everything is up."""
    lines = ["", f"Balie is ready, after {seconds:.0f} seconds.", ""]
    municipalities = sorted(
        path.parent.name for path in settings.kb_path.glob("municipalities/*/municipality.yml")
    )
    web, *others = services(settings)
    for name in municipalities or [""]:
        lines.append(f"  {name or 'web':<12} {web.address(settings.host)}/{name}")
    lines += [f"  {service.shown_as:<12} {service.address(settings.host)}" for service in others]
    if password := first_account(settings):
        desk = f"{web.address(settings.host)}/desk"
        lines += [f"  {'desk':<12} {desk} (name: {FIRST}, password: {password})"]
    return [*lines, "", "Stop with Ctrl-C.", ""]


def taken_ports(settings: Settings) -> list[str]:
    """A sentence for each port that something else holds."""
    return [
        f"port {port.number} is in use, and {port.needed_by} needs it. Stop what uses it, "
        f"or choose another: {port.setting}={port.number + 1000} make run"
        for port in ports(settings)
        if not port_is_free(settings.host, port.number)
    ]


def run(settings: Settings, model: Path, procfile: Path = ROOT / "Procfile") -> int:
    """Start everything and stay until it ends; the exit code for the shell."""
    env = environment(settings, model) | {"BALIE_SUPERVISOR": str(os.getpid())}
    manager = Supervisor(settings)
    for name, command in parse_procfile(procfile.read_text()).processes.items():
        kept = f"exec {sys.executable} -m tools.keep_alive {name} {command}"
        manager.add_process(name, kept, env=env, cwd=str(ROOT))
    manager.loop()
    code = int(manager.returncode or 0)
    return 0 if code in STOPPED_ON_PURPOSE else code


def main() -> int:
    """Check, train, run."""
    settings = get_settings()
    problems = taken_ports(settings)
    if problems:
        print("\n".join(f"run: {problem}" for problem in problems), file=sys.stderr)
        return 1
    return run(settings, ensure_model())


if __name__ == "__main__":
    sys.exit(main())
