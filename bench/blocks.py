"""One block: the same conversations once through one side, so many at a time."""

from __future__ import annotations

import asyncio
import time
from collections import deque

import aiohttp

from bench import machine
from bench.conversations import session
from bench.figures import Block, Sample
from bench.messages import Script
from bench.sides import Side

SETTLE_SECONDS = 0.5
"""Work that goes on after the answer was given is part of its price."""


async def block(side: Side, scripts: list[Script], parallel: int, until: float) -> Block:
    """Hold all conversations, `parallel` at a time; begin none after `until` (monotonic time).

    Raises:
        SideFailed: one of its processes ended meanwhile, so the figures mean nothing.
    """
    waiting = deque(scripts)
    samples: list[Sample] = []
    async with session() as client:
        members = machine.descendants(side.pid)
        before = machine.usage(side.pid)
        began = time.perf_counter()
        async with asyncio.TaskGroup() as residents:
            for _ in range(parallel):
                residents.create_task(_resident(side, client, waiting, samples, until))
        wall = time.perf_counter() - began
        await asyncio.sleep(SETTLE_SECONDS)
        after = machine.usage(side.pid)
        side.check(members)
    return Block(
        parallel=parallel,
        samples=tuple(samples),
        wall=wall,
        cpu=after.side - before.side,
        others_busy=after.others_busy_since(before),
    )


async def _resident(
    side: Side,
    client: aiohttp.ClientSession,
    waiting: deque[Script],
    samples: list[Sample],
    until: float,
) -> None:
    while waiting and time.monotonic() < until:
        script = waiting.popleft()
        conversation = side.conversation(client)
        try:
            for text in script:
                sample = await conversation.ask(text)
                samples.append(sample)
                if sample.failure:
                    break  # what this resident asks next would wait behind it
        finally:
            await conversation.close()
