"""`python -m bench.desk`: fifty residents with a human at the same time.

Real processes. Each resident asks for a human, is taken by one of the staff, and both then speak in
turns. The clock of a handover begins when "Chat met een medewerker" is pressed and stops when its
packet is on a desk; that of a message when it is sent and when the other side has it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from assistant.domain.staff import Staff
from assistant.settings import ROOT, Settings
from bench.figures import percentile
from tools.evaluate.stack import Stack, running
from tools.staff import keep

RESIDENTS, STAFF, ROUNDS = 50, 17, 15
PASSWORD = "een lang wachtwoord"  # noqa: S105 - for the time of one measurement
PAUSE_SECONDS = 2.0
"""Between two messages of one resident: people type. With so many rounds all of them overlap."""


@dataclass
class Figures:
    """Seconds of each kind."""

    packet: list[float] = field(default_factory=list)
    to_staff: list[float] = field(default_factory=list)
    to_resident: list[float] = field(default_factory=list)


class Desk:
    """One of the staff, with the page open: takes whoever waits, and answers each message."""

    def __init__(self, session: aiohttp.ClientSession, stack: Stack, board: Board) -> None:
        self._session = session
        self._url = f"{stack.address}/desk"
        self._board = board
        self._read: dict[str, int] = {}

    async def work(self) -> None:
        """Ends only when it is cancelled."""
        async with self._session.get(f"{self._url}/gebeurtenissen") as stream:
            async for raw in stream.content:
                if raw.startswith(b"data: "):
                    for one in json.loads(raw[6:])["line"]:
                        await self._look(one)

    async def _look(self, one: dict[str, Any]) -> None:
        if one["stage"] == "waiting" and one["id"] not in self._board.taken:
            self._board.taken.add(one["id"])
            seen = await self._get(one["id"], 0)
            # By what it wrote: the desk knows no conversation by its number.
            name = next(m["text"] for m in seen["messages"] if m["text"].startswith("ik ben"))
            self._board.packet_seen(name)
            await self._post(one["id"], "nemen", {})
        elif one["mine"] and one["length"] > self._read.get(one["id"], 0):
            seen = await self._get(one["id"], self._read.get(one["id"], 0))
            for message in seen["messages"]:
                self._read[one["id"]] = message["sequence"]
                if message["author"] == "resident" and message["text"].startswith("bericht"):
                    self._board.reached_staff(message["text"])
                    answer = message["text"].replace("bericht", "antwoord")
                    self._board.sent[answer] = time.perf_counter()
                    await self._post(one["id"], "zeggen", {"id": answer[-3:], "text": answer})

    async def _get(self, handover: str, after: int) -> Any:
        async with self._session.get(f"{self._url}/gesprekken/{handover}?after={after}") as found:
            return await found.json()

    async def _post(self, handover: str, what: str, body: dict[str, str]) -> None:
        url = f"{self._url}/gesprekken/{handover}/{what}"
        async with self._session.post(url, json=body) as answer:
            await answer.read()


@dataclass
class Board:
    """What was sent when, and what came back of it."""

    figures: Figures = field(default_factory=Figures)
    taken: set[str] = field(default_factory=set)
    sent: dict[str, float] = field(default_factory=dict)

    def packet_seen(self, name: str) -> None:
        """A desk has all there is of this resident."""
        if name in self.sent:
            self.figures.packet.append(time.perf_counter() - self.sent[name])

    def reached_staff(self, text: str) -> None:
        """A desk has this message."""
        self.figures.to_staff.append(time.perf_counter() - self.sent[text])

    def reached_resident(self, text: str) -> None:
        """The page of the resident has this answer."""
        if text.startswith("antwoord"):
            self.figures.to_resident.append(time.perf_counter() - self.sent[text])


async def resident(number: int, rounds: int, stack: Stack, board: Board) -> None:
    """From the first word to the last answer."""
    url = f"{stack.address}/rotterdam"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:

        async def say(**body: str) -> None:
            async with session.post(f"{url}/messages", json=body) as answer:
                await answer.read()

        name = f"ik ben resident {chr(97 + number // 26)}{chr(97 + number % 26)}, en wil een mens"
        await say(text=name)
        async with session.get(f"{url}/events") as stream:
            done = 0
            async for raw in stream.content:
                if not raw.startswith(b"data: "):
                    continue
                message = json.loads(raw[6:])
                for choice in message.get("choices", ()):
                    if choice["title"] == "Chat met een medewerker":
                        board.sent[name] = time.perf_counter()
                        await say(choice=choice["id"])
                text = message.get("text", "")
                board.reached_resident(text)
                if text.startswith(("U praat nu met", "antwoord")):
                    if done == rounds:
                        return
                    done += 1
                    await asyncio.sleep(PAUSE_SECONDS)
                    said = f"bericht {name[16:18]}{chr(96 + done)}"
                    board.sent[said] = time.perf_counter()
                    await say(text=said)


@asynccontextmanager
async def staffed(stack: Stack, count: int, board: Board) -> AsyncIterator[None]:
    """So many desks are open."""
    settings = Settings(database_url=stack.database_url)
    sessions, desks = [], []
    for number in range(count):
        name = f"staff{number}"
        await keep(settings, Staff(f"s{number}", name, f"Noor {number}", "rotterdam"), PASSWORD)
        session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(None)
        )
        form = {"naam": name, "wachtwoord": PASSWORD}
        async with session.post(f"{stack.address}/desk/inloggen", data=form) as answer:
            answer.raise_for_status()
        sessions.append(session)
        desks.append(asyncio.create_task(Desk(session, stack, board).work()))
    await asyncio.sleep(2)
    yield
    for desk in desks:
        desk.cancel()
    await asyncio.gather(*desks, return_exceptions=True)
    await asyncio.gather(*(session.close() for session in sessions))


async def measure(stack: Stack, residents: int, rounds: int) -> Figures:
    """All of them at once. What is slow the first time (models, templates) is not what we ask."""
    return await measured(stack, residents, rounds)


async def measured(stack: Stack, residents: int, rounds: int) -> Figures:
    """All of them at once."""
    board = Board()
    async with staffed(stack, STAFF, board), asyncio.TaskGroup() as group:
        for number in range(residents):
            group.create_task(resident(number, rounds, stack, board))
            await asyncio.sleep(0.4)  # they come one after another, and stay
    return board.figures


def summary(seconds: Sequence[float]) -> dict[str, int]:
    """In milliseconds."""
    return {
        "n": len(seconds),
        "p50_ms": round(1000 * median(seconds)),
        "p95_ms": round(1000 * percentile(seconds, 0.95)),
        "slowest_ms": round(1000 * max(seconds)),
    }


def main() -> int:
    """Print and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--residents", type=int, default=RESIDENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    options = parser.parse_args()
    with running() as stack:
        figures = asyncio.run(measure(stack, options.residents, options.rounds))
    found = {name: summary(values) for name, values in vars(figures).items()}
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "desk.json").write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
