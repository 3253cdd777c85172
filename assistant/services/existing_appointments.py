"""An appointment that is there: finding it, looking at it, cancelling it, and on to moving it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from assistant.domain.appointments import Customer, Method, Record, Stage
from assistant.domain.booking.draft import Ask, Draft, Task
from assistant.domain.booking.facts import Facts
from assistant.domain.booking.wishes import DayWish, TimeWish, Wishes
from assistant.errors import TooManyAttempts
from assistant.ports.clock import ClockPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.appointment_access import PROOFS, AppointmentAccess
from assistant.services.appointment_speech import AppointmentSpeech
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.booking_order import BookingOrder
from assistant.services.booking_speech import Speech
from assistant.services.booking_talk import KEPT_FOR, MOST_FAILURES, Step, Turn


class ExistingAppointments:
    """Only those of this resident: made in this conversation, from this verified address, or opened
    with a code and something that only its owner knows."""

    def __init__(
        self,
        appointments: AppointmentService,
        access: AppointmentAccess,
        details: PersonalDetailsPort,
        order: BookingOrder,
        speech: Speech,
        about: AppointmentSpeech,
        clock: ClockPort,
    ) -> None:
        self._appointments = appointments
        self._access = access
        self._details = details
        self._order = order
        self._speech = speech
        self._about = about
        self._clock = clock

    async def take(self, turn: Turn, draft: Draft) -> Step | Draft:
        """What Balie says; or the draft to book with, when the appointment is to be moved.

        Raises:
            BackendUnavailable: nothing changed.
        """
        if not draft.appointment:
            found = await self._find(turn, draft)
            if isinstance(found, Step):
                return found
            draft = found
        record = await self._appointments.get(draft.appointment)
        if record is None or record.stage is not Stage.BOOKED:
            return self._about.no_appointment(turn.place)
        if draft.task is Task.LOOK_UP:
            return self._about.appointment(turn.place, record, self._today())
        task = _decided(turn, draft)
        if task is None:
            return self._ask_task(turn, draft, record)
        draft = replace(draft, task=task)
        if task is Task.CANCEL:
            return await self._cancel(turn, draft, record)
        draft = replace(draft, told=await self._known(turn.key(draft), record.order.customer))
        if (turn.facts.earlier or turn.pressed.earlier) and not draft.earlier:
            return await self._earlier(turn, draft, record)
        return draft

    async def has_any(self, turn: Turn) -> bool:
        """Whether this resident has an appointment that needs no code.

        Raises:
            BackendUnavailable: nobody knows.
        """
        said = turn.said
        return bool(await self._appointments.of(turn.place, said.conversation_id, said.contact_id))

    # --- which one

    async def _find(self, turn: Turn, draft: Draft) -> Draft | Step:
        said = turn.said
        mine = await self._appointments.of(turn.place, said.conversation_id, said.contact_id)
        if turn.pressed.record:
            # The key comes back from a button, and still only opens what is the resident's.
            meant = tuple(one for one in mine if one.key == turn.pressed.record)
        elif turn.before.ask is Ask.WHICH and turn.facts.ordinal is not None:
            meant = mine[turn.facts.ordinal :][:1]
        else:
            meant = _meant(mine, turn.facts)
        if len(meant) == 1:
            return _about(draft, meant[0], turn.facts.shift)
        if meant:
            return self._about.which(turn.place, draft, meant, self._today())
        return await self._by_code(turn, draft)

    async def _by_code(self, turn: Turn, draft: Draft) -> Draft | Step:
        code = turn.facts.code or draft.code
        asked = turn.before.ask in (Ask.CODE, Ask.PROOF) and not turn.helped(draft)
        failures = turn.before.failures + 1 if asked and code == draft.code else 0
        draft = replace(draft, code=code, failures=failures)
        if not code:
            if turn.no or turn.facts.undecided or failures >= MOST_FAILURES:
                return self._about.without_code(turn.place)
            return self._about.ask_code(turn.place, draft, again=failures > 0)
        proof = await self._details.get(turn.key(draft), self._clock.now())
        if not set(proof) & set(PROOFS):
            if failures >= MOST_FAILURES:
                return self._about.without_code(turn.place)
            return self._about.ask_proof(turn.place, draft)
        said = turn.said
        try:
            record = await self._access.open(
                turn.place, said.conversation_id, said.channel, code, proof
            )
        except TooManyAttempts:
            return self._about.too_many(turn.place)
        if record is None:
            await self._details.forget(turn.key(draft))
            return self._about.wrong_code(turn.place, replace(draft, code="", told=frozenset()))
        return _about(draft, record, turn.facts.shift)

    # --- what with it

    def _ask_task(self, turn: Turn, draft: Draft, record: Record) -> Step:
        asked = turn.before.ask is Ask.CHANGE_OR_CANCEL
        failures = turn.before.failures + 1 if asked else 0
        if failures >= MOST_FAILURES:
            return self._speech.way_out(turn.place)
        draft = replace(draft, ask=Ask.CHANGE_OR_CANCEL, failures=failures)
        return self._about.change_or_cancel(turn.place, draft, record, self._today())

    async def _cancel(self, turn: Turn, draft: Draft, record: Record) -> Step:
        place, today = turn.place, self._today()
        asked = turn.before.ask is Ask.SURE and turn.before.appointment == record.key
        if asked and (turn.yes or turn.pressed.again or (turn.facts.cancels and not turn.no)):
            await self._appointments.cancel(record)
            return self._about.cancelled(place, record, today)
        if asked and turn.no:
            return self._about.kept(place, record, today)
        failures = turn.before.failures + 1 if asked else 0
        if failures >= MOST_FAILURES:
            return self._speech.way_out(place)
        draft = replace(draft, ask=Ask.SURE, failures=failures)
        return self._about.ask_sure(place, draft, record, today)

    async def _earlier(self, turn: Turn, draft: Draft, record: Record) -> Step:
        """Places before the appointment; without any, Balie keeps looking."""
        last = record.order.start.astimezone(DUTCH_TIME).date() - timedelta(days=1)
        draft = replace(draft, earlier=True, wishes=Wishes.before(last))
        step = await self._order.proceed(turn, draft)
        if step.draft is not None and step.as_asked:
            return step
        await self._appointments.wait_for_earlier(record)
        return self._about.waits_for_earlier(turn.place, record, self._today())

    async def _known(self, key: str, customer: Customer) -> frozenset[str]:
        """Keep what the first booking knows, so that nobody has to tell it again; all known."""
        now = self._clock.now()
        known = await self._details.get(key, now)
        missing = {name: v for name, v in customer.details().items() if name not in known}
        if missing:
            await self._details.keep(key, missing, now + KEPT_FOR)
        return frozenset({*known, *missing})

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()


def _meant(records: tuple[Record, ...], facts: Facts) -> tuple[Record, ...]:
    """Those that the words can be about; all of them where the words do not tell."""
    wishes = [wish for wish, _ in facts.days]
    days = tuple(one for one in records if any(wish.covers(_day(one)) for wish in wishes))
    products = tuple(one for one in records if set(one.products) & set(facts.products))
    return tuple(one for one in days if one in products) or days or products or records


def _about(draft: Draft, record: Record, shift: int) -> Draft:
    """The draft of changing this appointment: the same, but for when.

    A day that is that of the appointment itself was said to point at it. Who says no other day
    looks for one from then on; "een week later" (`shift` in days) is at the same time of day.
    """
    at_desk = record.method is Method.DESK
    days = tuple(w for w in draft.wishes.days if w.excluded or w.day != _day(record))
    if all(wish.excluded for wish in days):
        days = (*days, DayWish(first=_day(record)))
    times = draft.wishes.times
    if shift:
        day, clock = _day(record) + timedelta(days=shift), _time(record)
        days, times = (DayWish(day, day),), times or (TimeWish(clock, clock, exact=True),)
    return replace(
        draft,
        appointment=record.key,
        products=record.products,
        people=max((amount for _, amount in record.order.amounts), default=1),
        method=record.method,
        location=record.order.location.id if at_desk else "",
        wishes=replace(draft.wishes, days=days, times=times),
        start=None,
        code="",
    )


def _decided(turn: Turn, draft: Draft) -> Task | None:
    """Whether it is to be moved or cancelled; None where the words leave that open."""
    before, facts, pressed = turn.before, turn.facts, turn.pressed
    if pressed.task in (Task.CHANGE, Task.CANCEL):
        return pressed.task
    if facts.cancels and not facts.moves:
        return Task.CANCEL
    if draft.task is Task.CANCEL and before.ask is Ask.SURE:
        return Task.CANCEL
    if facts.moves or facts.earlier or pressed.earlier or pressed.other_time:
        return Task.CHANGE
    wanted = any(not wish.excluded for wish, _ in facts.days) or bool(facts.times)
    if wanted or before.start is not None or before.offered:
        return Task.CHANGE
    if draft.task is Task.CANCEL and not facts.cannot:
        return Task.CANCEL
    if facts.cannot or before.ask is Ask.CHANGE_OR_CANCEL:
        return None
    return Task.CHANGE


def _day(record: Record) -> date:
    return record.order.start.astimezone(DUTCH_TIME).date()


def _time(record: Record) -> time:
    return record.order.start.astimezone(DUTCH_TIME).time()
