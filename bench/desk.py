"""`python -m bench.desk`: fifty residents with a human at the same time, on three channels.

Real processes. Each resident asks for a human, is taken by one of the staff, and both then speak in
turns. The clock of a handover begins when "Chat met een medewerker" is pressed and stops when its
packet is on a desk; that of a message when it is sent and when the other side has it. A message by
WhatsApp or SMS is sent when its provider calls our webhook, signed, and had when we call the
provider, which takes its time to answer and reports on each, as a real one does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from assistant.domain.staff import Staff
from assistant.settings import ROOT, Settings
from bench.desk_residents import (
    CHANNELS,
    Board,
    Figures,
    Resident,
    channel_of,
    on_the_web,
    telephones,
)
from bench.figures import percentile
from tools.evaluate.stack import Stack, running
from tools.staff import keep

RESIDENTS, STAFF, ROUNDS = 51, 17, 15
MOST_SECONDS = 300.0
PASSWORD = "een lang wachtwoord"  # noqa: S105 - for the time of one measurement


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
    try:
        yield
    finally:
        for desk in desks:
            desk.cancel()
        await asyncio.gather(*desks, return_exceptions=True)
        await asyncio.gather(*(session.close() for session in sessions))


async def measure(stack: Stack, residents: int, rounds: int) -> Mapping[str, Figures]:
    """All of them at once, by channel."""
    board = Board()
    async with (
        telephones(stack) as hub,
        staffed(stack, STAFF, board),
        asyncio.timeout(MOST_SECONDS),
        asyncio.TaskGroup() as group,
    ):
        for number in range(residents):
            one, channel = Resident(number, rounds, board), channel_of(number)
            talk = on_the_web(one, stack) if channel == "webchat" else hub.speak(one, channel)
            group.create_task(talk)
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
    found = {
        channel: {kind: summary(values) for kind, values in vars(figures[channel]).items()}
        for channel in CHANNELS
        if channel in figures
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "desk.json").write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
