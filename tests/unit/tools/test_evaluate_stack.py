"""`make evaluate` runs Balie for itself, and leaves nothing behind."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest

from assistant.settings import Settings
from tools.evaluate import stack
from tools.evaluate.stack import StackFailed, environment, free_ports, log_tail, running

# Stands in for `tools.run`: all four processes in one, each page says which moment it is.
WELL = """
import http.server, os, threading
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(os.environ["BALIE_NOW"].encode())
    def log_message(self, *a): pass
print("started", flush=True)
for name in ("WEB", "ENGINE", "ACTIONS", "BACKOFFICE"):
    port = int(os.environ[f"BALIE_{name}_PORT"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Well)
    threading.Thread(target=server.serve_forever).start()
"""
ILL = "import sys; print('the model is broken'); sys.exit(3)"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with nothing in it but a `tools.run`."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").touch()
    monkeypatch.setattr(stack, "ROOT", tmp_path)
    monkeypatch.setattr(stack, "ensure_model", lambda: None)
    return tmp_path


def test_it_runs_at_the_given_moment_and_leaves_nothing(root: Path) -> None:
    (root / "tools" / "run.py").write_text(WELL)
    with running(now="2026-11-23T10:00:00+01:00") as run:
        with urllib.request.urlopen(f"{run.address}/health") as response:  # noqa: S310 - our own
            assert response.read() == b"2026-11-23T10:00:00+01:00"
        assert run.log.read_text() == "started\n"
    port = int(run.address.rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert not run.log.parent.exists()


def test_it_stops_also_when_the_evaluation_fails(root: Path) -> None:
    (root / "tools" / "run.py").write_text(WELL)
    with pytest.raises(ZeroDivisionError), running() as run:
        raise ZeroDivisionError
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(run.address.rpartition(":")[2]))) != 0


def test_what_does_not_start_says_why(root: Path) -> None:
    (root / "tools" / "run.py").write_text(ILL)
    with pytest.raises(StackFailed, match=r"(?s)exit code 3.*the model is broken"), running():
        pass


def test_an_evaluation_writes_to_its_own_databases_only(tmp_path: Path) -> None:
    present = {
        "PATH": "/bin",
        "BALIE_KLANTINTERACTIES_URL": "https://real.example",
        "BALIE_NOW": "x",
    }
    settings = Settings(web_port=1, database_url="sqlite:///tmp", now="2026-11-23T10:00:00+01:00")
    env = environment(settings, tmp_path, present)
    assert "BALIE_KLANTINTERACTIES_URL" not in env
    assert (env["PATH"], env["BALIE_WEB_PORT"]) == ("/bin", "1")
    assert env["BALIE_NOW"] == "2026-11-23T10:00:00+01:00"
    assert env["BALIE_DATABASE_URL"] == "sqlite:///tmp"
    assert str(tmp_path) in env["BALIE_BACKOFFICE_DATABASE_URL"]


def test_every_process_has_a_port_of_its_own() -> None:
    ports = free_ports(4)
    assert len(set(ports)) == 4
    assert all(port > 1023 for port in ports)


def test_the_end_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes("\n".join(str(n) for n in range(100)).encode() + b"\xff")
    assert log_tail(log, 2).splitlines()[0] == "98"
