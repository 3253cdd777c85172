"""Two providers of telephony that report what a caller does, and the system they report to."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import fromstring

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from assistant.domain.transcript import Message
from assistant.errors import MunicipalityNotFound, StorageUnavailable
from assistant.services.channel_codes import ChannelCodes
from assistant.services.conversations import ConversationsService
from assistant.services.municipalities import MunicipalityService
from assistant.settings import ROOT
from connectors.channels.pipeline import Pipeline
from connectors.channels.sender import Recipient, Sender, SendRefused
from connectors.channels.telephone.audiocodes import AudioCodesVoice
from connectors.channels.telephone.call import Calls
from connectors.channels.telephone.links import Links
from connectors.channels.telephone.twilio import PATH, TwilioVoice
from connectors.channels.twilio_signature import signature
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from kb.texts import YamlTexts
from tests.fakes.clock import FakeClock
from tests.fakes.crisis import FakeCrisis
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import IMPATIENT
from tests.fakes.municipalities import FakeMunicipalities
from tests.fakes.personal_details import FakePersonalDetails

LINE = "+15005550001"
CALLER = "+15005550006"
TOKEN = "proef-token"
PUBLIC = "https://balie.example"


class FakeSms(Sender):
    def __init__(self) -> None:
        self.sent: list[tuple[Recipient, str, str]] = []
        self.refuses = False

    async def send(self, to: Recipient, message: Message, reference: str) -> None:
        if self.refuses:
            raise SendRefused
        self.sent.append((to, message.text, reference))

    async def close(self) -> None:
        pass


class Exchange:
    """The system that answers; `another_process` goes on with the same record."""

    def __init__(self, path: Path, answer_within: float = 2.0) -> None:
        self.url = f"sqlite:///{path / 'balie.db'}"
        self.engine = FakeEngine()
        self.clock = FakeClock()
        self.sms: FakeSms | None = None
        self.answer_within = answer_within
        self.municipalities = FakeMunicipalities()
        known = self.municipalities._known
        hours = {"phone": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:00-18:00",))}
        known["rotterdam"] = replace(known["rotterdam"], hours=hours)
        self.texts = YamlTexts(ROOT / "data" / "responses", self.municipalities)

    async def start(self) -> None:
        database = open_engine(self.url)
        upgrade(database)
        self.store = SqlConversations(database)
        self.kept_codes = SqlChannelCodes(database)
        self.codes = ChannelCodes(self.kept_codes, self.clock, "geheim")
        service = ConversationsService(
            self.store,
            self.engine,
            self.texts,
            FakeCrisis(),
            self.clock,
            FakePersonalDetails(),
        )
        self.pipeline = Pipeline(service, 100, IMPATIENT)
        await self.pipeline.start()
        self.calls = Calls(
            self.pipeline,
            self.texts,
            MunicipalityService(
                self.municipalities, self.clock, lambda _year: frozenset(), "rotterdam"
            ),
            _municipality_of_line,
            Links(self.texts, self.clock, self.sms),
            self.codes,
            "geheim",
            self.answer_within,
        )
        app = web.Application()
        TwilioVoice(self.calls, TOKEN, PUBLIC).mount(app)
        AudioCodesVoice(self.calls, TOKEN).mount(app)
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))
        await self.client.start_server()

    async def stop(self) -> None:
        await self.client.close()
        await self.pipeline.stop()
        self.store.close()
        self.kept_codes.close()

    def lose_database(self) -> None:
        async def run(_work: object) -> None:
            raise StorageUnavailable

        self.store._database.run = run  # type: ignore[method-assign,assignment]

    async def another_process(self) -> None:
        await self.stop()
        await self.start()

    def text(self, key: str, **values: str) -> str:
        return self.texts.text(key, "rotterdam", **values)

    def said(self, key: str, **values: str) -> str:
        """One of our texts as a caller hears it."""
        ear = self.calls._speaking.ear("rotterdam")
        return " ".join(ear.text(self.text(key, **values)))


def _municipality_of_line(line: str) -> str:
    if line != LINE:
        raise MunicipalityNotFound(line)
    return "rotterdam"


@dataclass(frozen=True)
class Sound:
    """What came out of the telephone."""

    text: str
    next: str
    number: str = ""


class Telephone(ABC):
    """One call at one provider."""

    provider: str

    def __init__(self, exchange: Exchange, call_id: str = "CA0001") -> None:
        self.exchange = exchange
        self.call_id = call_id

    @property
    def conversation_id(self) -> str:
        return self.exchange.calls.call(self.provider, self.call_id, LINE).conversation.id

    async def transcript(self) -> list[str]:
        return [m.text for m in await self.exchange.store.messages(self.conversation_id)]

    async def patiently(self, sound: Sound) -> Sound:
        """What is heard in the end, when a caller is told to wait for a moment."""
        heard = [sound.text]
        for _ in range(50):
            if sound.next != "wait":
                break
            sound = await self.come_back()
            heard.append(sound.text)
        return replace(sound, text=" ".join(heard))

    @abstractmethod
    async def start(self) -> Sound: ...

    @abstractmethod
    async def say(self, text: str, confidence: float | None = 0.9) -> Sound: ...

    @abstractmethod
    async def press(self, keys: str) -> Sound: ...

    @abstractmethod
    async def silence(self) -> Sound: ...

    @abstractmethod
    async def come_back(self) -> Sound:
        """What the provider reports by itself after "one moment"."""

    @abstractmethod
    async def again(self) -> Sound:
        """The last report, once more."""

    @abstractmethod
    async def hang_up(self) -> ClientResponse: ...


class Twilio(Telephone):
    provider = "twilio"

    def __init__(self, exchange: Exchange, call_id: str = "CA0001", caller: str = CALLER) -> None:
        super().__init__(exchange, call_id)
        self.caller = caller
        self.path = PATH
        self.last: tuple[str, dict[str, str]] = (PATH, {})

    async def post(self, path: str, fields: dict[str, str], **changed: str) -> ClientResponse:
        """`changed` is what somebody does to the report after it was signed."""
        form = {"CallSid": self.call_id, "From": self.caller, "To": LINE} | fields
        signed = signature(TOKEN, f"{PUBLIC}{path}", list(form.items()))
        body = urlencode(form | changed)
        headers = {
            "X-Twilio-Signature": signed,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return await self.exchange.client.post(path, data=body, headers=headers)

    async def report(self, path: str, **fields: str) -> Sound:
        self.last = (path, fields)
        response = await self.post(path, {"CallStatus": "in-progress"} | fields)
        assert response.status == 200, response.status
        document = fromstring(await response.text())  # noqa: S314 - our own document
        heard = " ".join("".join(say.itertext()) for say in document.iter("Say"))
        number = document.findtext("Dial/Number") or ""
        address = document.findtext("Redirect") or ""
        dial, gather = document.find("Dial"), document.find("Gather")
        if dial is not None:
            address = dial.attrib["action"]
        self.gather = gather
        if document.find("Hangup") is not None:
            return Sound(heard, "hangup")
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == PUBLIC
        self.path = f"{parts.path}?{parts.query}"
        if gather is not None:
            assert gather.attrib["action"] == address
            assert gather.attrib["actionOnEmptyResult"] == "true"
            return Sound(heard, "listen")
        return Sound(heard, "transfer" if number else "wait", number)

    async def start(self) -> Sound:
        return await self.report(PATH, CallStatus="ringing")

    async def say(self, text: str, confidence: float | None = 0.9) -> Sound:
        fields = {} if confidence is None else {"Confidence": str(confidence)}
        return await self.report(self.path, SpeechResult=text, **fields)

    async def press(self, keys: str) -> Sound:
        return await self.report(self.path, Digits=keys)

    async def silence(self) -> Sound:
        return await self.report(self.path)

    async def come_back(self) -> Sound:
        return await self.report(self.path)

    async def again(self) -> Sound:
        path, fields = self.last
        return await self.report(path, **fields)

    async def hang_up(self) -> ClientResponse:
        return await self.post(PATH, {"CallStatus": "completed"})


class AudioCodes(Telephone):
    provider = "audiocodes"

    def __init__(self, exchange: Exchange, call_id: str = "CA0001") -> None:
        super().__init__(exchange, call_id)
        self.count = 0
        self.path = f"/telephone/audiocodes/{LINE}"
        self.last: dict[str, Any] = {}

    async def post(self, path: str, body: Any, token: str = TOKEN) -> ClientResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return await self.exchange.client.post(path, data=data, headers=headers)

    async def report(self, **activity: Any) -> Sound:
        self.count += 1
        self.last = {"id": f"{self.call_id}/{self.count}", **activity}
        return await self.again()

    async def again(self) -> Sound:
        body = {"conversation": self.call_id, "activities": [self.last]}
        response = await self.post(self.urls["activitiesURL"], body)
        assert response.status == 200, response.status
        answer = await response.json()
        assert answer["conversation"] == self.call_id
        activities = answer["activities"]
        assert len({one["id"] for one in activities}) == len(activities)
        heard = " ".join(one["text"] for one in activities if one["type"] == "message")
        events = [one for one in activities if one["type"] == "event"]
        if events:
            target = events[0]["activityParams"]["transferTarget"]
            return Sound(heard, "transfer", target.removeprefix("tel:"))
        timeouts = {one["activityParams"]["userNoInputTimeoutMS"] for one in activities}
        return Sound(heard, "wait" if timeouts == {1000} else "listen")

    async def start(self) -> Sound:
        body = {"conversation": self.call_id, "id": "1", "timestamp": "2026-11-23T09:00:00Z"}
        response = await self.post(self.path, body)
        assert response.status == 200, response.status
        self.urls = await response.json()
        return await self.report(type="event", name="start", parameters={"caller": CALLER})

    async def say(self, text: str, confidence: float | None = 0.9) -> Sound:
        parameters = {} if confidence is None else {"confidence": confidence}
        return await self.report(type="message", text=text, parameters=parameters)

    async def press(self, keys: str) -> Sound:
        return await self.report(type="event", name="DTMF", value=keys)

    async def silence(self) -> Sound:
        return await self.report(type="event", name="noUserInput", value=1)

    async def come_back(self) -> Sound:
        return await self.silence()

    async def hang_up(self) -> ClientResponse:
        body = {"conversation": self.call_id, "reason": "Client Side"}
        return await self.post(self.urls["disconnectURL"], body)


PROVIDERS: dict[str, Callable[[Exchange], Telephone]] = {
    "twilio": Twilio,
    "audiocodes": AudioCodes,
}
