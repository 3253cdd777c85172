"""Residents who want a human, at the desk of another system: brought there, and what comes back.

What was brought is kept as it goes, so any process may die. One brings a handover at a time, and
the other desk knows every message by our id, so nothing is there twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from assistant.domain.handover import Ending, Handover, Stage
from assistant.domain.staff import Staff
from assistant.domain.transcript import Author
from assistant.errors import BackendUnavailable, StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.handovers import HandoversPort
from assistant.ports.live_desk import LiveDeskPort
from assistant.ports.other_desk import Link, OtherDeskPort
from assistant.services.desk import NOBODY_FOR, DeskService

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
SWEEP_SECONDS = 5.0


class OtherDesk:
    """`note_of` is what staff see at once, as text."""

    def __init__(
        self,
        desk: LiveDeskPort,
        links: OtherDeskPort,
        handovers: HandoversPort,
        conversations: ConversationsPort,
        service: DeskService,
        note_of: Callable[[Handover], Awaitable[str]],
        clock: ClockPort,
    ) -> None:
        self._desk = desk
        self._links = links
        self._handovers = handovers
        self._conversations = conversations
        self._service = service
        self._note_of = note_of
        self._clock = clock
        self._bell = asyncio.Event()

    # --- out

    def changed(self, _conversation_id: str) -> None:
        """Somebody said something: look at once."""
        self._bell.set()

    async def run_forever(self, municipalities: Sequence[str]) -> None:
        """Bring what is new, as it comes. Ends only when it is cancelled."""
        while True:
            self._bell.clear()
            await self.once(municipalities)
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._bell.wait()
            except TimeoutError:
                pass

    async def once(self, municipalities: Sequence[str]) -> None:
        """Bring all that is new. Never fails: what could not be brought waits for the next time."""
        try:
            for municipality in municipalities:
                for one in await self._handovers.open_of(municipality):
                    await self._try(one.id)
            for link in await self._links.not_closed():
                await self._try(link.handover_id)
        except StorageUnavailable:
            log.warning("other_desk_not_brought")

    async def watch(self, municipalities: Sequence[str]) -> None:
        """Nobody waits for a desk where nobody is.

        Raises:
            StorageUnavailable: it waits for the next time.
        """
        now = self._clock.now()
        for municipality in municipalities:
            every = await self._handovers.open_of(municipality)
            late = [
                one
                for one in every
                if one.stage is Stage.WAITING and one.asked_at < now - NOBODY_FOR
            ]
            if not late:
                continue
            try:
                there = await self._desk.people(municipality)
            except BackendUnavailable:
                there = 0
            for one in late if not there else ():
                await self._service.nobody(one)

    async def _try(self, handover_id: str) -> None:
        try:
            await self._bring(handover_id)
        except BackendUnavailable as error:
            log.warning("other_desk_not_reached", reason=str(error))

    async def _bring(self, handover_id: str) -> None:
        now = self._clock.now()
        link = await self._links.take(handover_id, now, now + LEASE)
        if link is None:
            return
        handover = await self._handovers.get(handover_id)
        try:
            if handover is None or handover.stage is Stage.ENDED:
                if link.reference:
                    await self._desk.close(link.reference)
                link = replace(link, closed=True)
            else:
                link = await self._said(handover, await self._opened(handover, link))
        finally:
            await self._links.keep(link, free=True)

    async def _opened(self, handover: Handover, link: Link) -> Link:
        if link.reference:
            return link
        # What was said so far is in the note.
        said = await self._conversations.messages(handover.conversation_id)
        reference = await self._desk.open(handover, await self._note_of(handover))
        link = replace(link, reference=reference, after=said[-1].sequence if said else 0)
        await self._links.keep(link)
        log.info("handover_at_other_desk", channel=handover.channel)
        return link

    async def _said(self, handover: Handover, link: Link) -> Link:
        for message in await self._conversations.messages(handover.conversation_id, link.after):
            if message.author is Author.RESIDENT:
                key = f"{handover.id}:{message.sequence}"
                await self._desk.bring(link.reference, key, message.text)
            link = replace(link, after=message.sequence)
            await self._links.keep(link)
        return link

    # --- back

    async def said(
        self, reference: str, message_id: str, text: str, agent_id: str, name: str
    ) -> None:
        """Somebody at the other desk says something; the first time he takes the turn.

        Raises:
            StorageUnavailable: nothing was said; it may be told again.
        """
        found = await self._open(reference)
        if found is None:
            return
        agent = Staff(agent_id, agent_id, name, found.municipality)
        if found.stage is Stage.ACTIVE and found.staff_id != agent.id:
            await self._handovers.back_in_line(found.id, found.staff_id, self._clock.now())
        if found.staff_id != agent.id and not await self._service.accept(agent, found.id):
            return
        await self._service.say(agent, found.id, message_id, text)

    async def ended(self, reference: str) -> None:
        """It is over there.

        Raises:
            StorageUnavailable: nothing changed; it may be told again.
        """
        found = await self._open(reference)
        if found is None:
            return
        if found.stage is Stage.WAITING:
            await self._service.nobody(found)
            return
        agent = Staff(found.staff_id, found.staff_id, found.staff_name, found.municipality)
        await self._service.end(agent, found.id, Ending.SOLVED)

    async def _open(self, reference: str) -> Handover | None:
        handover_id = await self._links.handover(reference)
        found = await self._handovers.get(handover_id) if handover_id else None
        return found if found and found.stage is not Stage.ENDED else None
