"""Both providers of text messages behind one face, so that one suite can put them to the test."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from connectors.channels.inbox import Inbox
from connectors.channels.sender import Sender
from connectors.channels.sms import cm, twilio
from connectors.channels.sms.cm import CmConfig, CmWebhook
from connectors.channels.sms.cm_sender import CmSender
from connectors.channels.sms.rendering import SmsRenderer
from connectors.channels.sms.twilio import TwilioConfig, TwilioWebhook
from connectors.channels.sms.twilio_sender import TwilioSender
from kb.texts import YamlTexts
from tests.fakes.clock import FakeClock
from tests.fakes.municipalities import FakeMunicipalities
from tests.repo.sources import ROOT
from tools.simulate.provider import answer
from tools.simulate.sms import CallTo, SmsProvider
from tools.simulate.sms_cm import CmSmsProvider, outcome
from tools.simulate.sms_twilio import TwilioSmsProvider, refusal

PUBLIC = "https://balie.example/poort"
SECRET = "geheim-in-het-adres"

Answer = Callable[[], Awaitable[web.Response]]


def renderer() -> SmsRenderer:
    places = FakeMunicipalities()
    return SmsRenderer(
        YamlTexts(ROOT / "data" / "responses", places), places, lambda _: "rotterdam"
    )


class Provider(ABC):
    """What a provider posts to us. `right=False`: from someone who does not know the secret."""

    name: str
    knows_the_time: bool
    far_end: SmsProvider

    @abstractmethod
    def mount(self, app: web.Application, inbox: Inbox) -> None: ...

    @abstractmethod
    def message(self, text: str, number: int = 1, *, at: str = "", files: int = 0,
                address: str | None = None, right: bool = True) -> CallTo: ...  # fmt: skip

    @abstractmethod
    def report(self, reference: str, word: str, *, right: bool = True) -> CallTo:
        """`word` is delivered, failed, refused or underway."""

    @abstractmethod
    def nonsense(self) -> list[CallTo]:
        """Requests that are from the provider, and about nothing that we know."""

    @abstractmethod
    def sender(self, api_url: str, timeout: float) -> Sender: ...

    @abstractmethod
    def refusal(self) -> Answer: ...


class Twilio(Provider):
    name = "twilio"
    knows_the_time = False

    def __init__(self) -> None:
        self.far_end: TwilioSmsProvider = TwilioSmsProvider("geheim", PUBLIC)
        self.stranger = TwilioSmsProvider("anders", PUBLIC)
        self.config = TwilioConfig("AC0", "geheim", PUBLIC)

    def mount(self, app: web.Application, inbox: Inbox) -> None:
        TwilioWebhook(self.config, inbox, FakeClock()).mount(app)

    def message(self, text: str, number: int = 1, *, at: str = "", files: int = 0,
                address: str | None = None, right: bool = True) -> CallTo:  # fmt: skip
        fields = self.far_end.fields(text, f"SM{number:032d}", files, address)
        return (self.far_end if right else self.stranger).signed(twilio.MESSAGES, fields)

    def report(self, reference: str, word: str, *, right: bool = True) -> CallTo:
        word = {"refused": "undelivered", "underway": "queued"}.get(word, word)
        callback = self.config.status_callback(reference)
        return (self.far_end if right else self.stranger).status(callback, word, "30003")

    def nonsense(self) -> list[CallTo]:
        fields = self.far_end.fields("x", "SM1")
        odd = ({"MessageSid": ""}, {"MessageSid": "../../x"}, {"To": ""}, {"From": ""})
        forms = [{}, *(fields | change for change in odd)]
        return [self.far_end.signed(twilio.MESSAGES, form) for form in forms]

    def sender(self, api_url: str, timeout: float) -> Sender:
        return TwilioSender(replace(self.config, api_url=api_url, timeout=timeout), renderer())

    def refusal(self) -> Answer:
        return answer(*refusal(21610))


class Cm(Provider):
    name = "cm"
    knows_the_time = True

    def __init__(self, **settings: Any) -> None:
        self.far_end: CmSmsProvider = CmSmsProvider(SECRET)
        self.stranger = CmSmsProvider("geheim-in-een-ander-adres")
        self.config = CmConfig("token", SECRET, **settings)

    def mount(self, app: web.Application, inbox: Inbox) -> None:
        CmWebhook(self.config, inbox, FakeClock()).mount(app)

    def message(self, text: str, number: int = 1, *, at: str = "", files: int = 0,
                address: str | None = None, right: bool = True) -> CallTo:  # fmt: skip
        at = at or f"2026-11-23T08:59:{number:02d}"
        body = self.far_end.fields(text, at, "https://cm.example/1" if files else "", address)
        return (self.far_end if right else self.stranger).posted(cm.MESSAGES, body)

    def report(self, reference: str, word: str, *, right: bool = True) -> CallTo:
        code = {"underway": "0", "refused": "1", "delivered": "2", "failed": "3"}[word]
        far_end = self.far_end if right else self.stranger
        return far_end.status(far_end.report(reference, code))

    def nonsense(self) -> list[CallTo]:
        body = self.far_end.fields("x", "2026-11-23T08:59:00")
        odd = [None, [], "x", {}, body | {"message": "x"}, body | {"to": 5}]
        raw = (b"{", b"\xff\xfe", b"[" * 9000, b"", b"NaN")
        return [
            *(self.far_end.posted(cm.MESSAGES, one) for one in odd),
            *(self.far_end.raw(cm.MESSAGES, one) for one in raw),
            self.far_end.posted(cm.STATUS, {"messages": []}),
            self.far_end.status([5]),
        ]

    def sender(self, api_url: str, timeout: float) -> Sender:
        return CmSender(replace(self.config, api_url=api_url, timeout=timeout), renderer())

    def refusal(self) -> Answer:
        return answer(400, outcome(304))


PROVIDERS = (Twilio, Cm)
