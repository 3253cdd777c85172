"""The whole measurement: starts, then blocks in turns, then memory. Stops by itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import machine
from bench.blocks import block
from bench.figures import Block, Memory, Ready, Summary, summarise
from bench.messages import Script, repeated
from bench.sides import Side

LEVELS = (1, 8)
PER_RESIDENT = 2
"""Conversations for each of several residents at a time, so that the last ones are seldom alone."""


@dataclass(frozen=True)
class Plan:
    """How much to measure. `seconds` bounds the whole, whatever the machine does."""

    starts: int = 2
    rounds: int = 8
    seconds: float = 450.0


@dataclass
class Measured:
    """What one side showed."""

    readies: list[Ready] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    memory: Memory | None = None

    def summary(self) -> Summary:
        """The figures."""
        return summarise(self.readies, self.blocks, self.memory)


@dataclass(frozen=True)
class Outcome:
    """All sides, by name, in the order in which they were measured."""

    sides: dict[str, Measured]
    seconds: float
    load_before: str
    load_after: str


async def measure(sides: Sequence[Side], scripts: list[Script], plan: Plan) -> Outcome:
    """Measure all sides in turns; the ones that do not work now stand by.

    Raises:
        SideFailed: one did not start. All are stopped.
    """
    began = time.monotonic()
    before = machine.load()
    measured = {side.name: Measured() for side in sides}
    try:
        await _starts(sides, measured, plan, began)
        for side in sides:  # first uses of everything, not counted
            await block(side, scripts[:2], 2, began + plan.seconds)
        await _rounds(sides, measured, scripts, plan, began)
        for side in sides:
            measured[side.name].memory = side.memory()
    finally:
        for side in sides:
            side.stop()
    return Outcome(measured, time.monotonic() - began, before, machine.load())


async def _starts(
    sides: Sequence[Side], measured: dict[str, Measured], plan: Plan, began: float
) -> None:
    """Start all, `plan.starts` times. A slow machine gets one start, and time left for messages."""
    for number in range(plan.starts):
        if number and time.monotonic() - began > 0.3 * plan.seconds:
            say("the first start took long: no second one")
            return
        for side in sides:
            side.stop()
        for side in sides:
            ready = await side.start()
            measured[side.name].readies.append(ready)
            say(f"{side.name}: ready after {ready.wall:.1f} s ({ready.cpu:.1f} s CPU)")


async def _rounds(
    sides: Sequence[Side],
    measured: dict[str, Measured],
    scripts: list[Script],
    plan: Plan,
    began: float,
) -> None:
    longest = 0.0
    for number in range(plan.rounds):
        if number and time.monotonic() - began + longest > plan.seconds:
            say(f"time is up after {number} of {plan.rounds} rounds")
            return
        started = time.monotonic()
        for parallel in LEVELS:
            chosen = scripts if parallel == 1 else repeated(parallel * PER_RESIDENT, scripts)
            for side in sides:
                done = await block(side, chosen, parallel, began + plan.seconds)
                if not done.samples:
                    say("time is up")
                    return
                measured[side.name].blocks.append(done)
                say(
                    f"round {number + 1}, {parallel} at a time, {side.name}: "
                    f"{done.cpu_ms:.1f} ms CPU per message, {done.rate:.1f} messages/s"
                )
        longest = max(longest, time.monotonic() - started)


def say(line: str) -> None:
    """Progress, for who waits."""
    print(f"bench: {line}", flush=True)
