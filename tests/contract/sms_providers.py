"""Both providers of text messages behind one face, so that one suite can put them to the test."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from connectors.channels.inbox import Inbox
from connectors.channels.sender import Sender
from connectors.channels.sms.cm import CmConfig, CmWebhook
from connectors.channels.sms.cm_sender import CmSender
from connectors.channels.sms.rendering import SmsRenderer
from connectors.channels.sms.twilio import TwilioConfig, TwilioWebhook
from connectors.channels.sms.twilio_sender import TwilioSender
from tests.fakes.clock import FakeClock
from tests.fakes.providers import cm, twilio
from tests.fakes.providers.wire import StandIn, WireRequest

LINE = "+31600000000"
RESIDENT = "+31600000001"
PUBLIC = "https://balie.example/poort"


class Provider(ABC):
    """What the provider posts to us. `right=False`: from someone who does not know the secret."""

    name: str
    knows_the_time: bool

    @abstractmethod
    def mount(self, app: web.Application, inbox: Inbox, clock: FakeClock) -> None: ...

    @abstractmethod
    def message(
        self,
        text: str,
        number: int = 1,
        *,
        at: str = "2026-11-23T08:59:00",
        files: int = 0,
        address: str = RESIDENT,
        right: bool = True,
    ) -> WireRequest: ...

    @abstractmethod
    def report(self, reference: str, word: str, *, right: bool = True) -> WireRequest:
        """`word` is delivered, failed, refused or underway."""

    @abstractmethod
    def nonsense(self) -> list[WireRequest]:
        """Requests that are from the provider, and about nothing that we know."""

    @abstractmethod
    def sender(self, api_url: str, renderer: SmsRenderer, timeout: float) -> Sender: ...

    @abstractmethod
    def stand_in(self) -> StandIn: ...

    @abstractmethod
    def sent(self, taken: bytes) -> dict[str, str]:
        """`to`, `line`, `text` and `reference` of a request that the stand-in got."""

    @abstractmethod
    def refusal(self) -> web.Response: ...


class Twilio(Provider):
    name = "twilio"
    knows_the_time = False

    def __init__(self, api_url: str = "", timeout: float = 5) -> None:
        self.config = TwilioConfig("AC0", "geheim", PUBLIC, api_url, timeout)

    def mount(self, app: web.Application, inbox: Inbox, clock: FakeClock) -> None:
        TwilioWebhook(self.config, inbox, clock).mount(app)

    def message(
        self,
        text: str,
        number: int = 1,
        *,
        at: str = "",
        files: int = 0,
        address: str = RESIDENT,
        right: bool = True,
    ) -> WireRequest:
        fields = twilio.message_fields(address, LINE, text, f"SM{number:032d}", files)
        return self.signed("/sms/twilio/messages", fields, right)

    def report(self, reference: str, word: str, *, right: bool = True) -> WireRequest:
        word = {"refused": "undelivered", "underway": "sent"}.get(word, word)
        path = self.config.status_callback(reference).removeprefix(PUBLIC)
        return self.signed(path, twilio.status_fields(word, "30003"), right)

    def nonsense(self) -> list[WireRequest]:
        fields = twilio.message_fields(RESIDENT, LINE, "x", "SM1")
        return [
            self.signed("/sms/twilio/messages", {}),
            self.signed("/sms/twilio/messages", fields | {"MessageSid": ""}),
            self.signed("/sms/twilio/messages", fields | {"MessageSid": "../../x"}),
            self.signed("/sms/twilio/messages", fields | {"To": ""}),
        ]

    def signed(self, path: str, fields: dict[str, str], right: bool = True) -> WireRequest:
        return twilio.signed(PUBLIC, path, "geheim" if right else "anders", fields)

    def sender(self, api_url: str, renderer: SmsRenderer, timeout: float) -> Sender:
        return TwilioSender(TwilioConfig("AC0", "geheim", PUBLIC, api_url, timeout), renderer)

    def stand_in(self) -> StandIn:
        return twilio.stand_in()

    def sent(self, taken: bytes) -> dict[str, str]:
        form = {name: value for name, [value] in parse_qs(taken.decode()).items()}
        callback = urlsplit(form["StatusCallback"])
        assert callback._replace(query="").geturl() == f"{PUBLIC}/sms/twilio/status"
        reference = parse_qs(callback.query)["reference"][0]
        return {
            "to": form["To"],
            "line": form["From"],
            "text": form["Body"],
            "reference": reference,
        }

    def refusal(self) -> web.Response:
        return twilio.refusal(21610)


class Cm(Provider):
    name = "cm"
    knows_the_time = True
    secret = "geheim-adres"

    def __init__(self, **settings: Any) -> None:
        self.config = CmConfig("token", self.secret, **settings)

    def mount(self, app: web.Application, inbox: Inbox, clock: FakeClock) -> None:
        CmWebhook(self.config, inbox, clock).mount(app)

    def message(
        self,
        text: str,
        number: int = 1,
        *,
        at: str = "",
        files: int = 0,
        address: str = RESIDENT,
        right: bool = True,
    ) -> WireRequest:
        at = at or f"2026-11-23T08:59:{number:02d}"
        media = "https://cm.example/1" if files else ""
        body = cm.message_body(f"00{address[1:]}", LINE, text, at, media)
        return cm.posted(self.path("messages", right), body)

    def report(self, reference: str, word: str, *, right: bool = True) -> WireRequest:
        code = {"underway": "0", "refused": "1", "delivered": "2", "failed": "3"}[word]
        return cm.posted(self.path("status", right), cm.status_body(reference, code))

    def nonsense(self) -> list[WireRequest]:
        message = cm.message_body(RESIDENT, LINE, "x", "2026-11-23T08:59:00")
        bodies: list[Any] = [None, [], "x", {}, message | {"message": "x"}, message | {"to": 5}]
        found = [cm.posted(self.path("messages"), body) for body in bodies]
        return [
            *found,
            WireRequest(self.path("messages"), b"{", dict(cm.HEADERS)),
            WireRequest(self.path("messages"), b"\xff\xfe", dict(cm.HEADERS)),
            WireRequest(self.path("messages"), b"[" * 9000, dict(cm.HEADERS)),
            cm.posted(self.path("status"), {"messages": []}),
        ]

    def path(self, which: str, right: bool = True) -> str:
        return f"/sms/cm/{self.secret if right else 'anders'}/{which}"

    def sender(self, api_url: str, renderer: SmsRenderer, timeout: float) -> Sender:
        return CmSender(CmConfig("token", "x", api_url, timeout=timeout), renderer)

    def stand_in(self) -> StandIn:
        return cm.stand_in()

    def sent(self, taken: bytes) -> dict[str, str]:
        [message] = json.loads(taken)["messages"]["msg"]
        [to] = message["to"]
        assert message["allowedChannels"] == ["SMS"]
        return {
            "to": to["number"].replace("00", "+", 1),
            "line": message["from"].replace("00", "+", 1),
            "text": message["body"]["content"],
            "reference": message["reference"],
        }

    def refusal(self) -> web.Response:
        return cm.answer(304, 400)


PROVIDERS = (Twilio, Cm)
