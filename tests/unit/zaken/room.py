"""A resident who asks about zaken: over fakes, with the real texts."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.domain.bsn import Bsn
from assistant.domain.conversation import Outcome, Reply
from assistant.domain.identity import Level
from assistant.domain.masking import mask
from assistant.domain.zaken import Zaak
from assistant.domain.zaken_talk import Wish, ZaakTalk
from assistant.ports.identity import Departure
from assistant.services.identity import Arrival, IdentityService
from assistant.services.lookup_links import LookupLinks
from assistant.services.lookups import LookupService
from assistant.services.zaken import Said, Step, ZakenService
from assistant.services.zaken_speech import ZakenSpeech
from assistant.settings import ROOT
from kb.library import Library
from kb.texts import YamlTexts
from tests.fakes.clock import FakeClock
from tests.fakes.identity import FakeIdentity
from tests.fakes.logins import FakeLogins
from tests.fakes.lookups import FakeLookups
from tests.fakes.zaken import FakeZaken

LIBRARY = Library(ROOT / "kb")
TEXTS = YamlTexts(ROOT / "data" / "responses", LIBRARY)
SANNE, WIM = "999993653", "999990019"
NUMBER = "ZAAK-2026-0000000001"


def zaak(number: str = NUMBER, **changes: Any) -> Zaak:
    values: dict[str, Any] = {
        "kind": "Parkeervergunning", "started": date(2026, 11, 2),
        "status": "Uw aanvraag is in behandeling.", "next_step": "Afgehandeld",
        "due": date(2026, 12, 28), **changes,
    }  # fmt: skip
    return Zaak(number, **values)


class Room:
    """Everything around the service, and a resident who speaks, presses and logs in."""

    def __init__(self, channel: str = "webchat") -> None:
        self.clock = FakeClock()
        self.zaken = FakeZaken()
        self.broker = FakeIdentity()
        self.logins = FakeLogins()
        self.lookups = FakeLookups()
        self.identity = IdentityService(
            self.broker, self.logins, self.clock, "https://balie.example"
        )
        self.links = LookupLinks("https://balie.example", "geheim")
        self.looks = LookupService(self.lookups, self.clock, "geheim", self.links)
        self.has_system = True
        self.service = ZakenService(
            lambda _place: self.zaken if self.has_system else None,
            self.identity, self.looks, ZakenSpeech(TEXTS), self.clock,
        )  # fmt: skip
        self.channel, self.conversation = channel, "gesprek"
        self.talk: ZaakTalk | None = None
        self.step = Step(Reply("", Outcome.SMALLTALK))

    @property
    def text(self) -> str:
        return self.step.reply.text if self.step.reply else ""

    @property
    def link(self) -> str:
        assert self.step.reply is not None
        (link,) = self.step.reply.links
        return link.url

    async def say(self, text: str, wish: Wish | None = None) -> str:
        return await self._take(text=mask(text).text, wish=wish)

    async def press(self, title: str) -> str:
        assert self.step.reply is not None
        (payload,) = [c.payload for c in self.step.reply.choices if title in c.title]
        if payload == "/log_out":
            self.step = await self.service.log_out(self._said())
            self.talk = self.step.talk
            return self.text
        wish = {"/ask_lookups": Wish.SEEN}.get(payload)
        pressed = payload.partition('"choice": "')[2].rstrip('"}')
        return await self._take(pressed=pressed, wish=wish, logged_in=payload == "/logged_in")

    async def log_in(self, bsn: str = SANNE, own_browser: bool = True, **how: Any) -> Arrival:
        """Open the link and log in."""
        request = await self.identity.request(self.link.rpartition("/")[2])
        assert request is not None
        await self.identity.depart(request)
        row = self.logins.rows[request.id]
        departure = Departure("", row.state, row.secrets)
        query = self.broker.log_in(departure, bsn, **({"level": Level.MIDDEN} | how))
        return await self.identity.arrive(query, lambda _request: own_browser)

    async def allowed(self, bsn: str = SANNE) -> str:
        """Up to the answer: asked, allowed, logged in."""
        await self.say("hoe staat het met mijn zaak", Wish.STATUS)
        await self.press("Vraag het op")
        await self.log_in(bsn)
        return await self._take(logged_in=True)

    def holds(self, *zaken: Zaak, bsn: str = SANNE) -> None:
        self.zaken.held += [(Bsn(bsn), one) for one in zaken]

    async def _take(self, **changes: Any) -> str:
        self.step = await self.service.take(self._said(**changes), self.talk)
        # As it travels through the slot.
        talk = self.step.talk
        self.talk = ZaakTalk.from_json(talk.to_json()) if talk else None
        return self.text

    def _said(self, **changes: Any) -> Said:
        return Said(self.conversation, "rotterdam", self.channel, **changes)
