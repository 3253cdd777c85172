"""Actions on services over fakes, with real trackers and dispatchers of the SDK."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

import actions.conversation
from assistant.bootstrap import ActionServices
from assistant.domain.articles import Article, Kind, Section, Step
from assistant.domain.booking.draft import Draft
from assistant.domain.conversation import Reply, Source
from assistant.domain.ediensten.form import Form
from assistant.domain.municipality import Municipality
from assistant.domain.zaken_talk import Ask, ZaakTalk
from assistant.errors import TextNotFound
from assistant.services.answers import AnswerService
from assistant.services.booking import BookingService
from assistant.services.booking_talk import Said
from assistant.services.booking_talk import Step as Spoken
from assistant.services.callbacks import CallbackService
from assistant.services.ediensten import EDienstService
from assistant.services.ediensten import Said as Filled
from assistant.services.ediensten import Step as Question
from assistant.services.handover import HandoverService
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.life_events import LifeEventService
from assistant.services.municipalities import MunicipalityService
from assistant.services.teams import TeamService
from assistant.services.verdicts import VerdictService
from assistant.services.zaken import Said as Asked
from assistant.services.zaken import Step as Told
from assistant.services.zaken import ZakenService
from connectors.backends.livechat.own import OwnDesk
from tests.fakes.callbacks import FakeCallbacks
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.ediensten import FakeEDiensten
from tests.fakes.handovers import FakeHandovers
from tests.fakes.jobs import FakeJobs
from tests.fakes.klantcontacten import FakeKlantcontacten, FakeKlantcontactOutbox
from tests.fakes.library import FakeLibrary
from tests.fakes.municipalities import FakeMunicipalities
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.staff import FakeStaff
from tests.fakes.texts import FakeTexts

SOURCE = Source("Bron", "https://example.org", "2026-11-01")
ARTICLES = (
    Article(
        "paspoort", Kind.FAQ, "Paspoort", "Over het paspoort.",
        sections=(
            Section("kosten", "Wat kost het?", "De prijs."),
            Section("meenemen", "Wat neem ik mee?", "Een foto."),
            Section("status", "Is het klaar?", "Bijna."),
        ),
        sources=(SOURCE,),
    ),
    Article("rijbewijs", Kind.FAQ, "Rijbewijs", "Over het rijbewijs.", sources=(SOURCE,),
            sections=(Section("a", "A", "1"), Section("b", "B", "2")), actions=("request_human",)),
    Article("afval", Kind.FAQ, "Afval", "Over afval."),
    Article("schulden", Kind.FAQ, "Schulden", "Over schulden.", actions=("human_first",)),
    Article("uwv", Kind.REFERRAL, "UWV", "Ga naar het UWV."),
    Article("brand", Kind.CRISIS, "Brand", "Bel 112."),
    Article(
        "verhuizen", Kind.LIFE_EVENT, "Stappenplan verhuizen", "Dit zijn de stappen.",
        steps=(
            Step("Paspoort wijzigen", "Doe dat zo.", "binnen 5 dagen", "paspoort", "status"),
            Step("Container kiezen", "Kies er een.", "na de verhuizing", "afval"),
            Step("Werk zoeken", "Kijk bij het UWV.", "wanneer u wilt", "uwv"),
            Step("Leren rijden", "Neem les.", "als u wilt", "rijbewijs"),
        ),
        sources=(SOURCE,),
    ),
    Article(
        "overlijden", Kind.LIFE_EVENT, "Stappenplan na een overlijden", "Gecondoleerd.",
        steps=(Step("Aangeven", "Doe aangifte.", "eerst", "afval"),),
    ),
)  # fmt: skip


class OpenOnMondays(FakeMunicipalities):
    def get(self, slug: str) -> Municipality:
        return replace(super().get(slug), hours={"phone": {"mon": ("08:00-18:00",)}})


class Texts(FakeTexts):
    """Only some intents have a title to offer. Values are shown, so that a test can see them."""

    def text(self, key: str, municipality: str, **values: str) -> str:
        if key.startswith("utter_title_") and not key.endswith(("request_human", "appointment")):
            raise TextNotFound(key)
        return " ".join([super().text(key, municipality), *values.values()])


class FakeBooking(BookingService):
    """Keeps what it was asked; says what a test wants."""

    def __init__(self) -> None:
        self.taken: list[tuple[Said, Draft | None]] = []
        self.step = Spoken(Reply("Wanneer?"), Draft("m1"), "paspoort")

    async def take(self, said: Said, draft: Draft | None) -> Spoken:
        self.taken.append((said, draft))
        return self.step

    def also(self, municipality: str, draft: Draft, text: str) -> str:
        return "rijbewijs" if "gestolen" in text else ""

    def ask_again(self, municipality: str, draft: Draft) -> Spoken:
        return Spoken(Reply(f"Nog eens {draft.id}"), draft)

    def stop(self, municipality: str, draft: Draft) -> Spoken:
        return Spoken(Reply(f"Gestopt {draft.id}"))


class FakeZakenService(ZakenService):
    """The same for zaken."""

    def __init__(self) -> None:
        self.taken: list[tuple[Asked, ZaakTalk | None]] = []
        self.step = Told(Reply("Zal ik het opvragen?"), ZaakTalk(Ask.CONSENT))

    async def take(self, said: Asked, talk: ZaakTalk | None) -> Told:
        self.taken.append((said, talk))
        return self.step

    def ask_again(self, municipality: str, talk: ZaakTalk) -> Told:
        return Told(Reply(f"Nog eens {talk.ask}"), talk)

    async def level(self, conversation_id: str) -> str:
        return "midden" if conversation_id == "c1" else ""

    async def log_out(self, said: Asked) -> Told:
        return Told(Reply(f"Uitgelogd {said.conversation_id}"))


class FakeEDienstService(EDienstService):
    """The same for eDiensten."""

    def __init__(self) -> None:
        self.taken: list[tuple[Filled, Form | None]] = []
        self.step = Question(Reply("Op welke dag?"), Form("m1", "verhuizing", ask="datum"))

    async def take(self, said: Filled, form: Form | None) -> Question:
        self.taken.append((said, form))
        return self.step

    def ask_again(self, municipality: str, form: Form) -> Question:
        return Question(Reply(f"Terug naar {form.edienst}"), form)


@dataclass
class Room:
    """What a test looks at after an action ran."""

    outbox: FakeKlantcontactOutbox = field(default_factory=FakeKlantcontactOutbox)
    clock: FakeClock = field(default_factory=FakeClock)
    booking: FakeBooking = field(default_factory=FakeBooking)
    handed_in: FakeEDiensten = field(default_factory=FakeEDiensten)
    zaken: FakeZakenService = field(default_factory=FakeZakenService)
    ediensten: FakeEDienstService = field(default_factory=FakeEDienstService)
    handovers: FakeHandovers = field(default_factory=lambda: FakeHandovers(FakeConversations()))
    callbacks: FakeCallbacks = field(default_factory=FakeCallbacks)
    details: FakePersonalDetails = field(default_factory=FakePersonalDetails)
    staff: FakeStaff = field(default_factory=FakeStaff)

    def services(self) -> ActionServices:
        municipalities = OpenOnMondays()
        texts = Texts()
        library = FakeLibrary(ARTICLES)
        places = MunicipalityService(municipalities, self.clock, lambda _: frozenset(), "rotterdam")
        return ActionServices(
            answers=AnswerService(library, municipalities, texts, self.handed_in),
            life_events=LifeEventService(library),
            municipalities=places,
            texts=texts,
            klantcontacten=KlantcontactService(FakeKlantcontacten(), self.outbox, self.clock),
            booking=self.booking,
            zaken=self.zaken,
            ediensten=self.ediensten,
            callbacks=CallbackService(
                self.callbacks, self.details, texts, lambda _: frozenset(), FakeJobs(), self.clock
            ),
            handover=HandoverService(
                self.handovers,
                lambda _: OwnDesk(self.staff, self.clock),
                texts,
                places,
                TeamService(library, places),
                self.clock,
            ),
            verdicts=VerdictService(self.handovers, texts),
        )

    async def run(self, action: Action, tracker: Tracker) -> tuple[list[EventType], Any]:
        """(events, messages)."""
        dispatcher = CollectingDispatcher()
        events = await action.run(dispatcher, tracker, {})
        return events, dispatcher.messages


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """The action server's composition root gives services over fakes."""
    made = Room()
    services = made.services()
    monkeypatch.setattr(actions.conversation, "action_services", lambda: services)
    return made
