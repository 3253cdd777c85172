"""What staff do with promises to call back."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from assistant.domain.callbacks import MOST_ATTEMPTS, Callback, Stage, promised
from assistant.domain.conversation import Outcome, Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME, moment_text
from assistant.domain.dutch.terms import Holidays
from assistant.domain.jobs import JobKind, job
from assistant.domain.staff import Deed, Staff
from assistant.errors import NotAtThisDesk
from assistant.ports.callbacks import CallbacksPort
from assistant.ports.clock import ClockPort
from assistant.ports.jobs import JobsPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.staff import StaffPort
from assistant.ports.texts import TextsPort
from assistant.services.callbacks import add_job
from assistant.services.deeds import keep_deed
from assistant.services.klantcontacten import KlantcontactService

log = structlog.get_logger(__name__)


class CallbackDesk:
    """Every promise has an owner once somebody takes it, and an end."""

    def __init__(
        self,
        callbacks: CallbacksPort,
        staff: StaffPort,
        messenger: MessengerPort,
        klantcontacten: KlantcontactService,
        texts: TextsPort,
        holidays: Holidays,
        jobs: JobsPort,
        clock: ClockPort,
    ) -> None:
        self._jobs = jobs
        self._callbacks = callbacks
        self._staff = staff
        self._messenger = messenger
        self._klantcontacten = klantcontacten
        self._texts = texts
        self._holidays = holidays
        self._clock = clock

    async def open_of(self, municipality: str) -> Sequence[Callback]:
        """Whom to call, what is due first first.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._callbacks.open_of(municipality)

    async def see(self, staff: Staff, callback_id: str) -> Callback:
        """One of them, with its number.

        Raises:
            NotAtThisDesk: there is none, or it is of another municipality.
            StorageUnavailable: nobody knows.
        """
        found = await self._callbacks.get(callback_id)
        if found is None or found.municipality != staff.municipality:
            raise NotAtThisDesk(callback_id)
        return found

    async def take(self, staff: Staff, callback_id: str) -> bool:
        """This person calls; False where a colleague does.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        found = await self.see(staff, callback_id)
        taken = await self._callbacks.take(found.id, staff.id, staff.name)
        if taken:
            await self._did(staff, "took_callback", found)
        return taken

    async def reached(self, staff: Staff, callback_id: str) -> bool:
        """The resident was spoken to: it is done. False where it was done before.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        found = await self.see(staff, callback_id)
        if not await self._callbacks.end(found.id, Stage.DONE):
            return False
        await self._did(staff, "called", found)
        log.info("callback_done", on_time=self._clock.now() <= found.due)
        await self._ended(found, Stage.DONE)
        return True

    async def not_reached(self, staff: Staff, callback_id: str) -> bool:
        """Nobody answered: once more within a working day, until it was often enough. False where
        that was kept before.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        found = await self.see(staff, callback_id)
        attempts = found.attempts + 1
        key = f"{found.id}:tried:{attempts}"
        if attempts >= MOST_ATTEMPTS:
            if not await self._callbacks.end(found.id, Stage.UNREACHED):
                return False
            await self._did(staff, "not_reached", found)
            await self._tell(found, key, "utter_callback_unreached")
            await self._ended(found, Stage.UNREACHED)
            return True
        due = promised(self._clock.now(), self._holidays)
        if not await self._callbacks.tried(found.id, attempts, due):
            return False
        await self._did(staff, "not_reached", found)
        when = moment_text(due, self._clock.now().astimezone(DUTCH_TIME).date())
        await self._tell(found, key, "utter_callback_tried", wanneer=when)
        return True

    async def _ended(self, callback: Callback, stage: Stage) -> None:
        await self._klantcontacten.register_call(callback, stage)
        await add_job(self._jobs, job(JobKind.CALL_CLOSED, callback.id, self._clock.now()))

    async def _tell(self, callback: Callback, key: str, text: str, **values: str) -> None:
        place = callback.municipality
        reply = Reply(self._texts.text(text, place, **values), Outcome.HANDOVER)
        await self._messenger.tell(callback, key, reply)

    async def _did(self, staff: Staff, what: str, callback: Callback) -> None:
        await keep_deed(self._staff, Deed(staff.id, what, self._clock.now(), callback.id))
