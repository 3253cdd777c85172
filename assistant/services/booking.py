"""The conversation about an appointment: what is still missing, what to say, and what to do.

One message goes in with the draft so far; out comes what Balie says and the draft as it is now.
Nothing is kept here between messages.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.domain.appointments import Customer, Method, Record
from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.draft import Ask, Draft, Task
from assistant.domain.booking.facts import Facts, read
from assistant.domain.booking.filling import fill
from assistant.domain.booking.wishes import Wishes, merge_days
from assistant.errors import BackendUnavailable, TooManyAttempts
from assistant.ports.catalogue import CataloguePort
from assistant.ports.clock import ClockPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.appointment_access import AppointmentAccess
from assistant.services.appointment_speech import AppointmentSpeech
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.booking_choices import Chosen, chosen
from assistant.services.booking_order import BookingOrder
from assistant.services.booking_speech import Speech
from assistant.services.booking_talk import Said, Step

MOST_FAILURES = 3
KEPT_FOR = timedelta(hours=4)
"""How long what a resident told of himself is kept for an appointment that is not made yet."""


class BookingService:
    """Everything about appointments that a resident can say."""

    def __init__(
        self,
        catalogues: CataloguePort,
        appointments: AppointmentService,
        access: AppointmentAccess,
        details: PersonalDetailsPort,
        order: BookingOrder,
        speech: Speech,
        about: AppointmentSpeech,
        clock: ClockPort,
    ) -> None:
        self._catalogues = catalogues
        self._appointments = appointments
        self._access = access
        self._details = details
        self._order = order
        self._speech = speech
        self._about = about
        self._clock = clock

    async def take(self, said: Said, draft: Draft | None) -> Step:
        """What Balie says to this message. Never raises for what a system or a resident does."""
        draft = _started(draft, said)
        try:
            return await self._take(said, draft)
        except BackendUnavailable:
            # Nothing of this message is lost: the draft is as it was, and may be tried again.
            return self._speech.system_down(said.municipality, draft)

    def ask_again(self, municipality: str, draft: Draft) -> Step:
        """The question that is still open, after something else was answered."""
        return self._speech.again(municipality, draft, self._today())

    async def _take(self, said: Said, draft: Draft) -> Step:
        catalogue = self._catalogues.catalogue(said.municipality)
        pressed = chosen(said.choice)
        facts = read(said.text, self._today(), catalogue, draft.ask)
        told = await self._told(said, draft, facts)
        before = draft
        draft = fill(_press(draft, pressed), facts, self._today())
        draft = replace(draft, told=frozenset(told))
        if draft.task is Task.MAKE:
            return await self._make(said, before, draft, facts, pressed, catalogue)
        return await self._existing(said, before, draft, facts, pressed, catalogue)

    async def _told(self, said: Said, draft: Draft, facts: Facts) -> dict[str, str]:
        """Keep what the resident told of himself apart from the conversation; all that is known."""
        now = self._clock.now()
        key = self._key(said, draft)
        new = await self._details.get(said.details_key, now) if facts.told else {}
        if facts.name:
            new["name"] = facts.name
        if facts.birth_date:
            new["birth_date"] = facts.birth_date.isoformat()
        if new:
            await self._details.keep(key, new, now + KEPT_FOR)
        return await self._details.get(key, now)

    # --- making

    async def _make(
        self,
        said: Said,
        before: Draft,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        catalogue: Catalogue,
    ) -> Step:
        confirmed = before.ask is Ask.CONFIRM and (facts.yes or pressed.yes)
        if confirmed and _same(before, draft):
            return await self._order.make(self._key(said, draft), said, draft)
        refused = facts.no or pressed.no
        if refused and before.ask is Ask.CONFIRM and _same(before, draft):
            asked = replace(draft, ask=Ask.DAY, failures=0)
            return self._speech.ask_what_changes(said.municipality, asked)
        return await self._next(said, before, draft, facts, pressed, catalogue)

    async def _next(
        self,
        said: Said,
        before: Draft,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        catalogue: Catalogue,
    ) -> Step:
        """Ask for what is missing, first of all for what the message left unclear."""
        stuck = before.ask is not Ask.NOTHING and _same(before, draft) and not pressed.something
        failures = before.failures + 1 if stuck else 0
        draft = replace(draft, failures=failures)
        if failures >= MOST_FAILURES:
            return self._speech.way_out(said.municipality)
        if facts.problems:
            return self._speech.problem(said.municipality, draft, facts)
        return await self._order.proceed(said, draft, facts, pressed, catalogue)

    # --- appointments that are there

    async def _existing(
        self,
        said: Said,
        before: Draft,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        catalogue: Catalogue,
    ) -> Step:
        if pressed.record:
            draft = replace(draft, appointment=pressed.record)
        if not draft.appointment:
            step = await self._find(said, before, draft, facts)
            if isinstance(step, Step):
                return step
            draft = step
        record = await self._appointments.get(draft.appointment)
        if record is None:
            return self._about.no_appointment(said.municipality)
        return await self._with(said, before, draft, facts, pressed, catalogue, record)

    async def _find(
        self, said: Said, before: Draft, draft: Draft, facts: Facts
    ) -> Draft | Step:
        """The draft with the appointment that is meant, or the question which one that is."""
        mine = await self._appointments.of(
            said.municipality, said.conversation_id, said.contact_id
        )
        meant = _meant(mine, facts)
        if len(meant) == 1:
            return _about(draft, meant[0])
        if meant:
            return self._about.which(said.municipality, draft, meant, self._today())
        return await self._by_code(said, before, draft, facts)

    async def _by_code(
        self, said: Said, before: Draft, draft: Draft, facts: Facts
    ) -> Draft | Step:
        code = facts.code or draft.code
        draft = replace(draft, code=code)
        failures = before.failures + 1 if before.ask in (Ask.CODE, Ask.PROOF) else 0
        draft = replace(draft, failures=failures)
        if not code:
            if facts.no or facts.undecided or failures >= MOST_FAILURES:
                return self._about.without_code(said.municipality)
            return self._about.ask_code(said.municipality, draft, again=failures > 0)
        proof = await self._details.get(self._key(said, draft), self._clock.now())
        if not set(proof) & {"email", "phone", "birth_date"}:
            if failures >= MOST_FAILURES + 1:
                return self._about.without_code(said.municipality)
            return self._about.ask_proof(said.municipality, draft)
        try:
            record = await self._access.open(
                said.municipality, said.conversation_id, said.channel, code, proof
            )
        except TooManyAttempts:
            return self._about.too_many(said.municipality)
        if record is None:
            await self._details.forget(self._key(said, draft))
            return self._about.wrong_code(said.municipality, replace(draft, code=""))
        return _about(draft, record)

    async def _with(
        self,
        said: Said,
        before: Draft,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        catalogue: Catalogue,
        record: Record,
    ) -> Step:
        """What is to be done with one appointment."""
        place, today = said.municipality, self._today()
        if draft.task is Task.LOOK_UP:
            return self._about.appointment(place, record, today)
        task = _decided(draft, before, facts, pressed)
        if task is None:
            asked = replace(draft, ask=Ask.CHANGE_OR_CANCEL, failures=before.failures + 1)
            if asked.failures > MOST_FAILURES:
                return self._speech.way_out(place)
            return self._about.change_or_cancel(place, asked, record, today)
        draft = replace(draft, task=task)
        if task is Task.CANCEL:
            return await self._cancel(said, before, draft, facts, pressed, record)
        if (facts.earlier or pressed.earlier) and not draft.earlier:
            return await self._earlier(said, draft, facts, pressed, catalogue, record)
        told = await self._known(self._key(said, draft), record.order.customer)
        draft = replace(draft, told=told)
        return await self._make(said, before, draft, facts, pressed, catalogue)

    async def _cancel(
        self,
        said: Said,
        before: Draft,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        record: Record,
    ) -> Step:
        place, today = said.municipality, self._today()
        asked = before.ask is Ask.SURE and before.appointment == record.key
        if asked and (facts.yes or pressed.yes):
            await self._appointments.cancel(record)
            return self._about.cancelled(place, record, today)
        if asked and (facts.no or pressed.no):
            return self._about.kept(place, record, today)
        failures = before.failures + 1 if asked else 0
        if failures >= MOST_FAILURES:
            return self._speech.way_out(place)
        draft = replace(draft, ask=Ask.SURE, failures=failures)
        return self._about.ask_sure(place, draft, record, today)

    async def _earlier(
        self,
        said: Said,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        catalogue: Catalogue,
        record: Record,
    ) -> Step:
        """Places before the appointment; without any, Balie keeps looking."""
        told = await self._known(self._key(said, draft), record.order.customer)
        last = record.order.start.astimezone(DUTCH_TIME).date() - timedelta(days=1)
        before = Wishes.before(last)
        draft = replace(draft, earlier=True, wishes=before, told=told)
        step = await self._order.proceed(said, draft, facts, pressed, catalogue)
        if step.draft is not None and step.as_asked:
            return step
        await self._appointments.wait_for_earlier(record)
        return self._about.waits_for_earlier(said.municipality, record, self._today())

    async def _known(self, key: str, customer: Customer) -> frozenset[str]:
        """Keep what the first booking knows, so that nobody has to tell it again; all known."""
        now = self._clock.now()
        known = await self._details.get(key, now)
        missing = {
            name: value
            for name, value in customer.details().items()
            if value and name not in known
        }
        if missing:
            await self._details.keep(key, missing, now + KEPT_FOR)
        return frozenset({*known, *missing})

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()

    @staticmethod
    def _key(said: Said, draft: Draft) -> str:
        return f"{said.conversation_id}:{draft.id}"


def _started(draft: Draft | None, said: Said) -> Draft:
    """The draft that this message goes on with, or a new one."""
    if draft is None:
        return Draft(said.id, said.task or Task.MAKE)
    if said.task in (None, draft.task):
        return draft
    if said.task is Task.CHANGE and draft.task is Task.MAKE and draft.start is None:
        # "Kan het ook een andere dag?" about an appointment that is not made yet.
        return draft
    return Draft(said.id, said.task)


def _press(draft: Draft, pressed: Chosen) -> Draft:
    """The draft after a button."""
    if pressed.place is not None:
        location, start = pressed.place
        return replace(draft, location=location, start=start)
    if pressed.product:
        return replace(draft, products=(pressed.product,))
    if pressed.location:
        return replace(draft, location=pressed.location, start=None, offered=())
    if pressed.method:
        return replace(draft, method=pressed.method, location="", start=None, offered=())
    return draft


def _same(before: Draft, draft: Draft) -> bool:
    """Whether nothing changed that the resident has to see again before saying yes."""
    return (
        before.products == draft.products
        and before.people == draft.people
        and before.method is draft.method
        and before.location == draft.location
        and before.wishes == draft.wishes
        and before.start == draft.start
        and before.told == draft.told
    )


def _meant(records: tuple[Record, ...], facts: Facts) -> tuple[Record, ...]:
    """Those that the words can be about; all of them where the words do not tell."""
    wishes = [wish for wish, _ in facts.days]
    days = tuple(
        record
        for record in records
        if any(wish.covers(record.order.start.astimezone(DUTCH_TIME).date()) for wish in wishes)
    )
    products = tuple(r for r in records if set(r.products) & set(facts.products))
    return tuple(r for r in days if r in products) or days or products or records


def _about(draft: Draft, record: Record) -> Draft:
    """The draft of changing this appointment: the same, but for when.

    A day that is that of the appointment itself was said to point at it.
    """
    day = record.order.start.astimezone(DUTCH_TIME).date()
    days = tuple(w for w in draft.wishes.days if w.excluded or w.day != day)
    return replace(
        draft,
        appointment=record.key,
        products=record.products,
        people=max((amount for _, amount in record.order.amounts), default=1),
        method=record.method,
        location=record.order.location.id if record.method is Method.DESK else "",
        wishes=replace(draft.wishes, days=merge_days((), days)),
        start=None,
    )


def _decided(draft: Draft, before: Draft, facts: Facts, pressed: Chosen) -> Task | None:
    """Whether it is to be moved or cancelled; None where the words leave that open."""
    if pressed.task is not None:
        return pressed.task
    if facts.cancels:
        return Task.CANCEL
    if facts.moves or draft.task is Task.CANCEL or facts.earlier:
        return draft.task if draft.task is Task.CANCEL else Task.CHANGE
    wanted = any(not wish.excluded for wish, _ in facts.days) or bool(facts.times)
    open_question = before.ask in (Ask.NOTHING, Ask.CHANGE_OR_CANCEL, Ask.WHICH)
    if facts.cannot and open_question and not wanted:
        return None
    if before.ask is Ask.CHANGE_OR_CANCEL and not wanted:
        return None
    return Task.CHANGE


