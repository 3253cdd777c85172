"""All of Balie for one evaluation: its own ports, its own databases, nothing left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import ROOT, Settings
from tools.processes import health, services
from tools.train import ensure_model

READY_SECONDS = 240.0
STOP_SECONDS = 20.0
LOG_TAIL = 40


class StackFailed(Exception):
    """Balie did not start. The message holds the end of its log."""


@dataclass(frozen=True)
class Stack:
    """What runs. `log` is everything that the processes printed; where `whatsapp_port` and
    `sms_port` are, Balie looks for those who bring its messages."""

    address: str
    database_url: str
    backoffice_url: str
    log: Path
    whatsapp_port: int = 0
    sms_port: int = 0
    backoffice_address: str = ""
    engine_address: str = ""


@contextmanager
def running(now: str = "") -> Iterator[Stack]:
    """Train if needed and run everything as `make run` does, at the frozen moment `now` if given.

    Raises:
        StackFailed: it did not become well.
    """
    ensure_model()
    with tempfile.TemporaryDirectory(prefix="balie-evaluate-") as name:
        folder = Path(name)
        web, engine, actions, backoffice, mail, whatsapp, sms = free_ports(7)
        settings = Settings(
            host="127.0.0.1",
            web_port=web,
            engine_port=engine,
            actions_port=actions,
            backoffice_port=backoffice,
            backoffice_mail_port=mail,
            database_url=f"sqlite:///{folder / 'balie.db'}",
            now=now,
        )
        stack = Stack(
            f"http://127.0.0.1:{web}",
            settings.database_url,
            f"sqlite:///{folder / 'backoffice.db'}",
            folder / "log",
            whatsapp,
            sms,
            f"http://127.0.0.1:{backoffice}",
            f"http://127.0.0.1:{engine}",
        )
        with stack.log.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tools.run"],
                cwd=ROOT,
                env=environment(settings, folder, os.environ)
                | {
                    "BALIE_WHATSAPP_URL": f"http://127.0.0.1:{whatsapp}",
                    "BALIE_TWILIO_URL": f"http://127.0.0.1:{sms}",
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C comes to us, and we stop it in good order
            )
        try:
            _wait(process, settings, stack.log)
            yield stack
        finally:
            _stop(process)


def environment(settings: Settings, folder: Path, present: Mapping[str, str]) -> dict[str, str]:
    """For `tools.run`. What this shell says about Balie is left out: an evaluation must never write
    to the register or the database that somebody works with.
    """
    env = {name: value for name, value in present.items() if not name.startswith("BALIE_")}
    return env | {
        "BALIE_HOST": settings.host,
        "BALIE_WEB_PORT": str(settings.web_port),
        "BALIE_ENGINE_PORT": str(settings.engine_port),
        "BALIE_ACTIONS_PORT": str(settings.actions_port),
        "BALIE_BACKOFFICE_PORT": str(settings.backoffice_port),
        "BALIE_BACKOFFICE_MAIL_PORT": str(settings.backoffice_mail_port),
        "BALIE_DATABASE_URL": settings.database_url,
        "BALIE_BACKOFFICE_DATABASE_URL": f"sqlite:///{folder / 'backoffice.db'}",
        "BALIE_NOW": settings.now,
    }


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nothing uses. Held together, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def log_tail(log: Path, lines: int = LOG_TAIL) -> str:
    """The last lines of the log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _wait(process: subprocess.Popen[bytes], settings: Settings, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    waiting = list(services(settings))
    while waiting:
        if process.poll() is not None:
            raise StackFailed(f"Balie stopped (exit code {process.returncode}):\n{log_tail(log)}")
        if time.monotonic() > deadline:
            names = ", ".join(service.name for service in waiting)
            raise StackFailed(f"not well after {READY_SECONDS:.0f} s: {names}\n{log_tail(log)}")
        waiting = [service for service in waiting if not health(service, settings.host)[0]]
        time.sleep(0.2 if waiting else 0)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        # What it watches over ends by itself when it is gone.
        process.kill()
        process.wait()
