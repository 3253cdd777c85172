"""A tiny trained model, databases of both kinds, and a real Rasa process behind the engine door."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql

PROJECT = Path(__file__).parent / "project"
ROOT = Path(__file__).parents[3]
SECRET = "test-secret"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained once for all tests."""
    out = tmp_path_factory.mktemp("models")
    command = ["train", "--out", str(out), "--fixed-model-name", "balie-tiny"]
    subprocess.run(
        [sys.executable, "-m", "rasa", *command, "--config", str(PROJECT / "config.yml"),
         "--domain", str(PROJECT / "domain.yml"), "--data", str(PROJECT / "data")],
        check=True, capture_output=True, cwd=out,
    )  # fmt: skip
    return out / "balie-tiny.tar.gz"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql.server() as url:
        yield url.replace("+psycopg2", "+psycopg")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An engine database; PostgreSQL where it is installed."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'engine.db'}"
    return str(request.getfixturevalue("postgresql_url"))


class Engine:
    """Rasa and an action server as real processes, and the way in."""

    def __init__(self, model: Path, database: str, logs: Path) -> None:
        self.port, self.actions_port = _free_port(), _free_port()
        self.logs = logs
        env = os.environ | {
            "BALIE_DATABASE_URL": database,
            "BALIE_ENGINE_SECRET": SECRET,
            "BALIE_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
        }
        python = [sys.executable, "-m"]
        rasa = [*python, "rasa", "run", "--interface", "127.0.0.1", "--port", str(self.port)]
        rasa += ["--model", str(model), "--endpoints", str(ROOT / "endpoints.yml")]
        rasa += ["--credentials", str(ROOT / "credentials.yml")]
        actions = [*python, "rasa_sdk", "--actions", "tiny_actions"]
        actions += ["--port", str(self.actions_port)]
        self.rasa = self._start("rasa", rasa, env)
        self.actions = self._start("actions", actions, env)

    def _start(self, name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.logs / f"{name}-{self.port}.log").open("wb") as log:
            return subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log)

    def wait(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if self.rasa.poll() is not None:
                break
            if self.health()[0] == 200 and self._actions_ready():
                return
            time.sleep(0.2)
        pytest.fail(f"engine did not start: {self.log()[-2000:]}")

    def log(self) -> str:
        """What both processes wrote."""
        return "".join(path.read_text() for path in sorted(self.logs.glob("*.log")))

    def stop(self) -> None:
        for process in (self.rasa, self.actions):
            process.kill()
            process.wait()

    def health(self) -> tuple[int, Any]:
        return self._call("GET", "/webhooks/balie/health", None, {})

    def say(self, text: str | None, *, to: str, id: str, **changes: Any) -> tuple[int, Any]:  # noqa: A002
        body = {
            "conversation_id": to,
            "message_id": id,
            "municipality": "utrecht",
            "channel": "webchat",
            "text": text,
        } | changes
        return self.post(json.dumps({k: v for k, v in body.items() if v is not None}).encode())

    def press(self, payload: str, *, to: str, id: str) -> tuple[int, Any]:  # noqa: A002
        return self.say(None, to=to, id=id, payload=payload)

    def post(self, body: bytes, secret: str = SECRET) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {secret}"}
        return self._call("POST", "/webhooks/balie/turns", body, headers)

    def suggest(self, body: bytes, secret: str = SECRET) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {secret}"}
        return self._call("POST", "/webhooks/balie/suggestions", body, headers)

    def _actions_ready(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.actions_port)) == 0

    def _call(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body, headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")
        except OSError as error:
            return 0, str(error)


StartEngine = Callable[[str], Engine]


@pytest.fixture(scope="session")
def start_engine(
    tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StartEngine]:
    """Starts an engine on a database; all are stopped at the end."""
    running: list[Engine] = []

    def start(database: str) -> Engine:
        engine = Engine(tiny_model, database, tmp_path_factory.mktemp("logs"))
        running.append(engine)
        engine.wait()
        return engine

    yield start
    for engine in running:
        engine.stop()


@pytest.fixture(scope="session")
def engine_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine") / "engine.db"


@pytest.fixture(scope="session")
def engine(start_engine: StartEngine, engine_database: Path) -> Engine:
    """One engine for every test that does not break it."""
    return start_engine(f"sqlite:///{engine_database}")


@pytest.fixture
def together() -> Callable[[list[Callable[[], Any]]], list[Any]]:
    """Runs calls at the same time."""

    def run(calls: list[Callable[[], Any]]) -> list[Any]:
        with ThreadPoolExecutor(len(calls)) as pool:
            return [f.result() for f in [pool.submit(call) for call in calls]]

    return run


def run_async(coroutine: Any) -> Any:
    """A coroutine from a plain test."""
    return asyncio.run(coroutine)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
