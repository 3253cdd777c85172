"""Appointments that staff make, move and cancel for a resident with whom they speak.

What becomes of an order is for `AppointmentService`, as for one that a resident confirmed himself:
the same key again is the same appointment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.domain.appointments import (
    Customer,
    Detail,
    Location,
    Method,
    Order,
    Product,
    Record,
    Stage,
    new_code,
)
from assistant.domain.booking.catalogue import Catalogue, Entry
from assistant.domain.booking.draft import Draft
from assistant.domain.conversation import Reply
from assistant.domain.handover import Handover
from assistant.domain.staff import Deed, Staff
from assistant.errors import AppointmentNotFound, DetailsMissing, OutcomeUnknown
from assistant.ports.appointments import AppointmentsPort
from assistant.ports.catalogue import CataloguePort
from assistant.ports.clock import ClockPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.staff import StaffPort
from assistant.services.appointment_access import AppointmentAccess
from assistant.services.appointment_links import AppointmentLinks, Door
from assistant.services.appointment_speech import AppointmentSpeech
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.booking_order import followed, needed
from assistant.services.booking_speech import Speech
from assistant.services.deeds import keep_deed

AHEAD = timedelta(days=60)
"""So far ahead places are shown."""


@dataclass(frozen=True)
class Wish:
    """What is to be booked. `key` is made by the page: the same again is the same appointment.
    `details` are by `Detail`; `moves` is the key of the one that it takes the place of."""

    key: str
    product: str
    location: str
    start: datetime
    details: Mapping[str, str]
    moves: str = ""


@dataclass(frozen=True)
class Where:
    """A place to meet, how, and what the system insists on knowing there."""

    location: Location
    method: Method
    required: frozenset[Detail]


class DeskAppointments:
    """`system_of` gives the appointment system of a municipality. Every method that asks it raises
    `BackendUnavailable` where it, or the database, does not answer."""

    def __init__(
        self,
        system_of: Callable[[str], AppointmentsPort],
        catalogues: CataloguePort,
        appointments: AppointmentService,
        access: AppointmentAccess,
        links: AppointmentLinks,
        speech: Speech,
        messenger: MessengerPort,
        staff: StaffPort,
        clock: ClockPort,
    ) -> None:
        self._system_of = system_of
        self._catalogues = catalogues
        self._appointments = appointments
        self._access = access
        self._links = links
        self._speech = speech
        self._about = AppointmentSpeech(speech, links)
        self._messenger = messenger
        self._staff = staff
        self._clock = clock

    async def products(self, municipality: str) -> tuple[Entry, ...]:
        """What can be booked."""
        catalogue = self._catalogues.catalogue(municipality)
        offered = await self._system_of(municipality).products()
        return tuple(e for one in offered if (e := catalogue.by_system_name(one.name)))

    async def places(self, municipality: str, product: str) -> tuple[Where, ...]:
        """Where that is possible."""
        system, catalogue = self._system_of(municipality), self._catalogues.catalogue(municipality)
        one = await _product(system, catalogue, product)
        required = await system.required([one])
        found = []
        for location in await system.locations([one]):
            method = catalogue.method_of(location.name)
            found.append(
                Where(location, method, frozenset({Detail.NAME, *required, *needed(method)}))
            )
        return tuple(found)

    async def days(self, municipality: str, product: str, location: str) -> tuple[date, ...]:
        """Days with a free place, in order."""
        system, one, at = await self._at(municipality, product, location)
        today = self._clock.now().astimezone(DUTCH_TIME).date()
        return await system.days([(one, 1)], at, today, today + AHEAD)

    async def times(
        self, municipality: str, product: str, location: str, day: date
    ) -> tuple[datetime, ...]:
        """Free places on a day, in order."""
        system, one, at = await self._at(municipality, product, location)
        now = self._clock.now()
        return tuple(start for start in await system.times([(one, 1)], at, day) if start > now)

    async def of(self, handover: Handover) -> tuple[Record, ...]:
        """Those to come that were made in this conversation or from its verified address."""
        return await self._appointments.of(
            handover.municipality, handover.conversation_id, handover.contact_id
        )

    async def find(self, handover: Handover, code: str, proof: Mapping[str, str]) -> Record | None:
        """The one with this code, where the resident told something that only its owner knows; it
        is one of this conversation from then on. None where either is wrong: which, nobody hears.

        Raises:
            TooManyAttempts: not now, whatever is told.
        """
        record = await self._access.open(
            handover.municipality, handover.conversation_id, handover.channel, code, proof
        )
        if record is None:
            return None
        return await self._appointments.adopt(record, handover.conversation_id)

    async def make(self, staff: Staff, handover: Handover, wish: Wish) -> Record:
        """Make or move one, and tell the resident.

        Raises:
            DetailsMissing: the system insists on more; nothing was made.
            AppointmentNotFound: there is no such product, place, or appointment to move.
            PlaceTaken: it was not made.
            OutcomeUnknown: it may have been made; it is found out, and the resident hears it.
        """
        record = await self._record(handover, wish)
        place = handover.municipality
        try:
            made = await self._appointments.make(record)
        except OutcomeUnknown:
            unknown = self._about.outcome_unknown(place).reply
            await self._tell(staff, handover, record, unknown, "unknown")
            raise
        old = await self._own(handover, wish.moves, made.key) if wish.moves else None
        await self._tell(staff, handover, made, self._about.made(
            handover.municipality, made, old, self._today()
        ).reply)  # fmt: skip
        await self._did(staff, "appointment_moved" if old else "appointment_made", handover)
        return made

    async def cancel(self, staff: Staff, handover: Handover, key: str) -> None:
        """Cancel one, and tell the resident. Repeating it is harmless.

        Raises:
            AppointmentNotFound: it is not one of this conversation.
        """
        record = await self._own(handover, key)
        if record.stage is not Stage.CANCELLED:
            record = await self._appointments.cancel(record)
        place = handover.municipality
        reply = self._about.cancelled(place, record, self._today()).reply
        await self._tell(staff, handover, record, reply, "cancelled")
        await self._did(staff, "appointment_cancelled", handover)

    async def _record(self, handover: Handover, wish: Wish) -> Record:
        place = handover.municipality
        system, one, at = await self._at(place, wish.product, wish.location)
        method = self._catalogues.catalogue(place).method_of(at.name)
        key = f"{handover.id}:{wish.key}"
        old = await self._own(handover, wish.moves, key) if wish.moves else None
        details = {**(old.order.customer.details() if old else {}), **wish.details}
        required = {Detail.NAME, *await system.required([one]), *needed(method)}
        missing = frozenset(detail for detail in required if not details.get(detail))
        if missing or not (details.get(Detail.EMAIL) or details.get(Detail.PHONE)):
            raise DetailsMissing(*(missing or {Detail.EMAIL, Detail.PHONE}))
        video = self._links.url(Door.HOST, key) if method is Method.VIDEO else ""
        draft = Draft(key, products=(wish.product,), method=method)
        notes = self._speech.notes(place, draft, video)
        order = Order(key, ((one, 1),), at, wish.start, Customer.of(details), notes)
        return Record(
            key,
            old.code if old else new_code(),
            place,
            handover.channel,
            handover.conversation_id,
            order,
            method,
            (wish.product,),
            handover.contact_id,
            made_at=self._clock.now(),
            extra=followed(key, old),
        )

    async def _at(
        self, municipality: str, product: str, location: str
    ) -> tuple[AppointmentsPort, Product, Location]:
        system = self._system_of(municipality)
        one = await _product(system, self._catalogues.catalogue(municipality), product)
        places = await system.locations([one])
        at = next((place for place in places if place.id == location), None)
        if at is None:
            raise AppointmentNotFound(location)
        return system, one, at

    async def _own(self, handover: Handover, key: str, moved_to: str = "") -> Record:
        """One of this conversation that stands, or that was just moved or cancelled."""
        found = await self._appointments.get(key)
        mine = found is not None and handover.municipality == found.municipality and (
            found.conversation_id == handover.conversation_id
            or (handover.contact_id and found.contact_id == handover.contact_id)
        )  # fmt: skip
        if found is None or not mine or (found.moved_to and found.moved_to != moved_to):
            raise AppointmentNotFound(key)
        return found

    async def _tell(
        self, staff: Staff, handover: Handover, record: Record, reply: Reply, what: str = "made"
    ) -> None:
        # Buttons are for Balie, which is silent now; its links go along.
        said = replace(reply, choices=(), speaker=staff.name)
        # Short: the key of an appointment may be as long as a message may be named.
        which = hashlib.sha256(record.key.encode()).hexdigest()[:24]
        await self._messenger.tell(handover, f"{handover.id}:{what}:{which}", said)

    async def _did(self, staff: Staff, what: str, handover: Handover) -> None:
        await keep_deed(self._staff, Deed(staff.id, what, self._clock.now(), handover.id))

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()


async def _product(system: AppointmentsPort, catalogue: Catalogue, key: str) -> Product:
    entry = catalogue.entry(key)
    offered: Sequence[Product] = await system.products()
    found = next((one for one in offered if catalogue.by_system_name(one.name) == entry), None)
    if entry is None or found is None:
        raise AppointmentNotFound(key)
    return found
