"""Has kept messages answered: in order within a conversation, conversations side by side.

The engine may be away, slow or failing. Then the resident hears so after a short wait, the message
is tried again with growing pauses, and the real answer follows by itself.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from assistant.domain.conversation import InboundMessage
from assistant.errors import EngineUnavailable, StorageUnavailable, where
from assistant.services.conversations import ConversationsService

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long to wait for what, in seconds."""

    notice_after: float = 5.0
    first_retry: float = 0.5
    retries: tuple[float, ...] = (2, 4, 8, 15, 30, 60)
    give_up_after: float = 15 * 60
    sweep_every: float = 30.0
    overtaking: float = 0.5
    tick: float = 0.5


@dataclass
class _Waiting:
    """`sent_at` orders a line; `ready` is until when a message that was sent earlier may come."""

    message: InboundMessage
    since: float
    sent_at: float
    ready: float
    told: bool = False


@dataclass
class _Line:
    """The messages of one conversation that wait; a task serves them one by one."""

    waiting: list[_Waiting] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    asking: bool = False
    task: asyncio.Task[None] | None = None


class Answering:
    """Serves every conversation that has something to answer."""

    def __init__(
        self,
        service: ConversationsService,
        changed: Callable[[str], None],
        patience: Patience | None = None,
    ) -> None:
        self._service = service
        self._changed = changed
        self._patience = patience or Patience()
        self._lines: dict[str, _Line] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Pick up what an earlier process left behind, and keep looking."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Stop at once. What was not answered is in the record and will be picked up."""
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        if self._sweeper is not None:
            tasks.append(self._sweeper)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def add(
        self, message: InboundMessage, age: float = 0.0, sent_at: datetime | None = None
    ) -> None:
        """Have this message answered after those of its conversation that came before.

        `sent_at` where a message may have been overtaken by a later one: then this one still goes
        first, unless the later one is being answered already.
        """
        line = self._lines.get(message.conversation_id)
        if line is None:
            line = self._lines[message.conversation_id] = _Line()
            line.task = asyncio.create_task(self._serve(message.conversation_id, line))
        if message.id in line.ids:
            return
        line.ids.add(message.id)
        now = time.monotonic()
        sent = now - age if sent_at is None else now - _age(sent_at)
        ready = now if sent_at is None else now + self._patience.overtaking
        # What is being answered stays first.
        first = 1 if line.asking else 0
        place = bisect_right(line.waiting, sent, lo=first, key=lambda one: one.sent_at)
        line.waiting.insert(place, _Waiting(message, now - age, sent, ready))
        # During an outage a new message is a reason to try at once.
        line.nudge.set()

    def busy(self, conversation_id: str) -> bool:
        """Whether an answer is on its way in this conversation."""
        return conversation_id in self._lines

    async def _serve(self, conversation_id: str, line: _Line) -> None:
        try:
            while line.waiting:
                head = line.waiting[0]
                if (early := head.ready - time.monotonic()) > 0:
                    line.nudge.clear()
                    await _wait(line.nudge, early)
                    continue
                line.asking = True
                await self._answer(line, head)
                line.asking = False
                line.waiting.remove(head)
                line.ids.discard(head.message.id)
                self._changed(conversation_id)
        finally:
            del self._lines[conversation_id]

    async def _answer(self, line: _Line, head: _Waiting) -> None:
        """Until it is answered, or given up."""
        failures = 0
        while True:
            line.nudge.clear()
            try:
                await self._ask(line, head)
                return
            except (EngineUnavailable, StorageUnavailable) as error:
                reason = type(error).__name__
            except Exception as error:
                # One message that we cannot handle must not stop the conversation for ever.
                reason = type(error).__name__
                log.error("answer_failed", reason=reason, where=where(error))
            failures += 1
            if failures == 1:
                await asyncio.sleep(self._patience.first_retry)
                continue
            log.warning("answer_postponed", reason=reason, failures=failures)
            try:
                await self._tell(line, everyone=True)
                if time.monotonic() - head.since > self._patience.give_up_after:
                    await self._service.give_up(head.message)
                    return
            except StorageUnavailable:
                log.warning("delay_not_told", reason="StorageUnavailable")
            pauses = self._patience.retries
            await _wait(line.nudge, pauses[min(failures - 2, len(pauses) - 1)])

    async def _ask(self, line: _Line, head: _Waiting) -> None:
        asking = asyncio.create_task(self._service.answer(head.message))
        try:
            while not asking.done():
                await asyncio.wait({asking}, timeout=self._patience.tick)
                if not asking.done():
                    await self._tell(line)
            await asking
        finally:
            asking.cancel()

    async def _tell(self, line: _Line, everyone: bool = False) -> None:
        """Tell who has waited long enough that the answer follows later."""
        now = time.monotonic()
        for waiting in tuple(line.waiting):
            if waiting.told or not (everyone or now - waiting.since > self._patience.notice_after):
                continue
            await self._service.tell_delay(waiting.message)
            waiting.told = True
            self._changed(waiting.message.conversation_id)

    async def _sweep(self) -> None:
        older_than = 0.0
        while True:
            try:
                found = await self._service.waiting(timedelta(seconds=older_than))
            except StorageUnavailable:
                found = []
            for message, age in found:
                if older_than == 0 or not self.busy(message.conversation_id):
                    self.add(message, age.total_seconds())
            if found and older_than == 0:
                log.info("messages_picked_up", count=len(found))
            older_than = self._patience.sweep_every
            await asyncio.sleep(self._patience.sweep_every)


def _age(moment: datetime) -> float:
    """Seconds since then; a clock that runs ahead of ours counts as now."""
    return max((datetime.now(UTC) - moment).total_seconds(), 0.0)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
