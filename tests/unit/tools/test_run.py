"""`make run` with small processes in the place of the real ones."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from tools import run
from tools.processes import environment

ROOT = Path(__file__).parents[3]
PORTS = ("WEB", "ENGINE", "ACTIONS", "BACKOFFICE", "BACKOFFICE_MAIL")

SERVER = """
import http.server, os, sys
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            os._exit(7)
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Well).serve_forever()
"""
PROCFILE = """
web: python {server} $BALIE_WEB_PORT
rasa: python {server} $BALIE_ENGINE_PORT
actions: python {server} $BALIE_ACTIONS_PORT
backoffice: python {server} $BALIE_BACKOFFICE_PORT
"""
MAIN = """
import sys
from pathlib import Path
from assistant.settings import get_settings
from tools import run
sys.exit(run.run(get_settings(), Path("models/x.tar.gz"), Path(sys.argv[1])))
"""


class Running:
    """`tools.run` as a process, and the ports that it was given."""

    def __init__(self, folder: Path, procfile: str) -> None:
        server, path = folder / "server.py", folder / "Procfile"
        server.write_text(SERVER)
        path.write_text(procfile.format(server=server))
        self.ports = [_free_port() for _ in PORTS]
        env = {f"BALIE_{name}_PORT": str(p) for name, p in zip(PORTS, self.ports, strict=True)}
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MAIN, str(path)],
                cwd=ROOT, env=os.environ | env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_for(self, words: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.log.read_text():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def get(self, port: int, path: str = "/health") -> str:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            return connection.makefile().read().split("\n")[-1]

    def open_ports(self) -> list[int]:
        return [port for port in self.ports if _answers(port)]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path, PROCFILE)
    yield started
    if started.process.poll() is None:
        os.killpg(started.process.pid, signal.SIGTERM)
        started.process.wait(timeout=15)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_announces_itself_and_stops_without_leaving_anything(
    running: Running, number: signal.Signals
) -> None:
    running.wait_for("Balie is ready")
    running.wait_for(f"http://127.0.0.1:{running.ports[0]}/")
    running.process.send_signal(number)
    assert running.process.wait(timeout=15) == 0
    assert running.open_ports() == []


def test_a_process_that_dies_is_started_again(running: Running) -> None:
    running.wait_for("Balie is ready")
    before = running.get(running.ports[2])
    running.get(running.ports[2], "/die")
    running.wait_for("actions stopped (exit code 7); starting it again")
    deadline = time.monotonic() + 15
    while not _answers(running.ports[2]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert running.get(running.ports[2]) != before
    assert running.process.poll() is None


def test_when_the_supervisor_is_killed_nothing_is_left_behind(running: Running) -> None:
    running.wait_for("Balie is ready")
    running.process.kill()
    deadline = time.monotonic() + 15
    while running.open_ports():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_process_that_keeps_dying_ends_everything_with_a_clear_word(tmp_path: Path) -> None:
    broken = PROCFILE.replace("backoffice: python {server}", "backoffice: python {server}.missing")
    running = Running(tmp_path, broken)
    assert running.process.wait(timeout=40) == 1
    assert "backoffice stopped 3 times within a minute" in running.log.read_text()
    assert running.open_ports() == []


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "tools.run"], cwd=ROOT, check=False,
            env=os.environ | {"BALIE_WEB_PORT": str(port)}, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"port {port} is in use, and web needs it" in done.stderr
    assert "BALIE_WEB_PORT=" in done.stderr


def test_the_mailbox_has_a_port_that_everything_agrees_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings(backoffice_mail_port=port)
        (problem,) = [one for one in run.taken_ports(settings) if str(port) in one]
    assert "backoffice needs it" in problem and "BALIE_BACKOFFICE_MAIL_PORT=" in problem
    monkeypatch.delenv("BALIE_MAIL_URL", raising=False)
    env = environment(settings)
    assert env["BALIE_BACKOFFICE_MAIL_PORT"] == str(port)
    assert env["BALIE_MAIL_URL"] == f"smtp://127.0.0.1:{port}"
    monkeypatch.setenv("BALIE_MAIL_URL", "smtps://u:p@mail.example")
    assert environment(settings)["BALIE_MAIL_URL"] == "smtps://u:p@mail.example"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
