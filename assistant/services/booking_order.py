"""From what the resident wants to an order: products, place, moment, name, and the booking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from assistant.services.booking_talk import Said, Step
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

    async def proceed(
        self, said: Said, draft: Draft, facts: Facts, pressed: Chosen, catalogue: Catalogue
    ) -> Step:
        """The next question, an offer of places, or the whole read back.

        Raises:
            BackendUnavailable: the appointment system or the database did not answer.
        """
        place = said.municipality
        system = self._system_of(place)
        offered = await system.products()
        if not draft.products:
            titles = [e for p in offered if (e := catalogue.by_system_name(p.name))]
            return self._speech.ask_product(place, replace(draft, ask=Ask.PRODUCT), titles)
        products, missing = _products(draft, offered, catalogue)
        if missing or not products:
            return self._speech.not_bookable(place, draft, missing)
        if len(products) > 1 and not await _together(system, products):
            products = products[:1]
            draft = replace(draft, products=draft.products[:1])
            step = await self._place(said, draft, facts, pressed, catalogue, products)
            return self._speech.with_note(place, "utter_appointment_not_together", step)
        limit = min(product.limit for product in products)
        if draft.people > limit:
            draft = replace(draft, people=limit)
            step = await self._place(said, draft, facts, pressed, catalogue, products)
            key = "utter_appointment_most_people"
            return self._speech.with_note(place, key, step, aantal=str(limit))
        return await self._place(said, draft, facts, pressed, catalogue, products)

    async def _place(
        self,
        said: Said,
        draft: Draft,
        facts: Facts,
        pressed: Chosen,
        catalogue: Catalogue,
        products: Sequence[Product],
    ) -> Step:
        """How and where, then when."""
        municipality = said.municipality
        system = self._system_of(municipality)
        everywhere = await system.locations(products)
        methods = _methods(everywhere, catalogue)
        if not methods:
            return self._speech.not_bookable(municipality, draft, draft.products)
        if draft.method is not None and draft.method not in methods:
            draft = replace(draft, method=None)
        if draft.method is None:
            if len(methods) > 1:
                asked = replace(draft, ask=Ask.METHOD)
                return self._speech.ask_method(municipality, asked, tuple(methods))
            draft = replace(draft, method=next(iter(methods)))
        method = draft.method or Method.DESK
        locations = methods[method]
        named = named_location(said.text, locations) if method is Method.DESK else None
        if named is not None and named.id != draft.location:
            draft = replace(draft, location=named.id, start=None, offered=())
        if (facts.other_place or pressed.other_place) and named is None and len(locations) > 1:
            asked = replace(draft, ask=Ask.LOCATION, start=None, offered=())
            return self._speech.ask_location(municipality, asked, locations)
        location = next((one for one in locations if one.id == draft.location), locations[0])
        draft = replace(draft, location=location.id)
        others = [other for other in locations if other.id != location.id]
        if facts.other_time or pressed.other_time:
            wishes = replace(draft.wishes, pick="")
            asked = replace(draft, ask=Ask.DAY, start=None, offered=(), wishes=wishes)
            if not facts.when:
                return self._speech.ask_day(municipality, asked)
        amounts = tuple((product, draft.people) for product in products)
        if draft.start is None:
            found = await find(
                system, amounts, location, others, draft.wishes, self._today()
            )
            start = _decided(found, draft)
            if start is None:
                return self._offer(said, draft, found, len(locations) > 1)
            draft = replace(draft, location=start[0].id, start=start[1])
            location = start[0]
        return await self._customer(said, draft, products, location)

    def _offer(self, said: Said, draft: Draft, found: Found, elsewhere: bool) -> Step:
        offered = tuple(
            Offer(at.id, start, "" if at.id == draft.location else at.name)
            for at, start in found.places
        )
        if not offered:
            return self._speech.no_places(said.municipality, replace(draft, ask=Ask.DAY))
        draft = replace(draft, ask=Ask.PLACE, offered=offered)
        step = self._speech.offer(
            said.municipality, draft, self._today(), as_asked=found.as_asked, elsewhere=elsewhere
        )
        return replace(step, as_asked=found.as_asked)

    async def _customer(
        self, said: Said, draft: Draft, products: Sequence[Product], location: Location
    ) -> Step:
        """Who comes, and where the confirmation goes; then everything is read back."""
        place = said.municipality
        known = await self._details.get(self._key(said, draft), self._clock.now())
        if not known.get(Detail.NAME):
            return self._speech.ask_detail(place, replace(draft, ask=Ask.NAME))
        required = await self._system_of(place).required(products)
        for detail, ask in (
            (Detail.PHONE, Ask.PHONE), (Detail.EMAIL, Ask.EMAIL), (Detail.BIRTH_DATE, Ask.BIRTH_DATE),
        ):  # fmt: skip
            needed = detail in required or (
                (detail is Detail.PHONE and draft.method is Method.PHONE)
                or (detail is Detail.EMAIL and draft.method is Method.VIDEO)
            )
            if needed and not known.get(detail):
                return self._speech.ask_detail(place, replace(draft, ask=ask))
        reachable = known.get(Detail.EMAIL) or known.get(Detail.PHONE) or said.contact_id
        if not reachable:
            ask = Ask.PHONE if said.channel == "telephone" else Ask.CONTACT
            return self._speech.ask_detail(place, replace(draft, ask=ask))
        draft = replace(draft, ask=Ask.CONFIRM, offered=())
        old = await self._appointments.get(draft.appointment) if draft.appointment else None
        return self._speech.read_back(
            place, draft, location, Customer.of(known), old, self._today()
        )

    async def make(self, key: str, said: Said, draft: Draft) -> Step:
        """The resident said yes: make the appointment.

        Raises:
            BackendUnavailable: nothing was made.
        """
        place = said.municipality
        record = await self._record(key, said, draft)
        if record is None:
            # What was told is too old: it is asked again.
            fresh = replace(draft, told=frozenset(), ask=Ask.NAME)
            return self._speech.ask_detail(place, fresh)
        try:
            made = await self._appointments.make(record)
        except PlaceTaken:
            return await self._taken(said, draft)
        except OutcomeUnknown:
            return self._about.outcome_unknown(place)
        await self._details.forget(key)
        old = made.extra.get("moves", "")
        moved = await self._appointments.get(old) if old else None
        return self._about.made(place, made, moved, self._today())

    async def _record(self, key: str, said: Said, draft: Draft) -> Record | None:
        place, start = said.municipality, draft.start
        known = await self._details.get(key, self._clock.now())
        if start is None or not known.get(Detail.NAME):
            return None
        catalogue = self._catalogues.catalogue(place)
        system = self._system_of(place)
        products, _ = _products(draft, await system.products(), catalogue)
        locations = await system.locations(products)
        location = next((one for one in locations if one.id == draft.location), None)
        if location is None or not products:
            raise BackendUnavailable("the appointment system does not know its own place any more")
        order_key = f"{key}:{draft.attempts}"
        method = draft.method or Method.DESK
        old = await self._appointments.get(draft.appointment) if draft.appointment else None
        extra = {"uid": order_key, "sequence": "0"}
        if old is not None:
            extra = {
                "uid": old.extra.get("uid", old.key),
                "sequence": str(int(old.extra.get("sequence", "0")) + 1),
                "moves": old.key,
            }
        notes = self._speech.notes(
            place, draft, self._links.url(Door.HOST, order_key) if method is Method.VIDEO else ""
        )
        order = Order(
            key=order_key,
            amounts=tuple((product, draft.people) for product in products),
            location=location,
            start=start,
            customer=Customer.of(known),
            notes=notes,
        )
        return Record(
            key=order_key,
            code=old.code if old is not None else new_code(),
            municipality=place,
            channel=said.channel,
            conversation_id=said.conversation_id,
            order=order,
            method=method,
            products=draft.products,
            contact_id=said.contact_id,
            made_at=self._clock.now(),
            extra=extra,
        )

    async def _taken(self, said: Said, draft: Draft) -> Step:
        """Somebody was faster: other places, at once."""
        draft = replace(draft, attempts=draft.attempts + 1, start=None, offered=())
        catalogue = self._catalogues.catalogue(said.municipality)
        wishes = replace(draft.wishes, pick="")
        step = await self.proceed(
            said, replace(draft, wishes=wishes), Facts(), Chosen(), catalogue
        )
        return self._speech.with_note(said.municipality, "utter_appointment_taken", step)

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()

    @staticmethod
    def _key(said: Said, draft: Draft) -> str:
        return f"{said.conversation_id}:{draft.id}"


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


