"""A resident who hands something in: over fakes, with the real declarations and texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from assistant.domain.ediensten.form import Form
from assistant.domain.ediensten.talk import Said, Step
from assistant.domain.identity import Level
from assistant.domain.masking import mask
from assistant.domain.municipality import Municipality
from assistant.domain.uploads import upload_of
from assistant.domain.zaken import NewZaak
from assistant.ports.identity import Departure
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.services.edienst_answers import AnswerReader
from assistant.services.edienst_handing_in import HandingIn
from assistant.services.edienst_login import EDienstLogin
from assistant.services.edienst_lookups import EDienstLookups
from assistant.services.ediensten import EDienstService
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.followers import FollowerService
from assistant.services.identity import IdentityService
from assistant.services.lookup_links import LookupLinks
from assistant.services.lookups import LookupService
from assistant.services.payment_links import PaymentLinks
from assistant.services.payments import PaymentService
from assistant.services.spot_links import SpotLinks
from assistant.services.upload_links import UploadLinks
from assistant.settings import ROOT
from connectors.holidays import dutch_holidays
from kb.library import Library
from kb.texts import YamlTexts
from tests.fakes.addresses import FakeAddresses
from tests.fakes.clock import FakeClock
from tests.fakes.followers import FakeFollowers
from tests.fakes.identity import FakeIdentity
from tests.fakes.logins import FakeLogins
from tests.fakes.lookups import FakeLookups
from tests.fakes.payments import FakePayments
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.persons import FakePersons
from tests.fakes.uploads import FakeUploads
from tests.fakes.zaken import FakeZaken

LIBRARY = Library(ROOT / "kb")
TEXTS = YamlTexts(ROOT / "data" / "responses", LIBRARY)
SANNE, WIM = "999993653", "999990019"


class Fees(MunicipalitiesPort):
    """Those of the library, with `facts` beside their own."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.facts: dict[str, str] = {}

    def get(self, slug: str) -> Municipality:
        place = self._library.get(slug)
        return replace(place, facts={**place.facts, **self.facts})

    def slugs(self) -> tuple[str, ...]:
        return self._library.slugs()


class Room:
    """Everything around the service, and a resident who speaks, presses and logs in."""

    def __init__(self, channel: str = "webchat") -> None:
        self.clock = FakeClock()
        self.zaken = FakeZaken()
        self.broker, self.logins = FakeIdentity(), FakeLogins()
        self.answers = FakePersonalDetails()
        self.identity = IdentityService(
            self.broker, self.logins, self.clock, "https://balie.example"
        )
        self.map, self.uploads = FakeAddresses(), FakeUploads()
        self.followers = FakeFollowers()
        self.payments, self.municipalities = FakePayments(), Fees(LIBRARY)
        self.payment_links = PaymentLinks("https://balie.example", "geheim")
        self.links = UploadLinks("https://balie.example", "geheim")
        reader = AnswerReader(
            self.map, self.uploads, self.links, SpotLinks("https://balie.example", "geheim"),
            LIBRARY, dutch_holidays, self.clock,
        )  # fmt: skip
        self.persons, self.kept = FakePersons(), FakeLookups()
        link = LookupLinks("https://balie.example", "geheim")
        self.lookups = LookupService(self.kept, self.clock, "geheim", link)
        speech = EDienstSpeech(TEXTS, LIBRARY)
        login = EDienstLogin(self.identity, speech)
        paying = PaymentService(self.payments, self.municipalities, self.payment_links, self.clock)
        self.service = EDienstService(
            LIBRARY, lambda _place, _system: self.zaken, reader, self.answers, login,
            EDienstLookups(self.persons, self.lookups, TEXTS), speech,
            FollowerService(self.followers, TEXTS, self.clock),
            HandingIn(reader, self.answers, login, paying, speech, self.clock), self.clock,
        )  # fmt: skip
        self.channel, self.conversation = channel, "gesprek"
        self.form: Form | None = None
        self.step = Step()
        self._ids = count(1)

    @property
    def text(self) -> str:
        return self.step.reply.text if self.step.reply else ""

    @property
    def titles(self) -> list[str]:
        return [choice.title for choice in self.step.reply.choices] if self.step.reply else []

    @property
    def handed_in(self) -> list[NewZaak]:
        return [new for new, _ in self.zaken.registered.values()]

    async def begin(self, text: str = "", article: str = "") -> str:
        return await self._take(text=text, article=article, begins=True)

    async def say(self, *texts: str) -> str:
        for text in texts:
            await self._take(text=mask(text).text)
        return self.text

    async def press(self, title: str) -> str:
        assert self.step.reply is not None
        (payload,) = [c.payload for c in self.step.reply.choices if title in c.title]
        pressed = payload.partition('"choice": "')[2].rstrip('"}')
        return await self._take(pressed=pressed, logged_in=payload == "/logged_in")

    async def log_in(self, bsn: str = SANNE, own_browser: bool = True, **how: Any) -> str:
        """Open the link, log in, and come back; the code, where there is one."""
        assert self.step.reply is not None
        (link,) = self.step.reply.links
        request = await self.identity.request(link.url.rpartition("/")[2])
        assert request is not None
        await self.identity.depart(request)
        row = self.logins.rows[request.id]
        departure = Departure("", row.state, row.secrets)
        query = self.broker.log_in(departure, bsn, **({"level": Level.MIDDEN} | how))
        arrival = await self.identity.arrive(query, lambda _request: own_browser)
        if own_browser:
            await self._take(logged_in=True)
        return arrival.code

    async def send(self, *contents: bytes) -> str:
        """Open the link for files and send these."""
        assert self.step.reply is not None
        (shown,) = self.step.reply.links
        link = self.links.read(shown.url.rpartition("/")[2], self.clock.now())
        assert link is not None
        files = [upload_of(content, number) for number, content in enumerate(contents, start=1)]
        until = self.clock.now() + timedelta(hours=4)
        await self.uploads.add(link.id, link.key, [f for f in files if f], self.clock.now(), until)
        return await self._take(pressed="uploaded")

    async def _take(self, **changes: Any) -> str:
        said = Said(f"m{next(self._ids)}", self.conversation, "rotterdam", self.channel, **changes)
        self.step = await self.service.take(said, self.form)
        # As it travels through the slot.
        form = self.step.form
        self.form = Form.from_json(form.to_json()) if form else None
        return self.text
