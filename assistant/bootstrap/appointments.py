"""Everything about appointments of one process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy import Engine

from assistant.domain.jobs import JobKind
from assistant.errors import ArticleNotFound
from assistant.ports.messenger import MessengerPort
from assistant.ports.staff import StaffPort
from assistant.services.appointment_access import AppointmentAccess
from assistant.services.appointment_links import AppointmentLinks
from assistant.services.appointment_speech import BRING, AppointmentSpeech
from assistant.services.appointments import AppointmentService
from assistant.services.booking import BookingService
from assistant.services.booking_order import BookingOrder
from assistant.services.booking_speech import Speech
from assistant.services.desk_appointments import DeskAppointments
from assistant.services.earlier_places import EarlierPlaces
from assistant.services.existing_appointments import ExistingAppointments
from assistant.services.job_runner import Handler, JobRunner
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.letters import Letters
from assistant.services.notices import Notices
from assistant.settings import Settings
from connectors.backends.appointments import Appointments, open_appointments
from connectors.backends.mail.adapter import SmtpMail
from connectors.clock import SystemClock
from connectors.storage.appointment_book import SqlAppointmentBook
from connectors.storage.jobs import SqlJobs
from connectors.storage.personal_details import SqlPersonalDetails
from kb.library import Library
from kb.texts import YamlTexts


class AppointmentSystems:
    """The appointment system of each municipality, opened at its first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: dict[str, Appointments] = {}

    def of(self, municipality: str) -> Appointments:
        """The one of this municipality."""
        if municipality not in self._open:
            settings = self._settings
            url = settings.appointments_url.replace("{gemeente}", municipality)
            self._open[municipality] = open_appointments(
                settings.appointments_system, url, settings.appointments_key
            )
        return self._open[municipality]

    async def close(self) -> None:
        """Close all connections."""
        await asyncio.gather(*(system.close() for system in self._open.values()))


class AppointmentRoom:
    """Everything about appointments of one process, on one database."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        texts: YamlTexts,
        clock: SystemClock,
        database: Engine,
        staff: KlantcontactService,
    ) -> None:
        self._settings = settings
        self._library = library
        self._texts = texts
        self._clock = clock
        self.systems = AppointmentSystems(settings)
        self.book = SqlAppointmentBook(database, settings.details_key)
        self.details = SqlPersonalDetails(database, settings.details_key)
        self.jobs = SqlJobs(database)
        self.links = AppointmentLinks(settings.public_url, settings.session_secret)
        self.speech = Speech(texts, library)
        self.appointments = AppointmentService(self.systems.of, self.book, self.jobs, clock, staff)
        self.letters = Letters(texts, self.speech, self.links, self._bring)

    def booking(self) -> BookingService:
        """Everything about appointments that a resident can say."""
        about = AppointmentSpeech(self.speech, self.links)
        order = BookingOrder(
            self.systems.of, self._library, self.appointments, self.details, self.links,
            self.speech, about, self._clock,
        )  # fmt: skip
        access = AppointmentAccess(self.book, self._clock, self._settings.session_secret)
        existing = ExistingAppointments(
            self.appointments, access, self.details, order, self.speech, about, self._clock
        )
        return BookingService(
            self._library, self.details, order, existing, self.speech, self._clock
        )

    def at_the_desk(self, messenger: MessengerPort, staff: StaffPort) -> DeskAppointments:
        """What staff can arrange for a resident."""
        access = AppointmentAccess(self.book, self._clock, self._settings.session_secret)
        return DeskAppointments(
            self.systems.of, self._library, self.appointments, access, self.links, self.speech,
            messenger, staff, self._clock,
        )  # fmt: skip

    def runner(self, messenger: MessengerPort, more: Mapping[JobKind, Handler]) -> JobRunner:
        """Does what is due: confirmations, reminders, what a crash left open, and `more`."""
        mail = SmtpMail(self._settings.mail_url, self._settings.mail_from)
        notices = Notices(self.book, mail, messenger, self.letters, self._texts, self._clock)
        earlier = EarlierPlaces(
            self.systems.of, self.book, self.jobs, self._clock, notices.offer_earlier
        )
        handlers = {
            JobKind.CONFIRM: notices.made,
            JobKind.MOVED: notices.moved,
            JobKind.CANCELLED: notices.cancelled,
            JobKind.REMIND: notices.remind,
            JobKind.NOT_MADE: notices.not_made,
            JobKind.RELEASE: self.appointments.release,
            JobKind.SETTLE: self.appointments.settle,
            JobKind.EARLIER: earlier.look,
            **more,
        }
        return JobRunner(self.jobs, self._clock, handlers)

    async def close(self) -> None:
        """End connections and transactions."""
        await self.systems.close()
        for store in (self.book, self.details, self.jobs):
            store.close()

    def _bring(self, municipality: str, article: str) -> str:
        try:
            sections = self._library.article(article, municipality).sections
        except ArticleNotFound:
            return ""
        return next((one.text for one in sections if one.anchor == BRING), "")
