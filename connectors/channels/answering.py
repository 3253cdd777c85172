"""Has kept messages answered: in order within a conversation, conversations side by side.

The engine may be away, slow or failing. Then the resident hears so after a short wait, the message
is tried again with growing pauses, and the real answer follows by itself.

Several processes may serve one conversation. Each asks the record what comes first, so none answers
ahead of another; the engine gives the same answer twice and the record keeps it once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

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
    message: InboundMessage
    since: float
    told: bool = False


@dataclass
class _Line:
    """One conversation that is served. `waiting` is what the record said last, oldest first."""

    conversation_id: str
    waiting: tuple[_Waiting, ...] = ()
    not_before: float = 0.0
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
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

    def wake(self, conversation_id: str, overtaken: bool = False) -> None:
        """Have what waits in this conversation answered.

        `overtaken`: messages may overtake each other on their way to us. Then what was sent before
        this one has a moment to come in, and is answered first.
        """
        line = self._lines.get(conversation_id)
        if line is None:
            line = self._lines[conversation_id] = _Line(conversation_id)
            line.task = asyncio.create_task(self._serve(line))
        now = time.monotonic()
        if overtaken and line.not_before < now:
            line.not_before = now + self._patience.overtaking
        # During an outage a new message is a reason to try at once.
        line.nudge.set()

    def busy(self, conversation_id: str) -> bool:
        """Whether an answer is on its way in this conversation."""
        return conversation_id in self._lines

    async def _serve(self, line: _Line) -> None:
        """Answer the oldest that waits, until none does."""
        failures = 0
        try:
            while True:
                await asyncio.sleep(max(line.not_before - time.monotonic(), 0))
                line.nudge.clear()
                try:
                    await self._look(line)
                    if line.waiting:
                        await self._ask(line, line.waiting[0])
                    self._changed(line.conversation_id)
                    if not line.waiting and not line.nudge.is_set():
                        return
                    failures = 0
                    continue
                except (EngineUnavailable, StorageUnavailable) as error:
                    reason = type(error).__name__
                except Exception as error:
                    # One message that we cannot handle must not stop the conversation for ever.
                    reason = type(error).__name__
                    log.error("answer_failed", reason=reason, where=where(error))
                failures += 1
                await self._pause(line, failures, reason)
        finally:
            del self._lines[line.conversation_id]

    async def _look(self, line: _Line) -> None:
        """Ask the record what waits, and in which order.

        Not our memory: messages that came in at the same moment, before we started or through
        another process would be answered before their turn.
        """
        known = {waiting.message.id: waiting for waiting in line.waiting}
        now = time.monotonic()
        line.waiting = tuple(
            known.get(message.id) or _Waiting(message, now - age.total_seconds())
            for message, age in await self._service.waiting_in(line.conversation_id)
        )

    async def _pause(self, line: _Line, failures: int, reason: str) -> None:
        """After a failure. The resident hears of the second; in the end the oldest is given up."""
        if failures == 1:
            await asyncio.sleep(self._patience.first_retry)
            return
        log.warning("answer_postponed", reason=reason, failures=failures)
        try:
            await self._tell(line, everyone=True)
            head = line.waiting[0] if line.waiting else None
            if head and time.monotonic() - head.since > self._patience.give_up_after:
                await self._service.give_up(head.message)
                self._changed(line.conversation_id)
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
                if asking.done():
                    break
                if line.nudge.is_set():
                    await self._look(line)
                await self._tell(line)
            await asking
        finally:
            asking.cancel()

    async def _tell(self, line: _Line, everyone: bool = False) -> None:
        """Tell who has waited long enough that the answer follows later."""
        patience = 0.0 if everyone else self._patience.notice_after

        def due() -> list[_Waiting]:
            before = time.monotonic() - patience
            return [w for w in line.waiting if not w.told and w.since <= before]

        if not due():
            return
        # Another process may have answered meanwhile.
        await self._look(line)
        for waiting in due():
            await self._service.tell_delay(waiting.message)
            waiting.told = True
            self._changed(line.conversation_id)

    async def _sweep(self) -> None:
        older_than = 0.0
        while True:
            try:
                found = await self._service.waiting(timedelta(seconds=older_than))
            except StorageUnavailable:
                found = []
            for message, _age in found:
                if not self.busy(message.conversation_id):
                    self.wake(message.conversation_id)
            if found and older_than == 0:
                log.info("messages_picked_up", count=len(found))
            older_than = self._patience.sweep_every
            await asyncio.sleep(self._patience.sweep_every)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
