"""Brings what was said to residents who do not fetch it: in order, again when it failed.

A message goes to its provider once. Only when this process dies between handing it over and
writing that down is it not known whether it went; then the provider's receipt decides, and without
one it goes again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from assistant.domain.contacts import Outgoing
from assistant.domain.transcript import Kind
from assistant.errors import StorageUnavailable, where
from assistant.ports.outbox import OutboxPort
from connectors.channels.sender import Recipient, Sender, SendRefused, SendUnavailable

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Persistence:
    """How long to wait for what, in seconds."""

    look_every: float = 1.0
    receipt_within: float = 20.0
    retries: tuple[float, ...] = (1, 3, 10, 30, 60, 300)
    give_up_after: int = 40
    at_once: int = 20


class Outbox:
    """Claims messages and sends them side by side, of each contact one at a time. One that is slow
    to go keeps nobody else waiting."""

    def __init__(
        self,
        store: OutboxPort,
        senders: Mapping[str, Sender],
        persistence: Persistence | None = None,
    ) -> None:
        """`senders` by channel."""
        self._store = store
        self._senders = senders
        self._persistence = persistence or Persistence()
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin with what an earlier process left behind, and keep looking."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop at once. What was not sent is in the record."""
        if self._task is not None:
            tasks = (self._task, *self._sending)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for sender in set(self._senders.values()):
            await sender.close()

    def ring(self, _conversation_id: str = "") -> None:
        """Something may have been added."""
        self._bell.set()

    async def receipt(self, reference: str, delivered: bool) -> None:
        """What a provider says of a message it got from us.

        Raises:
            StorageUnavailable: it is not written down; the provider may say it again.
        """
        if not (reference.isascii() and reference.isdigit() and len(reference) < 18):
            log.warning("receipt_unreadable")
        elif delivered:
            await self._store.sent(int(reference))
        else:
            await self._store.give_up(int(reference), "undelivered")
        self.ring()

    async def _run(self) -> None:
        while True:
            self._bell.clear()
            with suppress(StorageUnavailable):
                await self._send_due()
            try:
                async with asyncio.timeout(self._persistence.look_every):
                    await self._bell.wait()
            except TimeoutError:
                pass

    async def _send_due(self) -> None:
        """Begin to send what can be sent now. What is sent makes room for more."""
        free = self._persistence.at_once - len(self._sending)
        if not free:
            return
        now = _now()
        until = now + timedelta(seconds=self._persistence.receipt_within)
        for outgoing in await self._store.claim(now, until, free):
            task = asyncio.create_task(self._send(outgoing))
            self._sending.add(task)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.ring()

    async def _send(self, outgoing: Outgoing) -> None:
        contact = outgoing.contact
        try:
            reason = await self._hand_over(outgoing)
            if reason:
                await self._store.give_up(outgoing.id, reason)
                log.error("message_not_sent", channel=contact.channel, reason=reason)
            else:
                await self._store.sent(outgoing.id)
        except SendUnavailable as error:
            log.warning("send_postponed", channel=contact.channel, attempts=outgoing.attempts)
            if error.certain:
                await self._try_again(outgoing)
        except StorageUnavailable:
            pass  # claimed again after its time, unless a receipt comes first
        except Exception as error:
            # One message that we cannot render must not stop all others.
            log.error("send_failed", channel=contact.channel, where=where(error))
            await self._try_again(outgoing)

    async def _hand_over(self, outgoing: Outgoing) -> str:
        """Why this message will never go; empty where it went.

        Raises:
            SendUnavailable: not now.
        """
        contact = outgoing.contact
        sender = self._senders.get(contact.channel)
        if sender is None:
            return "no_sender"
        if contact.stopped and outgoing.message.kind is not Kind.NOTICE:
            return "stopped"
        if outgoing.attempts > self._persistence.give_up_after:
            return "too_often"
        to = Recipient(contact.address, contact.line)
        try:
            await sender.send(to, outgoing.message, str(outgoing.id))
        except SendRefused as error:
            return str(error)[:64] or "refused"
        return ""

    async def _try_again(self, outgoing: Outgoing) -> None:
        try:
            await self._store.postpone(outgoing.id, self._next(outgoing))
        except StorageUnavailable:
            log.warning("postponed_not_kept", channel=outgoing.contact.channel)

    def _next(self, outgoing: Outgoing) -> datetime:
        pauses = self._persistence.retries
        pause = pauses[min(outgoing.attempts - 1, len(pauses) - 1)]
        return _now() + timedelta(seconds=pause)


def _now() -> datetime:
    """The clock on the wall: retries go on, also where the residents' clock stands still."""
    return datetime.now(UTC)
