"""Tells a resident what became of an appointment, by the way that he chose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog

from assistant.domain.appointments import Record, Stage
from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME, moment_text
from assistant.domain.jobs import Job
from assistant.errors import MailRefused
from assistant.ports.appointment_book import AppointmentBookPort
from assistant.ports.clock import ClockPort
from assistant.ports.mail import MailPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.texts import TextsPort
from assistant.services.booking_choices import payload
from assistant.services.letters import Letters

log = structlog.get_logger(__name__)

Handler = Callable[[Job], Awaitable[None]]
HEARD_LATER = "late"
"""In `extra` of a record: it was made after the resident was told that nobody knows."""


class Notices:
    """Handlers of `JobRunner`; `job.about` is the key of a record.

    Mail where there is an address, else a message in the conversation or to the mobile number. Each
    raises `BackendUnavailable` when it could not be sent now.
    """

    def __init__(
        self,
        book: AppointmentBookPort,
        mail: MailPort,
        messenger: MessengerPort,
        letters: Letters,
        texts: TextsPort,
        clock: ClockPort,
    ) -> None:
        self._book = book
        self._mail = mail
        self._messenger = messenger
        self._letters = letters
        self._texts = texts
        self._clock = clock

    async def made(self, job: Job) -> None:
        """It was made. In the conversation that was said already, unless it became known late."""
        record = await self._standing(job)
        if record is not None:
            await self._send(record, "made", chat=HEARD_LATER in record.extra)

    async def moved(self, job: Job) -> None:
        """It was moved; `job.about` is the new appointment."""
        record = await self._standing(job)
        if record is not None:
            await self._send(record, "moved", chat=HEARD_LATER in record.extra)

    async def cancelled(self, job: Job) -> None:
        """It was cancelled."""
        record = await self._book.get(job.about)
        if record is not None:
            await self._send(record, "cancelled")

    async def not_made(self, job: Job) -> None:
        """An order without an answer was not made after all."""
        record = await self._book.get(job.about)
        if record is not None:
            await self._send(record, "not_made", chat=True)

    async def remind(self, job: Job) -> None:
        """The day before."""
        record = await self._standing(job)
        if record is None or record.order.start <= self._clock.now():
            return
        await self._send(record, "reminder", chat=bool(record.contact_id), buttons=True)

    async def offer_earlier(self, record: Record, start: datetime) -> None:
        """An earlier place is free. Whoever answers first has it."""
        when = moment_text(start, self._clock.now().astimezone(DUTCH_TIME).date())
        key = f"notice:earlier:{record.key}:{start:%Y%m%d%H%M}"
        reply = self._reply(record, "utter_notice_earlier", eerder=when)
        if not await self._messenger.tell(record, key, reply):
            await self._text(record, key, reply)
        if record.order.customer.email:
            await self._write(record, "earlier", reference=key, eerder=when)

    async def _standing(self, job: Job) -> Record | None:
        record = await self._book.get(job.about)
        return record if record is not None and record.stage is Stage.BOOKED else None

    async def _send(
        self, record: Record, what: str, *, chat: bool = False, buttons: bool = False
    ) -> None:
        key = f"notice:{what}:{record.key}"
        reply = self._reply(record, f"utter_notice_{what}", buttons=buttons)
        written = bool(record.order.customer.email) and await self._write(record, what)
        told = chat and await self._messenger.tell(record, key, reply)
        # In WhatsApp and SMS it was said when it happened.
        if not written and not told and not record.contact_id:
            await self._text(record, key, reply)
        log.info("appointment_told", what=what, mail=written, chat=told)

    async def _write(self, record: Record, what: str, reference: str = "", **values: str) -> bool:
        """Whether the mail server took it; False where there is no such address."""
        gone = what in ("cancelled", "not_made")
        letter = self._letters.letter(record, what, gone=gone, **values)
        if reference:
            letter = replace(letter, reference=reference)
        try:
            await self._mail.send(letter)
        except MailRefused:
            return False
        return True

    async def _text(self, record: Record, key: str, reply: Reply) -> None:
        contact_id = await self._messenger.text(record, key, reply)
        if contact_id and not record.contact_id:
            # Who gets this message at that number may answer it.
            await self._book.keep(replace(record, contact_id=contact_id))

    def _reply(self, record: Record, key: str, *, buttons: bool = False, **values: str) -> Reply:
        place = record.municipality
        today = self._clock.now().astimezone(DUTCH_TIME).date()
        told = {**self._letters.values(record, today), **values}
        choices = (
            Choice(
                self._texts.text("utter_button_move", place),
                payload("task:change", "change_appointment"),
            ),
            Choice(
                self._texts.text("utter_button_cancel", place),
                payload("task:cancel", "cancel_appointment"),
            ),
        )
        text = self._texts.text(key, place, **told)
        return Reply(text, Outcome.FLOW, choices if buttons else ())
