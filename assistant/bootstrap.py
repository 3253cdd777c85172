"""Composition root: the only place that sees both the services and the adapters behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Engine

from assistant.domain.ediensten.declaration import EDiensten, System
from assistant.domain.jobs import JobKind
from assistant.errors import ArticleNotFound
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.crisis import CrisisPort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.engine import EnginePort
from assistant.ports.feedback import FeedbackPort
from assistant.ports.intake import IntakePort
from assistant.ports.messenger import MessengerPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.outbox import OutboxPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.texts import TextsPort
from assistant.services.answers import AnswerService
from assistant.services.appointment_access import AppointmentAccess
from assistant.services.appointment_links import AppointmentLinks
from assistant.services.appointment_speech import BRING, AppointmentSpeech
from assistant.services.appointments import AppointmentService
from assistant.services.booking import BookingService
from assistant.services.booking_order import BookingOrder
from assistant.services.booking_speech import Speech
from assistant.services.channel_codes import ChannelCodes
from assistant.services.earlier_places import EarlierPlaces
from assistant.services.edienst_answers import AnswerReader
from assistant.services.ediensten import EDienstService
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.existing_appointments import ExistingAppointments
from assistant.services.followers import FollowerService, StatusNotices
from assistant.services.identity import IdentityService
from assistant.services.job_runner import JobRunner
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.letters import Letters
from assistant.services.life_events import LifeEventService
from assistant.services.lookup_links import LookupLinks
from assistant.services.lookups import LookupService
from assistant.services.municipalities import MunicipalityService
from assistant.services.notices import Notices
from assistant.services.upload_links import UploadLinks
from assistant.services.zaken import ZakenService
from assistant.services.zaken_speech import ZakenSpeech
from assistant.settings import Settings, get_settings
from connectors.backends.appointments import Appointments, open_appointments
from connectors.backends.clamav.adapter import ClamavScanner, NoScanner
from connectors.backends.identity.oidc import OidcIdentity
from connectors.backends.klantinteracties.adapter import KlantinteractiesKlantcontacten
from connectors.backends.klantinteracties.client import KlantinteractiesClient
from connectors.backends.mail.adapter import SmtpMail
from connectors.backends.pdok.adapter import PdokMap
from connectors.backends.signalen.adapter import SignalenReports
from connectors.backends.zgw.adapter import ZgwZaken
from connectors.backends.zgw.client import ZgwClient
from connectors.clock import SystemClock
from connectors.engine.client import EngineClient
from connectors.holidays import dutch_holidays
from connectors.storage.appointment_book import SqlAppointmentBook
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.feedback import SqlFeedback
from connectors.storage.followers import SqlFollowers
from connectors.storage.jobs import SqlJobs
from connectors.storage.klantcontacten import SqlKlantcontactOutbox
from connectors.storage.logins import SqlLogins
from connectors.storage.lookups import SqlLookups
from connectors.storage.outbox import SqlOutbox
from connectors.storage.personal_details import SqlPersonalDetails
from connectors.storage.schema import upgrade
from connectors.storage.uploads import SqlUploads
from kb.crisis import CrisisPatterns
from kb.library import Library
from kb.texts import YamlTexts


@dataclass(frozen=True)
class ActionServices:
    """What the action server works with."""

    answers: AnswerService
    life_events: LifeEventService
    municipalities: MunicipalityService
    texts: TextsPort
    klantcontacten: KlantcontactService
    booking: BookingService
    zaken: ZakenService
    ediensten: EDienstService


@dataclass(frozen=True)
class Gateway:
    """What the public process works with. `close` ends all of it."""

    store: ConversationsPort
    engine: EnginePort
    clock: ClockPort
    texts: TextsPort
    crisis: CrisisPort
    municipalities: MunicipalitiesPort
    klantcontacten: KlantcontactService
    places: MunicipalityService
    outgoing: OutboxPort
    codes: ChannelCodes
    feedback: FeedbackPort
    appointments: AppointmentRoom
    zaken: ZakenRoom
    close: Callable[[], Awaitable[None]]


@lru_cache(maxsize=1)
def action_services() -> ActionServices:
    """The services of the action server, made once per process."""
    settings = get_settings()
    library = Library(settings.kb_path)
    texts = YamlTexts(settings.responses_path, library)
    clock = SystemClock(settings.now)
    database = open_engine(settings.database_url)
    upgrade(database)
    outbox = SqlKlantcontactOutbox(database)
    klantcontacten = KlantcontactService(_register(settings), outbox, clock)
    room = AppointmentRoom(settings, library, texts, clock, database, klantcontacten)
    zaken = ZakenRoom(settings, texts, clock, database)
    return ActionServices(
        answers=AnswerService(library, library, texts, zaken.handed_in(library)),
        life_events=LifeEventService(library),
        municipalities=MunicipalityService(
            library, clock, dutch_holidays, settings.default_municipality
        ),
        texts=texts,
        klantcontacten=klantcontacten,
        booking=room.booking(),
        zaken=zaken.service(),
        ediensten=zaken.ediensten(library, room.details),
    )


def gateway(settings: Settings) -> Gateway:
    """The collaborators of the public process, connected to the real world."""
    library = Library(settings.kb_path)
    clock = SystemClock(settings.now)
    database = open_engine(settings.database_url)
    upgrade(database)
    store = SqlConversations(database)
    engine = EngineClient(settings.engine_url, settings.engine_secret, settings.engine_timeout)
    outbox = SqlKlantcontactOutbox(open_engine(settings.database_url))
    register = _register(settings)
    klantcontacten = KlantcontactService(register, outbox, clock)

    texts = YamlTexts(settings.responses_path, library)
    appointments = AppointmentRoom(settings, library, texts, clock, database, klantcontacten)
    zaken = ZakenRoom(settings, texts, clock, database)

    stores = (
        store,
        outbox,
        outgoing := SqlOutbox(database),
        codes := SqlChannelCodes(database),
        feedback := SqlFeedback(database),
    )

    async def close() -> None:
        await asyncio.gather(engine.close(), register.close(), appointments.close(), zaken.close())
        for one in stores:
            one.close()

    return Gateway(
        store=store,
        engine=engine,
        clock=clock,
        texts=texts,
        crisis=CrisisPatterns(library.articles()),
        municipalities=library,
        klantcontacten=klantcontacten,
        places=MunicipalityService(library, clock, dutch_holidays, settings.default_municipality),
        outgoing=outgoing,
        codes=ChannelCodes(codes, clock, settings.session_secret),
        feedback=feedback,
        appointments=appointments,
        zaken=zaken,
        close=close,
    )


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

    def runner(self, messenger: MessengerPort) -> JobRunner:
        """Does what is due: confirmations, reminders, and what a crash left open."""
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


@dataclass(frozen=True)
class EDienstenWhere(EDienstenPort):
    """Those of the library, where the municipality has the system that takes them."""

    library: EDienstenPort
    system_of: Callable[[str, System], IntakePort | None]

    def ediensten(self, municipality: str) -> EDiensten:
        """See `EDienstenPort`."""
        every = self.library.ediensten(municipality).every
        return EDiensten(tuple(one for one in every if self.system_of(municipality, one.system)))


class ZakenRoom:
    """Everything about zaken of one process, on one database: who somebody is, what was allowed and
    looked up, and the case system."""

    def __init__(
        self, settings: Settings, texts: TextsPort, clock: ClockPort, database: Engine
    ) -> None:
        self._settings = settings
        self._texts = texts
        self._clock = clock
        self._logins = SqlLogins(database, settings.details_key)
        self.lookups = SqlLookups(database)
        self.lookup_links = LookupLinks(settings.public_url, settings.session_secret)
        broker = OidcIdentity(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_secret,
            settings.oidc_bsn_claim,
            settings.oidc_mandate_claim,
        )
        self.identity = IdentityService(broker, self._logins, clock, settings.public_url)
        client = ZgwClient(settings.zgw_url, settings.zgw_client_id, settings.zgw_secret)
        self._client = client
        self._systems = {
            municipality: ZgwZaken(client, rsin, settings.zgw_confidentiality)
            for municipality, rsin in settings.zgw_organisations.items()
        }
        self._reports: dict[str, SignalenReports] = {}
        self._map = PdokMap(settings.map_url)
        self.uploads = SqlUploads(database, settings.details_key)
        self.followers = SqlFollowers(database)
        self.upload_links = UploadLinks(settings.public_url, settings.session_secret)
        host = settings.clamav_host
        self.scanner = ClamavScanner(host, settings.clamav_port) if host else NoScanner()

    def system_of(self, municipality: str, system: System) -> IntakePort | None:
        """What takes this in a municipality; None where it has no such system."""
        if system is System.ZAKEN:
            return self._systems.get(municipality)
        settings = self._settings
        if not settings.reports_url:
            return None
        if municipality not in self._reports:
            url = settings.reports_url.replace("{gemeente}", municipality)
            self._reports[municipality] = SignalenReports(url, settings.reports_source)
        return self._reports[municipality]

    def service(self) -> ZakenService:
        """Everything about zaken that a resident can say."""
        lookups = LookupService(
            self.lookups, self._clock, self._settings.details_key, self.lookup_links
        )
        speech = ZakenSpeech(self._texts)
        return ZakenService(self._systems.get, self.identity, lookups, speech, self._clock)

    def handed_in(self, library: Library) -> EDienstenPort:
        """What can be handed in: only where there is a system that takes it."""
        return EDienstenWhere(library, self.system_of)

    def ediensten(self, library: Library, answers: PersonalDetailsPort) -> EDienstService:
        """Everything that a resident can hand in."""
        speech = EDienstSpeech(self._texts, library)
        reader = AnswerReader(
            self._map, self.uploads, self.upload_links, library, dutch_holidays, self._clock
        )
        return EDienstService(
            library,
            self.system_of,
            reader,
            answers,
            self.identity,
            speech,
            FollowerService(self.followers, self._texts, self._clock),
            self._clock,
        )

    def status_notices(self, messenger: MessengerPort) -> StatusNotices:
        """Tells who follows a zaak that it has a new status."""
        return StatusNotices(self.followers, self._systems.get, messenger, self._texts, self._clock)

    async def close(self) -> None:
        """End connections and transactions."""
        reports = (one.close() for one in self._reports.values())
        await asyncio.gather(self._client.close(), self._map.close(), *reports)
        for store in (self._logins, self.lookups, self.uploads, self.followers):
            store.close()


def _register(settings: Settings) -> KlantinteractiesKlantcontacten:
    return KlantinteractiesKlantcontacten(
        KlantinteractiesClient(
            settings.klantinteracties_url, settings.klantinteracties_token, timeout=5
        )
    )
