"""The conversation about an appointment: what is still missing, what to say, and what to do.

One message goes in with the draft so far; out comes what Balie says and the draft as it is now.
Nothing is kept here between messages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from assistant.domain.appointments import Detail
from assistant.domain.booking.details import find_details
from assistant.domain.booking.draft import Ask, Draft, Task
from assistant.domain.booking.facts import read
from assistant.domain.booking.filling import fill
from assistant.domain.text import fold
from assistant.errors import BackendUnavailable
from assistant.ports.catalogue import CataloguePort
from assistant.ports.clock import ClockPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.appointments import DUTCH_TIME
from assistant.services.booking_choices import Chosen, chosen
from assistant.services.booking_order import BookingOrder
from assistant.services.booking_speech import Speech
from assistant.services.booking_talk import KEPT_FOR, MOST_FAILURES, Said, Step, Turn
from assistant.services.existing_appointments import ExistingAppointments

_POINTING = re.compile(r"\b(?:er|hier|daar|dat|dit)(?:voor| (?:\w+ ){0,3}voor)\b|\bbedoel")
""" "Ik wil er een afspraak voor", "afspraak bedoel ik": for what was just talked about."""
WITHOUT_HELP = {Ask.METHOD, Ask.LOCATION, Ask.DAY, Ask.PLACE, Ask.CONFIRM}


class BookingService:
    """Everything about appointments that a resident can say."""

    def __init__(
        self,
        catalogues: CataloguePort,
        details: PersonalDetailsPort,
        order: BookingOrder,
        existing: ExistingAppointments,
        speech: Speech,
        clock: ClockPort,
    ) -> None:
        self._catalogues = catalogues
        self._details = details
        self._order = order
        self._existing = existing
        self._speech = speech
        self._clock = clock

    async def take(self, said: Said, draft: Draft | None) -> Step:
        """What Balie says to this message. Never raises for what a system or a resident does."""
        unmade = draft if draft is not None and draft.task is Task.MAKE else None
        before = _started(draft, said)
        catalogue = self._catalogues.catalogue(said.municipality)
        pressed = chosen(said.choice)
        facts = read(said.text, self._today(), catalogue, before.ask)
        turn = Turn(said, before, facts, pressed, catalogue)
        draft = fill(_press(before, pressed), facts, self._today())
        if before.ask is Ask.NOTHING and not draft.products and _POINTING.search(fold(said.text)):
            named = catalogue.about(said.article)
            draft = replace(draft, products=(named,) if named else ())
        try:
            if unmade and said.task is Task.CANCEL and not await self._existing.has_any(turn):
                # "Annuleer maar" about an appointment that is not made yet.
                return self._speech.stopped(said.municipality, unmade)
            draft = replace(draft, told=frozenset(await self._told(turn, draft)))
            if draft.task is not Task.MAKE:
                found = await self._existing.take(turn, draft)
                if isinstance(found, Step):
                    return found
                draft = found
            return await self._book(turn, draft)
        except BackendUnavailable:
            # Nothing of this message is lost: what was said is in the draft, to try again with.
            asked = draft if turn.leaves(draft) or before.start is None else _unasked(draft)
            return self._speech.system_down(said.municipality, asked)

    def ask_again(self, municipality: str, draft: Draft) -> Step:
        """The question that is still open, after something else was answered."""
        return self._speech.again(municipality, draft, self._today())

    def also(self, municipality: str, draft: Draft, text: str) -> str:
        """The article to know of beside this appointment (a slug); empty for none."""
        return self._catalogues.catalogue(municipality).also(draft.products, text)

    def stop(self, municipality: str, draft: Draft) -> Step:
        """Let go of the draft: the resident does not want to go on."""
        return self._speech.stopped(municipality, draft)

    async def _book(self, turn: Turn, draft: Draft) -> Step:
        """To a new appointment, also one that takes the place of another."""
        asked = turn.before.ask is Ask.CONFIRM and turn.leaves(draft)
        if asked and (turn.yes or turn.pressed.again):
            return await self._order.make(turn, draft)
        if asked and turn.no:
            changing = replace(draft, ask=Ask.DAY, failures=0)
            return self._speech.ask_what_changes(turn.place, changing)
        if turn.before.ask is Ask.PLACE and turn.no and not turn.helped(draft):
            return self._speech.ask_day(turn.place, replace(draft, ask=Ask.DAY, failures=0))
        stuck = turn.before.ask is not Ask.NOTHING and not turn.helped(draft)
        draft = replace(draft, failures=turn.before.failures + 1 if stuck else 0)
        if draft.failures >= MOST_FAILURES:
            return self._speech.way_out(turn.place)
        if turn.facts.problems:
            return self._speech.problem(turn.place, draft, turn.facts)
        step = await self._order.proceed(turn, draft)
        # The question for a name or number says itself what was wrong with the answer.
        if stuck and turn.before.ask in WITHOUT_HELP:
            return self._speech.with_note(turn.place, "utter_appointment_not_understood", step)
        return step

    async def _told(self, turn: Turn, draft: Draft) -> dict[str, str]:
        """Keep what the resident told of himself apart from the conversation; all that is known."""
        now = self._clock.now()
        new: dict[str, str] = {}
        if turn.facts.told:
            # What the gateway masked it kept; what it need not mask is still in the text.
            new = find_details(turn.said.text)
            new |= await self._details.get(turn.said.details_key, now)
        if turn.facts.name:
            new[Detail.NAME] = turn.facts.name
        if turn.facts.birth_date:
            new[Detail.BIRTH_DATE] = turn.facts.birth_date.isoformat()
        if new:
            await self._details.keep(turn.key(draft), new, now + KEPT_FOR)
        return await self._details.get(turn.key(draft), now)

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()


def _started(draft: Draft | None, said: Said) -> Draft:
    """The draft that this message goes on with, or a new one."""
    if draft is None:
        return Draft(said.id, said.task or Task.MAKE)
    if said.task in (None, draft.task):
        return draft
    if said.task is Task.CHANGE and draft.task is Task.MAKE and draft.ask is not Ask.NOTHING:
        # "Kan het ook een andere dag?" about an appointment that is not made yet.
        return draft
    return Draft(said.id, said.task or Task.MAKE)


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


def _unasked(draft: Draft) -> Draft:
    """Read back again before anything is made: it changed since."""
    return replace(draft, ask=Ask.NOTHING)
