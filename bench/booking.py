"""`python -m bench.booking`: from the resident's "ja" to the stored appointment.

Real processes with the default back office. Residents are brought to the read-back one after the
other; then each says yes, and the clock stops when the appointment stands in the back office.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, text

from assistant.settings import ROOT
from bench.conversations import GatewayConversation, session
from bench.figures import percentile
from connectors.storage.database import open_engine
from tools.evaluate.stack import Stack, running

NOW = "2026-11-23T10:00:00+01:00"
RESIDENTS = 60
SIDE_BY_SIDE = 4
DAYS = (1, 2, 3, 4, 7, 8, 9, 10, 11, 14)
LOOK_EVERY = 0.002
PATIENCE_SECONDS = 20.0
_STANDS = text("SELECT count(*) FROM afspraken WHERE status = 'confirmed' AND naam = :name")


async def resident(number: int, stack: Stack, engine: Engine) -> tuple[float, float]:
    """Seconds from "ja" to the stored appointment, and to the answer."""
    name = f"Inwoner {_letters(number)}"
    # Each another time of another working day: nobody is to be too late.
    day = DAYS[number // 28 % len(DAYS)]
    hour, minute = 9 + number // 4 % 7, 15 * (number % 4)
    async with session() as client:
        talk = GatewayConversation(client, f"{stack.address}/rotterdam")
        wish = f"afspraak paspoort {day} december {hour}:{minute:02}, ik heet {name}, a@example.org"
        await talk.ask(wish)
        began = time.perf_counter()
        answered = asyncio.create_task(talk.ask("ja"))
        stored = await _stored(engine, name, began)
        sample = await answered
        await talk.close()
    return stored, sample.seconds


async def _stored(engine: Engine, name: str, began: float) -> float:
    while time.perf_counter() - began < PATIENCE_SECONDS:
        with engine.connect() as connection:
            if connection.execute(_STANDS, {"name": name}).scalar():
                return time.perf_counter() - began
        await asyncio.sleep(LOOK_EVERY)
    raise TimeoutError(name)


def _letters(number: int) -> str:
    """A name without digits, which a mask might take for a number."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}").capitalize()


async def measure(
    stack: Stack, numbers: Sequence[int], side_by_side: int
) -> list[tuple[float, float]]:
    """Groups of residents who say yes at the same moment."""
    engine = open_engine(stack.backoffice_url)
    found: list[tuple[float, float]] = []
    for start in range(0, len(numbers), side_by_side):
        group = numbers[start : start + side_by_side]
        found += await asyncio.gather(*(resident(number, stack, engine) for number in group))
    engine.dispose()
    return found


def main() -> int:
    """Print and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.booking", description=__doc__)
    parser.add_argument("--residents", type=int, default=RESIDENTS, help="of each round")
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    options = parser.parse_args()
    figures = {}
    with running(now=NOW) as stack:
        asyncio.run(measure(stack, range(900, 904), 1))  # the first ones warm up
        for together, first in ((1, 0), (SIDE_BY_SIDE, 100)):
            numbers = range(first, first + options.residents)
            found = asyncio.run(measure(stack, numbers, together))
            figures[f"{together} at once"] = summary(found)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "booking.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    return 0


def summary(found: Sequence[tuple[float, float]]) -> dict[str, int]:
    """Milliseconds from the yes to the stored appointment, and to the answer."""
    stored, answered = [one for one, _ in found], [one for _, one in found]
    return {
        "n": len(found),
        "stored_p50_ms": round(1000 * median(stored)),
        "stored_p95_ms": round(1000 * percentile(stored, 0.95)),
        "answer_p50_ms": round(1000 * median(answered)),
        "answer_p95_ms": round(1000 * percentile(answered, 0.95)),
    }


if __name__ == "__main__":
    raise SystemExit(main())
