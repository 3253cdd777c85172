"""A side of the comparison: how it is started, asked and stopped, and what it used."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

import aiohttp

from bench import machine
from bench.conversations import Conversation, session
from bench.figures import Memory, Ready, Sample
from tools.evaluate.stack import free_ports, log_tail

READY_SECONDS = 240.0
STOP_SECONDS = 20.0
GREETING = "Goedendag, bent u bereikbaar"


class SideFailed(Exception):
    """It did not start or did not answer. The message says why, with the end of its log."""


class Side(ABC):
    """One bot, with all the processes it needs. Started and stopped as often as wanted."""

    name: str
    ports: int

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._run = folder
        self._starts = 0
        self._ports: list[int] = []

    @abstractmethod
    def command(self) -> list[str]:
        """What to start."""

    @abstractmethod
    def directory(self) -> Path:
        """Where to start it."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """All that its processes find in their environment."""

    @abstractmethod
    def health(self) -> list[str]:
        """Addresses that all answer 200 once a message can be sent."""

    @abstractmethod
    def conversation(self, client: aiohttp.ClientSession) -> Conversation:
        """A resident who was never here before."""

    @property
    def pid(self) -> int:
        """The process from which all others of this side came."""
        if self._process is None:
            raise SideFailed(f"{self.name} does not run")
        return self._process.pid

    async def start(self) -> Ready:
        """Start it and wait for the answer to a first message.

        Raises:
            SideFailed: no answer within `READY_SECONDS`.
        """
        began = time.perf_counter()
        self._launch()
        try:
            async with asyncio.timeout(READY_SECONDS), session() as client:
                await self._well(client)
                sample = await self._first_answer(client)
        except TimeoutError as error:
            raise SideFailed(self._why("not ready in time")) from error
        if not sample.answered:
            raise SideFailed(self._why(f"the first message failed: {sample.failure or 'empty'}"))
        return Ready(wall=time.perf_counter() - began, cpu=machine.cpu_seconds(self.pid))

    def memory(self) -> Memory:
        """Of all its processes, now."""
        return machine.memory(self.pid)

    def check(self, members: list[int]) -> None:
        """See that all of these processes still live.

        Raises:
            SideFailed: one does not.
        """
        ended = [pid for pid in members if not machine.is_alive(pid)]
        if ended:
            raise SideFailed(self._why(f"{len(ended)} of its processes ended while it was asked"))

    def stop(self) -> None:
        """Ask it to end; what has not ended then, is ended by its id."""
        process, self._process = self._process, None
        if process is None:
            return
        members = machine.descendants(process.pid)
        process.terminate()
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and (
            process.poll() is None or any(map(machine.is_alive, members))
        ):
            time.sleep(0.1)
        for pid in members:
            if machine.is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()

    @property
    def log(self) -> Path:
        """Everything that its processes printed since the last start."""
        return self._run / "log"

    def _launch(self) -> None:
        self._starts += 1
        self._run = self._folder / f"{type(self).__name__.lower()}-{self._starts}"
        self._run.mkdir()
        self._ports = free_ports(self.ports)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.directory(),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C comes to us, and we stop it in good order
            )

    async def _well(self, client: aiohttp.ClientSession) -> None:
        waiting = self.health()
        while waiting:
            if self._process is None or self._process.poll() is not None:
                raise SideFailed(self._why("it stopped"))
            waiting = [url for url in waiting if not await _answers(client, url)]
            await asyncio.sleep(0.1 if waiting else 0)

    async def _first_answer(self, client: aiohttp.ClientSession) -> Sample:
        conversation = self.conversation(client)
        try:
            return await conversation.ask(GREETING)
        finally:
            await conversation.close()

    def _why(self, what: str) -> str:
        return f"{self.name}: {what}\n{log_tail(self.log)}"


async def _answers(client: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with client.get(url) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def plain_environment() -> dict[str, str]:
    """Ours, without what was set for Balie: both sides start as on a machine of their own."""
    ours = ("BALIE_", "SANIC_", "RASA_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
