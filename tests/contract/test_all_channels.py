"""The same conversations over every channel, with the same effects: real gateway, signed traffic.

The engine is a fake; record, outbox, web application and providers' requests are real.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer, unused_port

from assistant import bootstrap
from assistant.errors import StorageUnavailable
from assistant.settings import Settings
from connectors.channels.whatsapp.webhook import PATH as WHATSAPP
from tests.contract.telephones import PUBLIC, TOKEN, AudioCodes, Telephone, Twilio
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import IMPATIENT
from tools.simulate.provider import Call, Provider
from tools.simulate.sms_cm import CmSmsProvider
from tools.simulate.sms_twilio import TwilioSmsProvider
from tools.simulate.whatsapp import WhatsAppProvider
from web.__main__ import channels
from web.app import make_app

pytestmark = pytest.mark.asyncio

CM_SECRET = "geheim-in-het-adres"


class Room:
    """Everything of a gateway but the engine."""

    def __init__(self, folder: Path) -> None:
        port = unused_port()
        self.url = f"http://127.0.0.1:{port}"
        self.whatsapp = WhatsAppProvider(TOKEN, self.url + WHATSAPP)
        self.twilio = TwilioSmsProvider(TOKEN, PUBLIC, self.url)
        self.cm = CmSmsProvider(CM_SECRET, self.url)
        self.engine = FakeEngine()
        self._folder, self._port = folder, port

    async def start(self, with_cm: bool) -> None:
        settings = Settings.model_construct(
            database_url=f"sqlite:///{self._folder / 'balie.db'}",
            public_url=PUBLIC,
            whatsapp_app_secret=TOKEN,
            whatsapp_url=await self.whatsapp.start(),
            twilio_auth_token=TOKEN,
            twilio_url=await self.twilio.start(),
            audiocodes_token=TOKEN,
            cm_product_token="product" if with_cm else "",
            cm_secret=CM_SECRET,
            cm_url=await self.cm.start(),
        )
        self._parts = bootstrap.gateway(settings)
        parts = replace(self._parts, engine=self.engine)
        app = make_app(
            store=parts.store,
            engine=parts.engine,
            clock=parts.clock,
            texts=parts.texts,
            crisis=parts.crisis,
            municipalities=parts.municipalities,
            feedback=parts.feedback,
            details=parts.appointments.details,
            channels=channels(settings, parts),
            session_secret="test",
            patience=replace(IMPATIENT, overtaking=0.05),
        )
        self.client: TestClient[Any, Any] = TestClient(TestServer(app, port=self._port))
        await self.client.start_server()

    async def stop(self) -> None:
        await self.client.close()
        await asyncio.gather(self.whatsapp.stop(), self.twilio.stop(), self.cm.stop())
        await self._parts.close()

    async def all_sent(self) -> None:
        async with asyncio.timeout(5):
            while await self._parts.outgoing.waiting():
                await asyncio.sleep(0.02)

    async def record(self, conversation_id: str) -> str:
        return repr(await self._parts.store.messages(conversation_id))

    def lose_database(self) -> None:
        async def run(_work: object) -> None:
            raise StorageUnavailable("away")

        for store in (self._parts.store, self._parts.outgoing):
            store._database.run = run  # type: ignore[attr-defined]

    def find_database(self) -> None:
        for store in (self._parts.store, self._parts.outgoing):
            del store._database.run  # type: ignore[attr-defined]


class Resident(ABC):
    """Somebody on one channel. `taken` is how that channel says that a message was kept."""

    taken = 200

    def __init__(self, room: Room) -> None:
        self.room = room

    @abstractmethod
    async def say(self, text: str) -> int:
        """Send a message; the HTTP status."""

    @abstractmethod
    async def again(self) -> int:
        """What was sent last, once more."""

    @abstractmethod
    async def forged(self) -> int:
        """The same by somebody who does not know the secret."""

    @abstractmethod
    async def hears(self, words: str) -> str:
        """Everything that came, once these words are in it."""


class OnTheWeb(Resident):
    taken = 202

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._count = 0
        self._body: dict[str, str] = {}

    async def say(self, text: str) -> int:
        self._count += 1
        self._body = {"id": f"m{self._count}", "text": text}
        return await self.again()

    async def again(self, **headers: str) -> int:
        post = self.room.client.post
        async with post("/rotterdam/messages", json=self._body, headers=headers) as response:
            return response.status

    async def forged(self) -> int:
        return await self.again(Authorization="Bearer gestolen.token")

    async def hears(self, words: str) -> str:
        async with asyncio.timeout(5):
            while True:
                async with self.room.client.get("/rotterdam/messages") as response:
                    found = (await response.json())["messages"]
                said = "\n".join(m["text"] for m in found if m["author"] == "assistant")
                if words in said:
                    return said
                await asyncio.sleep(0.02)


class ByProvider(Resident):
    """WhatsApp and SMS: the provider calls us, and gets what we send."""

    provider: Provider

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._call = Call(b"", {})
        self._heard: list[str] = []

    async def say(self, text: str) -> int:
        self._call = self.provider.message(text)
        return await self.again()

    async def again(self) -> int:
        return await self.provider.call(self._call)

    async def forged(self) -> int:
        body = self._call.body + b" "
        return await self.provider.call(replace(self._call, body=body))

    async def hears(self, words: str) -> str:
        async with asyncio.timeout(5):
            while words not in "\n".join(self._heard):
                self._heard.append(await self.provider.shown.get())
        return "\n".join(self._heard)


class OnWhatsApp(ByProvider):
    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.provider = room.whatsapp


class BySmsOfTwilio(ByProvider):
    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.provider = room.twilio

    async def forged(self) -> int:
        body = self._call.body + b"&Body=anders"
        return await self.provider.call(replace(self._call, body=body))


class BySmsOfCm(ByProvider):
    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.provider = room.cm

    async def forged(self) -> int:
        wrong = CmSmsProvider("een-ander-geheim", self.room.url)
        return await wrong.call(wrong.message("anders"))


class ByTelephone(Resident):
    telephone: type[Telephone]

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._phone = self.telephone(room)  # type: ignore[arg-type,call-arg]
        self._heard: list[str] = []

    async def say(self, text: str) -> int:
        if not self._heard:
            self._heard.append((await self._phone.start()).text)
        sound = await self._phone.say(text)
        self._heard.append((await self._phone.patiently(sound)).text)
        return 200

    async def again(self) -> int:
        self._heard.append((await self._phone.again()).text)
        return 200

    async def hears(self, words: str) -> str:
        said = "\n".join(self._heard)
        assert words in said
        return said


class ByTelephoneOfTwilio(ByTelephone):
    telephone = Twilio

    async def forged(self) -> int:
        assert isinstance(self._phone, Twilio)
        fields = {"SpeechResult": "anders"}
        return (await self._phone.post(self._phone.path, fields, From="+15005550000")).status


class ByTelephoneOfAudioCodes(ByTelephone):
    telephone = AudioCodes

    async def forged(self) -> int:
        assert isinstance(self._phone, AudioCodes)
        body = json.dumps({"conversation": "CA0001", "activities": []}).encode()
        urls = self._phone.urls
        return (await self._phone.post(urls["activitiesURL"], body, "gestolen")).status


RESIDENTS: tuple[type[Resident], ...] = (
    OnTheWeb, OnWhatsApp, BySmsOfTwilio, BySmsOfCm, ByTelephoneOfTwilio, ByTelephoneOfAudioCodes,
)  # fmt: skip


@pytest_asyncio.fixture(params=RESIDENTS, ids=[one.__name__ for one in RESIDENTS])
async def resident(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Resident]:
    room = Room(tmp_path)
    await room.start(with_cm=request.param is BySmsOfCm)
    yield request.param(room)
    await room.stop()


def asked(resident: Resident) -> list[str]:
    return [message.text for message in resident.room.engine.asked]


async def test_a_conversation_opens_with_a_chatbot_and_answers_in_turn(resident: Resident) -> None:
    assert await resident.say("mijn paspoort") == resident.taken
    said = await resident.hears("persoonlijk")
    assert said.index("computer") < said.index("persoonlijk")
    assert await resident.say("de appel") == resident.taken
    said = await resident.hears("antwoord op: de appel")
    assert said.index("persoonlijk") < said.index("de appel")
    assert asked(resident) == ["mijn paspoort", "de appel"]
    assert len({message.conversation_id for message in resident.room.engine.asked}) == 1


async def test_the_same_message_again_is_answered_once(resident: Resident) -> None:
    for word in ("de peer", "de kers"):
        assert await resident.say(word) == resident.taken
        await resident.hears(f"antwoord op: {word}")
        assert await resident.again() == resident.taken
        assert await resident.again() == resident.taken
    assert asked(resident) == ["de peer", "de kers"]


async def test_a_personal_number_reaches_neither_engine_nor_record(resident: Resident) -> None:
    assert await resident.say("mijn bsn is 999999990") == resident.taken
    await resident.hears("antwoord op")
    (message,) = resident.room.engine.asked
    assert "999999990" not in message.text
    assert "999999990" not in await resident.room.record(message.conversation_id)


async def test_who_does_not_know_the_secret_is_not_heard(resident: Resident) -> None:
    await resident.say("de kers")
    await resident.hears("antwoord op: de kers")
    assert await resident.forged() in (401, 403, 404)
    await asyncio.sleep(0.1)
    assert asked(resident) == ["de kers"]


async def test_a_message_that_could_not_be_kept_is_answered_when_it_comes_again(
    resident: Resident,
) -> None:
    await resident.say("eerst")
    await resident.hears("antwoord op: eerst")
    await resident.room.all_sent()
    resident.room.lose_database()
    status = await resident.say("de pruim")
    # A telephone cannot wait: there the caller hears what is wrong.
    assert status == (200 if isinstance(resident, ByTelephone) else 503)
    assert asked(resident) == ["eerst"]
    resident.room.find_database()
    assert await resident.again() == resident.taken
    await resident.hears("antwoord op: de pruim")
    assert asked(resident) == ["eerst", "de pruim"]


async def test_an_engine_that_comes_back_answers_what_was_kept(resident: Resident) -> None:
    resident.room.engine.away = True
    if isinstance(resident, ByTelephone):
        pytest.skip("a caller is told to wait or call again: tests/contract/test_telephone.py")
    assert await resident.say("de druif") == resident.taken
    await asyncio.sleep(0.2)
    resident.room.engine.away = False
    await resident.hears("antwoord op: de druif")
