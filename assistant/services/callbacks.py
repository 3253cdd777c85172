"""A resident who wants to be called back: for which number, by when, and how it stands."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from assistant.domain.appointments import Detail
from assistant.domain.callbacks import (
    Ask,
    Callback,
    CallbackTalk,
    Stage,
    asks_how_it_stands,
    phone_ends,
    promised,
    wants_none,
)
from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME, moment_text
from assistant.domain.dutch.terms import Holidays
from assistant.domain.handover import Packet, Who
from assistant.domain.jobs import Job, JobKind, job
from assistant.domain.zaken_talk import read
from assistant.errors import StorageUnavailable
from assistant.ports.callbacks import CallbacksPort
from assistant.ports.clock import ClockPort
from assistant.ports.jobs import JobsPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.texts import TextsPort

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Said:
    """One message. `details` is the key under which a number in it is kept; `pressed` what a button
    stands for: yes, no, change or cancel; `begins`: the resident asks for a call, or after one."""

    who: Who
    details: str
    text: str = ""
    pressed: str = ""
    begins: bool = False


@dataclass(frozen=True)
class Step:
    """What Balie says, and what is asked from here on (None: nothing)."""

    reply: Reply
    talk: CallbackTalk | None = None


class CallbackService:
    """What staff do with a promise: `CallbackDesk`."""

    def __init__(
        self,
        callbacks: CallbacksPort,
        details: PersonalDetailsPort,
        texts: TextsPort,
        holidays: Holidays,
        jobs: JobsPort,
        clock: ClockPort,
    ) -> None:
        self._jobs = jobs
        self._callbacks = callbacks
        self._details = details
        self._texts = texts
        self._holidays = holidays
        self._clock = clock

    async def take(self, said: Said, talk: CallbackTalk | None, packet: Packet) -> Step:
        """What Balie says to this message. Never raises for what a system or a resident does."""
        place = said.who.municipality
        try:
            return await self._take(said, talk, packet)
        except StorageUnavailable:
            return Step(self._reply(place, "utter_callback_down"), talk)

    def ask_again(self, municipality: str, talk: CallbackTalk) -> Reply:
        """The question that is still open, after something else was answered."""
        key = "utter_callback_back" if talk.ask is Ask.NUMBER else "utter_callback_back_confirm"
        buttons = () if talk.ask is Ask.NUMBER else ("yes", "no")
        return self._reply(municipality, key, *buttons)

    async def _take(self, said: Said, talk: CallbackTalk | None, packet: Packet) -> Step:
        place, told = said.who.municipality, read(said.text)
        now = self._clock.now()
        found = await self._callbacks.open_in(said.who.conversation_id)
        if said.pressed == "cancel" or (found and said.begins and wants_none(said.text)):
            return await self._cancel(place, found)
        if found is not None and said.pressed == "change":
            talk = CallbackTalk(changes=found.id)
            return Step(self._reply(place, "utter_callback_ask_other"), talk)
        if found is not None and (talk is None or not talk.changes):
            return Step(self._status(place, found))
        number = (await self._details.get(said.details, now)).get(Detail.PHONE, "")
        if number:
            kept = replace(talk or CallbackTalk(), ask=Ask.CONFIRM, details=said.details)
            return Step(self._confirm(place, number, found), kept)
        if talk is None and asks_how_it_stands(said.text):
            return Step(self._reply(place, "utter_callback_none", "again"))
        if talk is None:
            asked = self._reply(place, "utter_callback_ask", wanneer=self._when(self._promise()))
            return Step(asked, CallbackTalk())
        if talk.ask is Ask.NUMBER:
            if told.no or said.pressed == "no":
                # Who changes his mind about another number is called on the one that he gave.
                stopped = self._reply(place, "utter_callback_stopped")
                return Step(self._status(place, found) if found else stopped)
            return Step(self._reply(place, "utter_callback_number"), talk)
        number = (await self._details.get(talk.details, now)).get(Detail.PHONE, "")
        if not number:  # it is kept for half an hour only
            return Step(self._reply(place, "utter_callback_number"), replace(talk, ask=Ask.NUMBER))
        if said.pressed == "yes" or told.yes:
            return await self._promise_it(said.who, number, talk, packet)
        if said.pressed == "no" or told.no:
            return Step(self._reply(place, "utter_callback_number"), replace(talk, ask=Ask.NUMBER))
        return Step(self._confirm(place, number, found), talk)

    async def _promise_it(self, who: Who, number: str, talk: CallbackTalk, packet: Packet) -> Step:
        place = who.municipality
        if talk.changes:
            changed = await self._callbacks.change_phone(talk.changes, number)
            log.info("callback_number_changed", changed=changed)
            if changed:
                ends = phone_ends(number)
                return Step(self._reply(place, "utter_callback_changed", einde=ends))
        callback = await self._callbacks.ask(
            Callback(
                secrets.token_urlsafe(12),
                who.conversation_id,
                place,
                who.channel,
                who.contact_id,
                self._clock.now(),
                self._promise(),
                number,
                packet,
            )
        )
        log.info("callback_promised", channel=who.channel)
        await add_job(self._jobs, job(JobKind.CALL_TASK, callback.id, self._clock.now()))
        values = {"wanneer": self._when(callback.due), "einde": callback.phone_ends}
        return Step(self._reply(place, "utter_callback_made", **values))

    async def _cancel(self, place: str, found: Callback | None) -> Step:
        if found is None or not await self._callbacks.end(found.id, Stage.CANCELLED):
            return Step(self._reply(place, "utter_callback_none"))
        log.info("callback_cancelled")
        await add_job(self._jobs, job(JobKind.CALL_CLOSED, found.id, self._clock.now()))
        return Step(self._reply(place, "utter_callback_cancelled"))

    def _status(self, place: str, found: Callback) -> Reply:
        key = "utter_callback_status_tried" if found.attempts else "utter_callback_status"
        values = {"wanneer": self._when(found.due), "einde": found.phone_ends}
        return self._reply(place, key, "change", "cancel", **values)

    def _confirm(self, place: str, number: str, found: Callback | None) -> Reply:
        due = found.due if found else self._promise()
        values = {"wanneer": self._when(due), "einde": phone_ends(number)}
        return self._reply(place, "utter_callback_confirm", "yes", "no", **values)

    def _promise(self) -> datetime:
        return promised(self._clock.now(), self._holidays)

    def _when(self, moment: datetime) -> str:
        return moment_text(moment, self._clock.now().astimezone(DUTCH_TIME).date())

    def _reply(self, place: str, key: str, *buttons: str, **values: str) -> Reply:
        choices = tuple(
            Choice(self._texts.text(_BUTTONS[one], place), _payload(one)) for one in buttons
        )
        return Reply(self._texts.text(key, place, **values), Outcome.HANDOVER, choices)


async def add_job(jobs: JobsPort, one: Job) -> None:
    """Where it cannot be kept, the desk still has the promise."""
    try:
        await jobs.add([one])
    except StorageUnavailable:
        log.error("job_not_kept", kind=one.kind)


def _payload(button: str) -> str:
    return "/request_callback" if button == "again" else f'/inform_callback{{"choice": "{button}"}}'


_BUTTONS = {
    "again": "utter_button_callback",
    "yes": "utter_button_yes",
    "no": "utter_button_no",
    "change": "utter_button_callback_change",
    "cancel": "utter_button_callback_cancel",
}
