"""`make simulate`: a message to a Balie that runs, and what a resident would get."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.conversation import Choice, Link, Reply
from assistant.domain.transcript import Author, Message
from assistant.settings import Settings
from connectors.channels.arrivals import Arrival
from connectors.channels.sender import Recipient
from connectors.channels.whatsapp.sender import WhatsAppSender
from connectors.channels.whatsapp.settings import WhatsAppSettings
from connectors.channels.whatsapp.webhook import PATH, WhatsApp
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tests.fakes.texts import FakeTexts
from tools.simulate.__main__ import NotHere, simulate, whatsapp
from tools.simulate.whatsapp import LINE, RESIDENT, WhatsAppProvider

REPLIES = (
    Reply("Een **paspoort**", choices=(Choice("Ja", "/x"), Choice("Een heel erg lange keuze", ""))),
    Reply("Graag gedaan", links=(Link("Website", "https://www.rotterdam.example/"),)),
)


class Answering(FakeInbox):
    """Answers every message with the same replies, as the outbox would."""

    def __init__(self, sender: WhatsAppSender, replies: tuple[Reply, ...]) -> None:
        super().__init__()
        self._sender = sender
        self._replies = replies
        self._tasks: list[asyncio.Task[None]] = []

    async def take(self, arrivals: list[Arrival]) -> None:
        await super().take(arrivals)
        self._tasks.append(asyncio.create_task(self._answer()))

    async def _answer(self) -> None:
        at = datetime(2026, 11, 23, tzinfo=UTC)
        for number, reply in enumerate(self._replies, start=1):
            message = Message(number, "m", Author.ASSISTANT, reply.text, at, reply=reply)
            await self._sender.send(Recipient(RESIDENT, LINE), message, f"r{number}")


@dataclass
class Balie:
    """A web process with this channel, and the address at which it looks for Meta."""

    url: str
    webhook: str
    inbox: Answering


@pytest_asyncio.fixture(params=[REPLIES])
async def balie(request: pytest.FixtureRequest) -> AsyncIterator[Balie]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = WhatsAppSettings("token", "secret", "v", {LINE: "rotterdam"}, url)
    sender = WhatsAppSender(settings, FakeTexts())
    inbox = Answering(sender, request.param)
    app = web.Application()
    WhatsApp(settings, inbox, sender, FakeClock()).mount(app)
    async with TestServer(app) as server:
        yield Balie(url, str(server.make_url(PATH)), inbox)
    await sender.close()


async def test_what_a_resident_would_see_is_printed(
    balie: Balie, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = WhatsAppProvider("secret", balie.webhook)
    assert await simulate(meta, balie.url, "paspoort", seconds=20, quiet=0.5) == 0
    assert [arrival.text for arrival in balie.inbox.kept.values()] == ["paspoort"]
    assert capsys.readouterr().out.splitlines() == [
        "> paspoort",
        "< Een *paspoort*",
        "< [Ja]",
        "< [Een heel erg lange keuze]",
        "< Graag gedaan",
        "< [Website]",
    ]
    # Meta reports what it delivered, and the simulation waits for that.
    assert set(balie.inbox.receipts) == {("r1", True), ("r2", True)}


@pytest.mark.parametrize("balie", [()], indirect=True)
async def test_it_stops_by_itself_when_no_answer_comes(
    balie: Balie, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = WhatsAppProvider("secret", balie.webhook)
    assert await simulate(meta, balie.url, "paspoort", seconds=0.2) == 1
    assert "no answer" in capsys.readouterr().err


async def test_it_says_that_the_webhook_refused(
    balie: Balie, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = WhatsAppProvider("another secret", balie.webhook)
    assert await simulate(meta, balie.url, "paspoort", seconds=5) == 1
    assert "403" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["https://graph.facebook.com", "http://graph.facebook.com:80", "http://127.0.0.1", ""]
)
async def test_it_does_not_pose_as_a_provider_on_another_machine(url: str) -> None:
    with pytest.raises(NotHere):
        await simulate(WhatsAppProvider("secret", "http://127.0.0.1:1/"), url, "x", seconds=1)


class WithWhatsApp(Settings):
    whatsapp_lines: dict[str, str] = {"123": "rotterdam"}
    whatsapp_app_secret: str = "secret"
    whatsapp_url: str = "http://127.0.0.1:8091"


def test_the_provider_is_made_from_the_settings() -> None:
    provider, url = whatsapp(WithWhatsApp(web_port=1234))
    assert url == "http://127.0.0.1:8091"
    assert provider.webhook == f"http://127.0.0.1:1234{PATH}"
    assert b'"phone_number_id": "123"' in provider.message("x").body


def test_a_balie_without_the_channel_is_named() -> None:
    with pytest.raises(NotHere, match="BALIE_WHATSAPP_LINES"):
        whatsapp(WithWhatsApp(whatsapp_lines={}))
