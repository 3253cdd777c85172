"""Brings questions without an answer to the municipality's contact register.

Nothing is lost and no resident waits for the register: an entry is kept in our own database first
and delivered from there, again and again until the register has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from assistant.domain.callbacks import Callback, Stage
from assistant.domain.handover import Ending, Handover
from assistant.domain.klantcontact import (
    Klantcontact,
    Reason,
    called_klantcontact,
    handled_klantcontact,
    talked_klantcontact,
    unanswered_klantcontact,
)
from assistant.domain.transcript import Message, Stretch
from assistant.errors import BackendUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.klantcontacten import KlantcontactenPort, KlantcontactOutboxPort

log = structlog.get_logger(__name__)


class KlantcontactService:
    """`kanalen` translates a channel of ours into the name that the register uses for it."""

    def __init__(
        self,
        register: KlantcontactenPort,
        outbox: KlantcontactOutboxPort,
        clock: ClockPort,
        kanalen: Mapping[str, str] | None = None,
    ) -> None:
        self._register = register
        self._outbox = outbox
        self._clock = clock
        self._kanalen = dict(kanalen or {})

    async def register_unanswered(
        self,
        *,
        conversation_id: str,
        message_id: str,
        municipality: str,
        channel: str,
        reason: Reason,
        questions: Sequence[str],
        topic: str = "",
    ) -> None:
        """Have staff see these questions. Quick, and never fails: the resident comes first.

        `questions` is what the resident typed, masked, oldest first; empty where only a button was
        clicked. The same message again is registered once.
        """
        klantcontact = unanswered_klantcontact(
            reference=f"{conversation_id}:{message_id}",
            kanaal=self._kanalen.get(channel, channel),
            municipality=municipality,
            reason=reason,
            questions=questions,
            topic=topic,
            at=self._clock.now(),
        )
        await self._keep(klantcontact, channel, reason.value)

    async def register_handled(self, handover: Handover, ending: Ending) -> None:
        """Have the register know that a human spoke with a resident. Quick, and never fails."""
        kanaal = self._kanalen.get(handover.channel, handover.channel)
        klantcontact = handled_klantcontact(handover, ending, kanaal, self._clock.now())
        await self._keep(klantcontact, handover.channel, ending.value)

    async def register_conversation(self, stretch: Stretch, said: Sequence[Message]) -> bool:
        """Have the register know of a conversation; False where that was not kept."""
        channel = stretch.conversation.channel
        kanaal = self._kanalen.get(channel, channel)
        klantcontact = talked_klantcontact(stretch, said, kanaal)
        return await self._keep(klantcontact, channel, "conversation")

    async def register_call(self, callback: Callback, stage: Stage) -> None:
        """Have the register know what became of a promise to call. Quick, and never fails."""
        kanaal = self._kanalen.get("telephone", "telephone")
        klantcontact = called_klantcontact(callback, stage, kanaal, self._clock.now())
        await self._keep(klantcontact, "telephone", stage.value)

    async def _keep(self, klantcontact: Klantcontact, channel: str, reason: str) -> bool:
        try:
            new = await self._outbox.keep(klantcontact)
        except BackendUnavailable as error:
            log.error("klantcontact_registration_failed", stage="keep", reason=str(error))
            return False
        log.info("klantcontact_kept", channel=channel, reason=reason, new=new)
        return True

    async def deliver(self) -> int:
        """Bring what waits to the register; the number delivered. Never fails.

        Stops at the first failure: that entry comes back by itself, after the others.
        """
        count = 0
        try:
            while (klantcontact := await self._outbox.take()) is not None:
                await self._register.register(klantcontact)
                await self._outbox.delivered(klantcontact.reference)
                count += 1
        except BackendUnavailable as error:
            log.warning("klantcontact_registration_failed", stage="deliver", reason=str(error))
        if count:
            log.info("klantcontacten_registered", count=count)
        return count

    async def keep_delivering(self, every: float = 10.0) -> None:
        """Deliver for as long as the process lives; run it as a background task, cancel to stop."""
        while True:
            try:
                await self.deliver()
            except Exception as error:  # a mistake of ours must not stop the delivery of the rest
                # No traceback: it could hold what a resident wrote.
                log.error(
                    "klantcontact_registration_failed", stage="loop", reason=type(error).__name__
                )
            await asyncio.sleep(every)
