"""A real Chromium against the real application on a fake engine."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.errors import TextNotFound
from assistant.services.channel_codes import ChannelCodes
from assistant.settings import ROOT
from connectors.channels.answering import Patience
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from kb.texts import YamlTexts
from tests.browser.host import Host
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.feedback import FakeFeedback
from tests.fakes.gateway import fake_app
from tests.fakes.municipalities import FakeMunicipalities
from tests.unit.booking.room import Room

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that shows a test picture, and nobody who has to allow it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@dataclass
class Site:
    """The application in a thread of its own, on one address through restarts."""

    database: str
    engine: FakeEngine
    port: int = 0
    origins: tuple[str, ...] = ()
    feedback: FakeFeedback = field(default_factory=FakeFeedback)
    messages_per_minute: int = 1000
    room: Room = field(default_factory=Room)

    def start(self) -> None:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()

        def serve() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(self._open())
            ready.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        assert ready.wait(20)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._store.close()
        self._codes.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _open(self) -> None:
        database = open_engine(self.database)
        upgrade(database)
        self._store = SqlConversations(database)
        self._codes = SqlChannelCodes(database)
        app = fake_app(
            codes=ChannelCodes(self._codes, FakeClock(), "test"),
            store=self._store,
            engine=self.engine,
            feedback=self.feedback,
            municipalities=FakeMunicipalities(self.origins),
            texts=YamlTexts(ROOT / "data" / "responses", FakeMunicipalities()),
            messages_per_minute=self.messages_per_minute,
            clock=self.room.clock,
            appointments=self.room.parts(),
            patience=Patience(notice_after=2, retries=(0.5,), sweep_every=1),
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]


# Not for the session: Playwright keeps an event loop running, and then no other test may start one.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.stop()


@pytest.fixture
def site(tmp_path: Path, host: Host) -> Iterator[Site]:
    try:
        site = Site(f"sqlite:///{tmp_path / 'balie.db'}", FakeEngine(), origins=(host.url,))
        site.start()
    except TextNotFound as error:
        pytest.fail(f"data/responses misses a text: {error}")
    host.balie = site.url
    yield site
    site.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="nl-NL", viewport={"width": 900, "height": 800})
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site, host: Host) -> Iterator[Page]:
    """A page on which every console error, exception and foreign request fails the test."""
    wrong: list[str] = []
    known = (site.url, host.url, "blob:")
    # Of all pages of this context: a second tab may not go wrong either.
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on(
        "console",
        lambda m: (
            wrong.append(m.text)
            if m.type == "error"
            and "Failed to load resource" not in m.text
            and "ERR_" not in m.text
            else None
        ),
    )
    context.on(
        "request", lambda r: None if r.url.startswith(known) else wrong.append(f"asked {r.url}")
    )
    page = context.new_page()
    yield page
    assert wrong == []
