"""From what the resident wants to an order: products, place, moment, name, and the booking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.domain.appointments import (
    Customer,
    Detail,
    Location,
    Method,
    Order,
    Product,
    Record,
    new_code,
)
from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.draft import Ask, Draft, Offer
from assistant.domain.booking.facts import Facts
from assistant.domain.booking.locations import named_location
from assistant.errors import BackendUnavailable, OutcomeUnknown, PlaceTaken
from assistant.ports.appointments import AppointmentsPort
from assistant.ports.catalogue import CataloguePort
from assistant.ports.clock import ClockPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.appointment_links import AppointmentLinks, Door
from assistant.services.appointment_speech import AppointmentSpeech
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.booking_choices import Chosen
from assistant.services.booking_speech import Speech
from assistant.services.booking_talk import Step, Turn
from assistant.services.places import Found, Place, find


class BookingOrder:
    """Asks the appointment system what is possible, and the resident what is still missing."""

    def __init__(
        self,
        system_of: Callable[[str], AppointmentsPort],
        catalogues: CataloguePort,
        appointments: AppointmentService,
        details: PersonalDetailsPort,
        links: AppointmentLinks,
        speech: Speech,
        about: AppointmentSpeech,
        clock: ClockPort,
    ) -> None:
        self._system_of = system_of
        self._catalogues = catalogues
        self._appointments = appointments
        self._details = details
        self._links = links
        self._speech = speech
        self._about = about
        self._clock = clock

    async def proceed(self, turn: Turn, draft: Draft) -> Step:
        """The next question, an offer of places, or the whole read back.

        Raises:
            BackendUnavailable: the appointment system or the database did not answer.
        """
        place = turn.place
        system = self._system_of(place)
        offered = await system.products()
        if not draft.products:
            titles = [e for p in offered if (e := turn.catalogue.by_system_name(p.name))]
            return self._speech.ask_product(place, replace(draft, ask=Ask.PRODUCT), titles)
        products, missing = _products(draft, offered, turn.catalogue)
        if missing or not products:
            return self._speech.not_bookable(place, missing)
        if len(products) > 1 and not await _together(system, products):
            draft = replace(draft, products=draft.products[:1])
            step = await self._where(turn, draft, products[:1])
            return self._speech.with_note(place, "utter_appointment_not_together", step)
        limit = min(product.limit for product in products)
        if draft.people > limit:
            step = await self._where(turn, replace(draft, people=limit), products)
            key = "utter_appointment_most_people"
            return self._speech.with_note(place, key, step, aantal=str(limit))
        return await self._where(turn, draft, products)

    async def _where(self, turn: Turn, draft: Draft, products: Sequence[Product]) -> Step:
        """At the desk, by video or by telephone, and at which desk."""
        everywhere = await self._system_of(turn.place).locations(products)
        methods = _methods(everywhere, turn.catalogue)
        if not methods:
            return self._speech.not_bookable(turn.place, draft.products)
        if draft.method not in methods:
            only = next(iter(methods)) if len(methods) == 1 else None
            draft = replace(draft, method=only)
        if draft.method is None:
            asked = replace(draft, ask=Ask.METHOD)
            return self._speech.ask_method(turn.place, asked, tuple(methods))
        locations = methods[draft.method]
        at_desk = draft.method is Method.DESK
        named = named_location(turn.said.text, locations) if at_desk else None
        if named is not None and named.id != draft.location:
            draft = replace(draft, location=named.id, start=None, offered=())
        elsewhere = turn.facts.other_place or turn.pressed.other_place
        if elsewhere and named is None and len(locations) > 1:
            asked = replace(draft, ask=Ask.LOCATION, start=None, offered=())
            return self._speech.ask_location(turn.place, asked, locations)
        return await self._when(turn, draft, products, locations)

    async def _when(
        self,
        turn: Turn,
        draft: Draft,
        products: Sequence[Product],
        locations: Sequence[Location],
    ) -> Step:
        location = next((one for one in locations if one.id == draft.location), locations[0])
        draft = replace(draft, location=location.id)
        if turn.facts.other_time or turn.pressed.other_time:
            wishes = replace(draft.wishes, pick="")
            draft = replace(draft, start=None, offered=(), wishes=wishes)
            if not turn.facts.when:
                return self._speech.ask_day(turn.place, replace(draft, ask=Ask.DAY))
        if draft.start is None:
            amounts = tuple((product, draft.people) for product in products)
            others = [other for other in locations if other.id != location.id]
            system, today = self._system_of(turn.place), self._today()
            found = await find(system, amounts, location, others, draft.wishes, today)
            decided = _decided(found, draft)
            if decided is None:
                return self._offer(turn, draft, found, location, len(locations) > 1)
            location, start = decided
            draft = replace(draft, location=location.id, start=start)
        return await self._who(turn, draft, products, location)

    def _offer(
        self, turn: Turn, draft: Draft, found: Found, location: Location, elsewhere: bool
    ) -> Step:
        offered = tuple(
            Offer(at.id, start, "" if at.id == draft.location else at.name)
            for at, start in found.places
        )
        if not offered:
            return self._speech.no_places(turn.place, draft)
        draft = replace(draft, ask=Ask.PLACE, offered=offered)
        step = self._speech.offer(
            turn.place, draft, location, self._today(),
            as_asked=found.as_asked, elsewhere=elsewhere,
        )  # fmt: skip
        return replace(step, as_asked=found.as_asked)

    async def _who(
        self, turn: Turn, draft: Draft, products: Sequence[Product], location: Location
    ) -> Step:
        """Who comes, and where the confirmation goes; then everything is read back."""
        known = await self._details.get(turn.key(draft), self._clock.now())
        required = set(await self._system_of(turn.place).required(products)) | needed(
            draft.method or Method.DESK
        )
        missing = _missing(required, known, turn)
        if missing is not None:
            return self._speech.ask_detail(turn.place, replace(draft, ask=missing))
        draft = replace(draft, ask=Ask.CONFIRM, offered=())
        old = await self._appointments.get(draft.appointment) if draft.appointment else None
        return self._speech.read_back(
            turn.place, draft, location, Customer.of(known), old, self._today()
        )

    async def make(self, turn: Turn, draft: Draft) -> Step:
        """The resident said yes: make the appointment.

        Raises:
            BackendUnavailable: nothing was made.
        """
        record = await self._record(turn, draft)
        if record is None:
            # What was told is too old: it is asked again.
            fresh = replace(draft, told=frozenset(), ask=Ask.NAME)
            return self._speech.ask_detail(turn.place, fresh)
        try:
            made = await self._appointments.make(record)
        except PlaceTaken:
            return await self._taken(turn, draft)
        except OutcomeUnknown:
            return self._about.outcome_unknown(turn.place)
        await self._details.forget(turn.key(draft))
        old = made.extra.get("moves", "")
        moved = await self._appointments.get(old) if old else None
        return self._about.made(turn.place, made, moved, self._today())

    async def _record(self, turn: Turn, draft: Draft) -> Record | None:
        """What is kept and ordered; None where it is not known any more who comes."""
        known = await self._details.get(turn.key(draft), self._clock.now())
        if draft.start is None or not known.get(Detail.NAME):
            return None
        system = self._system_of(turn.place)
        products, _ = _products(draft, await system.products(), turn.catalogue)
        locations = await system.locations(products) if products else ()
        location = next((one for one in locations if one.id == draft.location), None)
        if location is None:
            raise BackendUnavailable("the appointment system does not know its own place any more")
        key = f"{turn.key(draft)}:{draft.attempts}"
        method = draft.method or Method.DESK
        video = self._links.url(Door.HOST, key) if method is Method.VIDEO else ""
        old = await self._appointments.get(draft.appointment) if draft.appointment else None
        order = Order(
            key=key,
            amounts=tuple((product, draft.people) for product in products),
            location=location,
            start=draft.start,
            customer=Customer.of(known),
            notes=self._speech.notes(turn.place, draft, video),
        )
        return Record(
            key=key,
            code=old.code if old is not None else new_code(),
            municipality=turn.place,
            channel=turn.said.channel,
            conversation_id=turn.said.conversation_id,
            order=order,
            method=method,
            products=draft.products,
            contact_id=turn.said.contact_id,
            made_at=self._clock.now(),
            extra=followed(key, old),
        )

    async def _taken(self, turn: Turn, draft: Draft) -> Step:
        """Somebody was faster: other places, at once."""
        wishes = replace(draft.wishes, pick="")
        draft = replace(draft, attempts=draft.attempts + 1, start=None, offered=(), wishes=wishes)
        quiet = Turn(replace(turn.said, text=""), turn.before, Facts(), Chosen(), turn.catalogue)
        step = await self.proceed(quiet, draft)
        return self._speech.with_note(turn.place, "utter_appointment_taken", step)

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()


def needed(method: Method) -> set[Detail]:
    """What this way of meeting cannot do without: a number to call, a mail with the link."""
    return {Method.PHONE: {Detail.PHONE}, Method.VIDEO: {Detail.EMAIL}}.get(method, set())


def _missing(required: set[Detail], known: Mapping[str, str], turn: Turn) -> Ask | None:
    """What to ask next about who comes; None when all is known."""
    if not known.get(Detail.NAME):
        return Ask.NAME
    asks = {
        Detail.PHONE: Ask.PHONE, Detail.EMAIL: Ask.EMAIL, Detail.BIRTH_DATE: Ask.BIRTH_DATE
    }  # fmt: skip
    for detail, ask in asks.items():
        if detail in required and not known.get(detail):
            return ask
    if known.get(Detail.EMAIL) or known.get(Detail.PHONE) or turn.said.contact_id:
        return None
    # Nobody spells an address by telephone when a number will do.
    return Ask.PHONE if turn.said.channel == "telephone" else Ask.CONTACT


def followed(key: str, old: Record | None) -> dict[str, str]:
    """What ties an appointment to the one it takes the place of, and both to one calendar entry."""
    if old is None:
        return {"uid": key, "sequence": "0"}
    sequence = int(old.extra.get("sequence", "0")) + 1
    return {"uid": old.extra.get("uid", old.key), "sequence": str(sequence), "moves": old.key}


def _products(
    draft: Draft, offered: Sequence[Product], catalogue: Catalogue
) -> tuple[tuple[Product, ...], tuple[str, ...]]:
    """The products as the system has them, and the keys of those that it has not."""
    by_key = {e.key: p for p in offered if (e := catalogue.by_system_name(p.name))}
    found = tuple(by_key[key] for key in draft.products if key in by_key)
    return found, tuple(key for key in draft.products if key not in by_key)


async def _together(system: AppointmentsPort, products: Sequence[Product]) -> bool:
    others = {product.id for product in await system.combinable(products[:1])}
    return all(product.id in others for product in products[1:])


def _methods(
    locations: Sequence[Location], catalogue: Catalogue
) -> dict[Method, tuple[Location, ...]]:
    """Where each way of meeting is possible; the desk first."""
    found: dict[Method, tuple[Location, ...]] = {}
    for method in Method:
        at = tuple(one for one in locations if catalogue.method_of(one.name) is method)
        if at:
            found[method] = at
    return found


def _decided(found: Found, draft: Draft) -> Place | None:
    """The place that needs no choosing: the very time that was asked for, or left to us."""
    if not found.as_asked or not found.places:
        return None
    if draft.wishes.pick == "last":
        return found.places[-1]
    exact = draft.wishes.exact_time is not None and draft.wishes.day is not None
    if draft.wishes.pick == "first" or exact:
        return found.places[0]
    return None
