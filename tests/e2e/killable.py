"""Processes of their own that a test kills without warning and starts again."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout
from aiohttp.test_utils import unused_port

from assistant.settings import ROOT

_QUICK = ClientTimeout(total=2)


class Killable:
    """One process on one port, whatever its incarnation. `ready` answers when it serves."""

    def __init__(self, name: str, ready: str, log: Path) -> None:
        self.name = name
        self.port = unused_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.deaths = 0
        self._ready = self.url + ready
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    def run(self, *command: str, **settings: str) -> None:
        """What it is: a module of Python with its arguments, and its environment."""
        self._command = [sys.executable, "-m", *command]
        self._settings = {k: v for k, v in os.environ.items() if not k.startswith("BALIE_")}
        self._settings |= settings

    def settings(self, **settings: str) -> None:
        """More of its environment, from its next start on."""
        self._settings |= settings

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=ROOT, env=self._settings, stdout=log, stderr=log
            )

    async def serve(self) -> None:
        """Wait until it answers. One that ended by itself is a fault, and says why."""
        async with ClientSession(timeout=_QUICK) as session, asyncio.timeout(30):
            while True:
                assert self._process is not None
                assert self._process.returncode is None, self.said()[-3000:]
                try:
                    async with session.get(self._ready):
                        return
                except (ClientError, TimeoutError):
                    await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """SIGKILL: no handler, no farewell."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
            self.deaths += 1

    def said(self) -> str:
        return self._log.read_text()


def web_process(folder: Path, database: str, engine: str, number: int = 0) -> Killable:
    """`python -m web`, as it runs in production."""
    made = Killable(f"web{number}", "/health", folder / f"web{number}.log")
    made.run(
        "web",
        BALIE_DATABASE_URL=database,
        BALIE_ENGINE_URL=engine,
        BALIE_WEB_PORT=str(made.port),
        BALIE_MESSAGES_PER_MINUTE="10000",
        BALIE_KLANTINTERACTIES_URL="http://127.0.0.1:1",
    )
    return made


def engine_process(folder: Path, database: str) -> Killable:
    """The stand-in for Rasa behind its door."""
    made = Killable("engine", "/webhooks/balie/health", folder / "engine.log")
    made.run("tests.e2e.engine_door", str(made.port), database)
    return made
