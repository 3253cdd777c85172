"""Residents who want a human, at the desk of another system: brought there, and what comes back.

What was brought is kept as it goes, so any process may die. One brings a handover at a time, and
the other desk knows every message by our id, so nothing is there twice. What comes back is heard by
a webhook, and looked for too, because nobody sends a webhook again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from assistant.domain.handover import Ending, Handover, Stage
from assistant.domain.staff import AT_CHATWOOT, Staff
from assistant.domain.transcript import Author
from assistant.errors import BackendUnavailable, StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.handovers import HandoversPort
from assistant.ports.live_desk import LiveDeskPort, Word
from assistant.ports.other_desk import Link, OtherDeskPort
from assistant.services.desk import NOBODY_FOR, DeskService, key_of

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=45)
"""Longer than opening one takes where every call is as slow as it may be."""
SWEEP_SECONDS = 5.0
MOST_TRIES = 5


class OtherDesk:
    """`note_of` is what staff see at once, as text, with the conversation up to a message."""

    def __init__(
        self,
        desk: LiveDeskPort,
        links: OtherDeskPort,
        handovers: HandoversPort,
        conversations: ConversationsPort,
        service: DeskService,
        note_of: Callable[[Handover, int], Awaitable[str]],
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
        self._hearing = asyncio.Lock()
        self._looked: dict[str, set[str]] = {}
        self._empty_since: dict[str, datetime] = {}

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
            every = [
                one.id
                for municipality in municipalities
                for one in await self._handovers.open_of(municipality)
            ]
            every += [link.handover_id for link in await self._links.not_closed()]
        except StorageUnavailable:
            log.warning("other_desk_not_brought")
            return
        for handover_id in dict.fromkeys(every):
            await self._try(self._bring(handover_id))

    async def watch(self, municipalities: Sequence[str]) -> None:
        """Nobody waits for a desk where nobody is, and nothing that was done there goes unheard.

        Raises:
            StorageUnavailable: it waits for the next time.
        """
        for municipality in municipalities:
            every = await self._handovers.open_of(municipality)
            if not every:
                self._empty_since.pop(municipality, None)
                continue
            # Our own desk is open too, for calls and appointments.
            here = [one for one in every if not one.staff_id.startswith(AT_CHATWOOT)]
            await self._service.watch_taken(municipality, here)
            left = await self._is_left(municipality)
            for one in every:
                if left and await self._waits_long(one):
                    await self._service.nobody(one)
        for link in await self._links.not_closed():
            if link.reference:
                await self._try(self._look(link.reference))

    async def _is_left(self, municipality: str) -> bool:
        """Whether nobody is there, or answers, for so long that nobody will."""
        try:
            there = await self._desk.is_manned(municipality)
        except BackendUnavailable:
            there = False
        now = self._clock.now()
        if there:
            self._empty_since.pop(municipality, None)
            return False
        return self._empty_since.setdefault(municipality, now) <= now - NOBODY_FOR

    async def _waits_long(self, handover: Handover) -> bool:
        """In line, or for an answer of who took the turn."""
        since = handover.asked_at
        if handover.stage is Stage.ACTIVE:
            said = await self._conversations.messages(handover.conversation_id)
            if not said or said[-1].author is not Author.RESIDENT:
                return False
            since = said[-1].at
        return since < self._clock.now() - NOBODY_FOR

    async def _try(self, work: Awaitable[None]) -> None:
        """One that cannot be brought, whatever the reason, holds up no other."""
        try:
            await work
        except BackendUnavailable as error:
            log.warning("other_desk_not_reached", reason=str(error))
        except Exception as error:
            log.error("other_desk_failed", reason=type(error).__name__)

    async def _bring(self, handover_id: str) -> None:
        until = self._clock.now() + LEASE
        link = await self._links.take(handover_id, self._clock.now(), until)
        if link is None:
            return
        try:
            handover = await self._handovers.get(handover_id)
            if handover is None or handover.stage is Stage.ENDED:
                await self._close(handover, link)
            else:
                await self._said(handover, await self._opened(handover, link), until)
        finally:
            await self._links.free(handover_id, until)

    async def _close(self, handover: Handover | None, link: Link) -> None:
        reference = link.reference
        if not reference and link.after and handover:
            # Opening it was begun, and nobody knows whether it went on.
            reference = await self._desk.find(handover)
        if reference:
            await self._desk.close(reference)
        await self._links.keep(replace(link, reference=reference, closed=True))

    async def _opened(self, handover: Handover, link: Link) -> Link:
        if link.reference:
            return link
        if not link.after:
            # Kept before: the note may be there without our knowing, and what is said from now on
            # is not in it.
            said = await self._conversations.messages(handover.conversation_id)
            link = replace(link, after=said[-1].sequence if said else 0)
            await self._links.keep(link)
        reference = await self._desk.open(handover, await self._note_of(handover, link.after))
        link = replace(link, reference=reference)
        await self._links.keep(link)
        log.info("handover_at_other_desk", channel=handover.channel)
        return link

    async def _said(self, handover: Handover, link: Link, until: datetime) -> None:
        for message in await self._conversations.messages(handover.conversation_id, link.after):
            if self._clock.now() > until - LEASE / 2:
                return  # another may be about to take it; the rest comes next time
            if message.author is Author.RESIDENT:
                key = f"{handover.id}:{message.sequence}"
                await self._desk.bring(link.reference, key, message.text)
            link = replace(link, after=message.sequence)
            await self._links.keep(link)

    # --- back

    async def heard(self, reference: str, word: Word) -> None:
        """Somebody at the other desk says something; the first time he takes the turn. Heard again
        it changes nothing.

        Raises:
            StorageUnavailable: nothing was said; it may be told again.
        """
        async with self._hearing:
            for _ in range(MOST_TRIES):
                found = await self._open(reference)
                if found is None or await self._was_heard(found, word):
                    return
                agent = self._agent(found, word.staff_id, word.staff_name)
                if found.staff_id == agent.id:
                    await self._service.say(agent, found.id, word.id, word.text)
                    return
                if found.stage is Stage.ACTIVE:
                    await self._handovers.back_in_line(found.id, found.staff_id, self._clock.now())
                # Where another was first he has it, which is seen when we look again.
                await self._service.accept(agent, found.id)
        log.warning("other_desk_not_heard")

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
        agent = self._agent(found, found.staff_id, found.staff_name)
        await self._service.end(agent, found.id, Ending.SOLVED)

    async def _look(self, reference: str) -> None:
        """Hear what was said there, and whether it is over, also where no webhook told so."""
        if await self._open(reference) is None:
            self._looked.pop(reference, None)
            return
        seen = await self._desk.look(reference)
        looked = self._looked.setdefault(reference, set())
        for word in seen.words:
            if word.id not in looked:
                await self.heard(reference, word)
                looked.add(word.id)
        if seen.over:
            await self.ended(reference)

    async def _was_heard(self, handover: Handover, word: Word) -> bool:
        key = key_of(handover, word.id)
        said = await self._conversations.messages(handover.conversation_id)
        return any(one.id == key for one in said)

    async def _open(self, reference: str) -> Handover | None:
        handover_id = await self._links.handover(reference)
        found = await self._handovers.get(handover_id) if handover_id else None
        return found if found and found.stage is not Stage.ENDED else None

    def _agent(self, handover: Handover, staff_id: str, name: str) -> Staff:
        shown = self._service.shown_name(name, handover.municipality)
        return Staff(staff_id, staff_id, shown, handover.municipality)
