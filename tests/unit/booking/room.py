"""A resident at the booking service: over a fake appointment system, with the real texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from assistant.domain.appointments import (
    Customer,
    Location,
    Method,
    Order,
    Product,
    Record,
    Stage,
)
from assistant.domain.booking.details import find_details
from assistant.domain.booking.draft import Draft, Task
from assistant.domain.masking import mask
from assistant.services.appointment_access import AppointmentAccess
from assistant.services.appointment_links import AppointmentLinks
from assistant.services.appointment_speech import AppointmentSpeech
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.booking import BookingService
from assistant.services.booking_order import BookingOrder
from assistant.services.booking_speech import Speech
from assistant.services.booking_talk import Said, Step
from assistant.services.existing_appointments import ExistingAppointments
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.letters import Letters
from assistant.settings import ROOT
from kb.library import Library
from kb.texts import YamlTexts
from tests.fakes.appointment_book import FakeAppointmentBook
from tests.fakes.appointments import FakeAppointments
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import FakeJobs
from tests.fakes.klantcontacten import FakeKlantcontacten, FakeKlantcontactOutbox
from tests.fakes.personal_details import FakePersonalDetails
from web.appointments import AppointmentParts

LIBRARY = Library(ROOT / "kb")
TEXTS = YamlTexts(ROOT / "data" / "responses", LIBRARY)
PASPOORT = Product("p", "Paspoort aanvragen", 10, 4)
ID_KAART = Product("i", "Identiteitskaart aanvragen", 10, 4)
SCHULDEN = Product("s", "Gesprek over schulden", 60, 1)
CENTRUM = Location("c", "Stadhuis Centrum", "Coolsingel 40", city="Rotterdam")
FEIJENOORD = Location("f", "Stadswinkel Feijenoord", "Maashaven Zuidzijde 2", city="Rotterdam")
VIDEO = Location("v", "Videobellen")
PHONE = Location("t", "Telefonische afspraak")
SANNE = Customer("Sanne Visser", "sanne@example.org", "+31612345678", "1988-05-12")
DESKS = (CENTRUM, FEIJENOORD)


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """A moment in the Netherlands in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=DUTCH_TIME)


def workdays(clock: FakeClock, room: int = 1) -> dict[datetime, int]:
    """Every half hour of the working days of eight weeks, from 9.00 to 16.30."""
    first = clock.now().astimezone(DUTCH_TIME).replace(hour=0, minute=0)
    days = [first + timedelta(days=n) for n in range(56)]
    return {
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=DUTCH_TIME): room
        for day in days
        if day.weekday() < 5
        for hour in range(9, 17)
        for minute in (0, 30)
    }


class Room:
    """Everything around the service, and a resident who speaks and presses."""

    def __init__(self, **system: bool) -> None:
        self.clock = FakeClock()
        places = {one.id: workdays(self.clock) for one in (*DESKS, VIDEO, PHONE)}
        where = {"p": DESKS, "i": DESKS, "s": (CENTRUM, VIDEO, PHONE)}
        products = (PASPOORT, ID_KAART, SCHULDEN)
        self.system = FakeAppointments(self.clock, products, where, places, **system)
        self.book = FakeAppointmentBook()
        self.jobs = FakeJobs()
        self.details = FakePersonalDetails()
        self.staff = FakeKlantcontactOutbox()
        self.appointments = AppointmentService(
            self._system_of, self.book, self.jobs, self.clock,
            KlantcontactService(FakeKlantcontacten(), self.staff, self.clock),
        )  # fmt: skip
        self.links = links = AppointmentLinks("https://balie.example", "geheim")
        speech = Speech(TEXTS, LIBRARY)
        self.letters = Letters(TEXTS, speech, links, lambda _place, _article: "- een pasfoto")
        about = AppointmentSpeech(speech, links)
        order = BookingOrder(
            self._system_of, LIBRARY, self.appointments, self.details, links, speech, about,
            self.clock,
        )  # fmt: skip
        access = AppointmentAccess(self.book, self.clock, "geheim")
        existing = ExistingAppointments(
            self.appointments, access, self.details, order, speech, about, self.clock
        )
        self.access, self.speech = access, speech
        self.service = BookingService(LIBRARY, self.details, order, existing, speech, self.clock)
        self.conversation, self.channel, self.contact = "gesprek", "webchat", ""
        self.draft: Draft | None = None
        self.step: Step | None = None
        self._ids = count(1)

    async def say(self, text: str, task: Task | None = None, article: str = "") -> str:
        """Type a message, as the gateway passes it on, after `article`; what Balie answers."""
        identifier = f"m{next(self._ids)}"
        key = f"{self.conversation}:{identifier}"
        masked = mask(text)
        if masked.kinds:
            until = self.clock.now() + timedelta(minutes=30)
            await self.details.keep(key, find_details(text), until)
        return await self._take(
            self._said(identifier, key, text=masked.text, task=task, article=article)
        )

    async def press(self, title: str) -> str:
        """Press a button below the last answer."""
        assert self.step is not None
        found = [c for c in self.step.reply.choices if title.casefold() in c.title.casefold()]
        assert found, [choice.title for choice in self.step.reply.choices]
        choice = found[0].payload.partition('"choice": "')[2].rstrip('"}')
        identifier = f"m{next(self._ids)}"
        return await self._take(self._said(identifier, "", choice=choice))

    def parts(self) -> AppointmentParts:
        """For the pages of appointments."""
        return AppointmentParts(self.appointments, self.book, self.letters, self.links)

    def holds(self, start: datetime, method: Method = Method.DESK, **changes: Any) -> Record:
        """An appointment that was made before, in the book and in the appointment system."""
        key = f"gesprek:{len(self.book.records)}:0"
        product, location = {
            Method.DESK: (PASPOORT, CENTRUM),
            Method.VIDEO: (SCHULDEN, VIDEO),
            Method.PHONE: (SCHULDEN, PHONE),
        }[method]
        order = Order(key, ((product, 1),), location, start, SANNE)
        record = Record(
            key, "A3F-K7W-E9Y", "rotterdam", "webchat", "gesprek", order, method=method,
            products=("schulden" if product is SCHULDEN else "paspoort",), stage=Stage.BOOKED,
            system_id=key, extra={"uid": key, "sequence": "0"},
        )  # fmt: skip
        record = replace(record, **changes)
        self.book.records[key] = record
        self.system.booked[key] = order
        return record

    @property
    def starts(self) -> list[datetime]:
        """Of everything that stands in the appointment system."""
        return [order.start for order in self.system.booked.values()]

    @property
    def choices(self) -> list[str]:
        """Titles of the buttons below the last answer."""
        return [choice.title for choice in self.step.reply.choices] if self.step else []

    def _said(
        self,
        identifier: str,
        key: str,
        text: str = "",
        choice: str = "",
        task: Task | None = None,
        article: str = "",
    ) -> Said:
        return Said(
            identifier, self.conversation, "rotterdam", self.channel, text, choice, task,
            self.contact, key, article,
        )  # fmt: skip

    async def _take(self, said: Said) -> str:
        self.step = await self.service.take(said, self.draft)
        # As it travels through the slot.
        draft = self.step.draft
        self.draft = Draft.from_json(draft.to_json()) if draft else None
        return self.step.reply.text

    def _system_of(self, municipality: str) -> FakeAppointments:
        assert municipality == "rotterdam"
        return self.system
