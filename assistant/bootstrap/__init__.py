"""Composition root: the only place that sees both the services and the adapters behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

from assistant.bootstrap.appointments import AppointmentRoom
from assistant.bootstrap.desk import DeskRoom
from assistant.bootstrap.zaken import ZakenRoom
from assistant.ports.call_tasks import CallTasksPort
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.crisis import CrisisPort
from assistant.ports.engine import EnginePort
from assistant.ports.feedback import FeedbackPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.outbox import OutboxPort
from assistant.ports.texts import TextsPort
from assistant.services.answers import AnswerService
from assistant.services.booking import BookingService
from assistant.services.callbacks import CallbackService
from assistant.services.channel_codes import ChannelCodes
from assistant.services.ediensten import EDienstService
from assistant.services.erasing import Erasing
from assistant.services.handover import HandoverService
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.life_events import LifeEventService
from assistant.services.municipalities import MunicipalityService
from assistant.services.verdicts import VerdictService
from assistant.services.zaken import ZakenService
from assistant.settings import Settings, get_settings
from connectors.backends.klantinteracties.adapter import KlantinteractiesKlantcontacten
from connectors.backends.klantinteracties.call_tasks import KlantinteractiesCallTasks
from connectors.backends.klantinteracties.client import KlantinteractiesClient
from connectors.clock import SystemClock
from connectors.engine.client import EngineClient
from connectors.holidays import dutch_holidays
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.feedback import SqlFeedback
from connectors.storage.klantcontacten import SqlKlantcontactOutbox
from connectors.storage.outbox import SqlOutbox
from connectors.storage.schema import upgrade
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
    handover: HandoverService
    verdicts: VerdictService
    callbacks: CallbackService


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
    desk: DeskRoom
    library: Library
    erasing: Erasing
    call_tasks: CallTasksPort
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
    klantcontacten = KlantcontactService(
        KlantinteractiesKlantcontacten(_client(settings)), outbox, clock
    )
    room = AppointmentRoom(settings, library, texts, clock, database, klantcontacten)
    zaken = ZakenRoom(settings, texts, clock, database)
    desk = DeskRoom(settings, database, texts, clock)
    places = MunicipalityService(library, clock, dutch_holidays, settings.default_municipality)
    return ActionServices(
        answers=AnswerService(library, library, texts, zaken.handed_in(library)),
        life_events=LifeEventService(library),
        municipalities=places,
        texts=texts,
        klantcontacten=klantcontacten,
        booking=room.booking(),
        zaken=zaken.service(),
        ediensten=zaken.ediensten(library, room.details),
        handover=desk.handover(library, places),
        verdicts=desk.verdicts(),
        callbacks=desk.resident_callbacks(room.details, room.jobs),
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
    client = _client(settings)
    register = KlantinteractiesKlantcontacten(client)
    klantcontacten = KlantcontactService(register, outbox, clock)

    texts = YamlTexts(settings.responses_path, library)
    appointments = AppointmentRoom(settings, library, texts, clock, database, klantcontacten)
    zaken = ZakenRoom(settings, texts, clock, database)
    desk = DeskRoom(settings, database, texts, clock)

    stores = (
        store,
        outbox,
        outgoing := SqlOutbox(database),
        codes := SqlChannelCodes(database),
        feedback := SqlFeedback(database),
    )

    async def close() -> None:
        await asyncio.gather(engine.close(), register.close(), appointments.close(), zaken.close())
        await desk.close()
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
        desk=desk,
        library=library,
        call_tasks=KlantinteractiesCallTasks(client, settings.klantinteracties_actor),
        erasing=Erasing((appointments.details, *zaken.perishable()), clock),
        close=close,
    )


def _client(settings: Settings) -> KlantinteractiesClient:
    url, token = settings.klantinteracties_url, settings.klantinteracties_token
    return KlantinteractiesClient(url, token, timeout=5)
