"""The page to send a photo, also for somebody who means harm."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from assistant.domain.uploads import MOST_BYTES, MOST_FILES
from assistant.errors import BackendUnavailable
from assistant.ports.scanner import ScannerPort
from assistant.services.upload_links import LIVES, UploadLinks
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from tests.fakes.uploads import FakeUploads
from web.uploads import UploadParts

pytestmark = pytest.mark.asyncio
PHOTO = b"\xff\xd8\xff\xe0 a photo"
MALWARE = PHOTO + b" malware"


class Scanner(ScannerPort):
    def __init__(self) -> None:
        self.down = False

    async def is_clean(self, content: bytes) -> bool:
        if self.down:
            raise BackendUnavailable("down")
        return content != MALWARE


class Site:
    """The application, and one link."""

    def __init__(self) -> None:
        self.clock, self.engine = FakeClock(), FakeEngine()
        self.uploads, self.scanner = FakeUploads(), Scanner()
        self.links = UploadLinks("https://balie.example", "geheim")
        app = fake_app(
            clock=self.clock,
            engine=self.engine,
            uploads=UploadParts(self.links, self.uploads, self.scanner),
        )
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))
        self.path = self.link()

    def link(self, ago: Any = None) -> str:
        now = self.clock.now() - ago if ago else self.clock.now()
        return urlsplit(self.links.url("rotterdam", "c1", "webchat", "c1:m1", now)).path

    async def send(self, *contents: bytes, path: str = "", origin: str = "") -> tuple[int, str]:
        form = aiohttp.FormData()
        for content in contents:
            form.add_field("files", content, filename="Jan Jansen.jpg", content_type="image/jpeg")
        headers = {"Origin": origin or str(self.client.make_url("/")).rstrip("/")}
        async with self.client.post(path or self.path, data=form, headers=headers) as response:
            return response.status, await response.text()

    @property
    def kept(self) -> list[bytes]:
        return [one.content for _, _, files in self.uploads.kept.values() for one in files]


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


async def test_photo_is_kept_and_the_conversation_goes_on(site: Site) -> None:
    async with site.client.get(site.path) as response:
        assert response.status == 200
        assert "Kies een foto" in await response.text()
    status, page = await site.send(PHOTO, PHOTO)
    assert (status, site.kept) == (200, [PHOTO, PHOTO])
    assert "Het is binnen" in page
    (asked,) = site.engine.asked
    assert asked.payload == '/inform_edienst{"choice": "uploaded"}'
    names = [one.name for _, _, files in site.uploads.kept.values() for one in files]
    assert names == ["bijlage-1.jpg", "bijlage-2.jpg"]


async def test_link_works_once(site: Site) -> None:
    await site.send(PHOTO)
    status, page = await site.send(PHOTO)
    assert (status, len(site.kept)) == (410, 1)
    assert "al gebruikt" in page
    async with site.client.get(site.path) as response:
        assert response.status == 410


@pytest.mark.parametrize(
    ("contents", "status", "said"),
    [
        ((), 415, "Dit soort bestand kan niet"),
        ((b"",), 400, "Kies eerst een foto"),
        ((b"MZ program",), 415, "Dit soort bestand kan niet"),
        ((b"<svg onload=alert(1)>",), 415, "Dit soort bestand kan niet"),
        ((PHOTO + b"x" * MOST_BYTES,), 413, "te groot"),
        ((PHOTO,) * (MOST_FILES + 1), 413, "te veel"),
        ((PHOTO, MALWARE), 422, "iets gevaarlijks"),
    ],
)
async def test_what_is_not_taken_says_why_and_may_be_tried_again(
    site: Site, contents: tuple[bytes, ...], status: int, said: str
) -> None:
    seen, page = await site.send(*contents)
    assert (seen, site.kept) == (status, [])
    assert said in page
    assert (await site.send(PHOTO))[0] == 200


async def test_scanner_that_is_down_takes_nothing(site: Site) -> None:
    site.scanner.down = True
    status, page = await site.send(PHOTO)
    assert (status, site.kept) == (503, [])
    assert "Probeer het straks opnieuw" in page


async def test_other_site_sends_nothing(site: Site) -> None:
    assert (await site.send(PHOTO, origin="https://evil.example"))[0] == 403
    assert site.kept == []


@pytest.mark.parametrize("path", ["/bijlage/x", "/bijlage/x.y", "/bijlage/é.y"])
async def test_address_that_we_did_not_make(site: Site, path: str) -> None:
    async with site.client.get(path) as response:
        assert response.status == 404
    assert (await site.send(PHOTO, path=path))[0] == 404


async def test_address_is_over_after_its_time(site: Site) -> None:
    async with site.client.get(site.link(ago=LIVES)) as response:
        assert response.status == 404
