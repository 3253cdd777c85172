"""Pages to log in, also for somebody who means harm: on fakes for the broker and the store."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import pytest_asyncio
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from assistant.domain.identity import LINK_LIVES, Level
from assistant.ports.identity import Departure
from assistant.services.identity import IdentityService
from tests.e2e.site import HTML, Resident
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from tests.fakes.identity import FakeIdentity
from tests.fakes.logins import FakeLogins

pytestmark = pytest.mark.asyncio
SANNE = "999993653"


class Site:
    """The application, a broker, and browsers."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.broker, self.logins = FakeIdentity(), FakeLogins()
        self.engine = FakeEngine()
        self.identity = IdentityService(
            self.broker, self.logins, self.clock, "https://balie.example"
        )
        app = fake_app(identity=self.identity, clock=self.clock, engine=self.engine)
        self.server = TestServer(app)
        self.clients: list[TestClient[Any, Any]] = []

    def browser(self) -> Resident:
        client: TestClient[Any, Any] = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.clients.append(client)
        return Resident(client)

    async def link(self, conversation_id: str, channel: str = "webchat") -> str:
        url = await self.identity.ask(conversation_id, "rotterdam", channel, "", Level.MIDDEN)
        return urlsplit(url).path

    async def come_back(self, browser: Resident, path: str, **how: Any) -> tuple[int, str, str]:
        """Log in by this link: status, page and where it leads."""
        headers = HTML | {"Origin": str(browser.client.make_url("/")).rstrip("/")}
        async with browser.client.post(path, headers=headers, allow_redirects=False) as left:
            assert left.status == 303, await left.text()
            assert left.headers["Location"].startswith("https://broker.example/")
        row = self.logins.rows[path.rpartition("/")[2]]
        query = self.broker.log_in(Departure("", row.state, row.secrets), SANNE, **how)
        return await self.arrive(browser, query)

    async def arrive(self, browser: Resident, query: dict[str, str]) -> tuple[int, str, str]:
        url = "/rotterdam/inloggen/terug"
        async with browser.client.get(
            url, params=query, headers=HTML, allow_redirects=False
        ) as back:
            return back.status, await back.text(), back.headers.get("Location", "")


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.server.start_server()
    yield made
    for client in made.clients:
        await client.close()
    await made.server.close()


async def conversation(browser: Resident) -> str:
    """The conversation of a browser that said something."""
    await browser.ask("hoi")
    (cookie,) = [c for c in browser.client.session.cookie_jar if c.key == "balie"]
    return cookie.value.partition(".")[0]


async def test_own_browser_goes_on_by_itself(site: Site) -> None:
    browser = site.browser()
    own = await conversation(browser)
    path = await site.link(own)
    async with browser.client.get(path, headers=HTML) as page:
        html = await page.text()
        policy = page.headers["Content-Security-Policy"]
    assert "Verder naar DigiD" in html
    assert "Vroeg u zelf om deze link" not in html
    assert "form-action 'self' https: http:" in policy
    status, _, where = await site.come_back(browser, path)
    assert (status, where) == (303, "/rotterdam#einde")
    assert await site.identity.current(own) is not None
    said = [m for m in await browser.messages() if m["author"] == "resident"]
    assert [m["id"] for m in said] == ["m1", f"login-{path.rpartition('/')[2]}"]


async def test_somebody_elses_browser_must_tell_a_code(site: Site) -> None:
    """A link that an attacker sends to a victim logs the victim in nowhere by itself."""
    attacker, victim = site.browser(), site.browser()
    own = await conversation(attacker)
    await conversation(victim)
    path = await site.link(own)
    async with victim.client.get(path, headers=HTML) as page:
        assert "Vroeg u zelf om deze link" in await page.text()
    status, html, _ = await site.come_back(victim, path)
    assert status == 200
    code = "".join(re.findall(r"<strong>(\d{3}) (\d{3})</strong>", html)[0])
    assert await site.identity.current(own) is None
    assert not await site.identity.confirm(own, "000000" if code != "000000" else "111111")
    assert await site.identity.confirm(own, code)


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
async def test_elsewhere_a_code_is_shown(site: Site, channel: str) -> None:
    browser = site.browser()
    path = await site.link("c9", channel)
    _, html, _ = await site.come_back(browser, path)
    assert "Geef de code aan niemand anders" in html
    assert await site.identity.awaits_code("c9")


async def test_link_is_over_after_its_time_and_after_its_use(site: Site) -> None:
    browser = site.browser()
    path = await site.link(await conversation(browser))
    await site.come_back(browser, path)
    for address in (
        path,
        "/rotterdam/inloggen/niet-bestaand",
        path.replace("rotterdam", "tilburg"),
    ):
        async with browser.client.get(address, headers=HTML) as page:
            assert page.status == 410
            assert "werkt niet meer" in await page.text()
    late = await site.link("c2")
    site.clock.forward(seconds=LINK_LIVES.total_seconds() + 1)
    async with browser.client.get(late, headers=HTML) as page:
        assert page.status == 410


@pytest.mark.parametrize(
    "how", [{"level": Level.BASIS}, {"no": True}, {"replayed": True}, {"state": "vals"}]
)
async def test_nobody_is_logged_in(site: Site, how: dict[str, Any]) -> None:
    browser = site.browser()
    own = await conversation(browser)
    path = await site.link(own)
    headers = HTML | {"Origin": str(browser.client.make_url("/")).rstrip("/")}
    await browser.client.post(path, headers=headers, allow_redirects=False)
    row = site.logins.rows[path.rpartition("/")[2]]
    departure = Departure("", row.state, row.secrets)
    if how.get("no"):
        query = site.broker.cancel(departure)
    else:
        query = site.broker.log_in(departure, SANNE, how.get("level", Level.MIDDEN))
    if "state" in how:
        query["state"] = how["state"]
    if how.get("replayed"):
        await site.arrive(browser, dict(query))
        await site.identity.end(own)
    status, html, _ = await site.arrive(browser, query)
    assert (status, "U bent niet ingelogd" in html) == (403, True)
    assert await site.identity.current(own) is None


async def test_broker_down_is_told(site: Site) -> None:
    browser = site.browser()
    path = await site.link(await conversation(browser))
    site.broker.down = True
    headers = HTML | {"Origin": str(browser.client.make_url("/")).rstrip("/")}
    async with browser.client.post(path, headers=headers, allow_redirects=False) as page:
        assert page.status == 503
        assert "Inloggen lukt nu niet" in await page.text()
    site.broker.down = False
    assert (await site.come_back(browser, path))[0] == 303


async def test_other_site_sends_nobody_to_the_broker(site: Site) -> None:
    browser = site.browser()
    path = await site.link(await conversation(browser))
    headers = HTML | {"Origin": "https://elders.example"}
    async with browser.client.post(path, headers=headers, allow_redirects=False) as page:
        assert page.status == 403


async def test_address_of_a_link_says_nothing_of_the_conversation(site: Site) -> None:
    path = await site.link("een-gesprek")
    assert "een-gesprek" not in path
    assert len(path.rpartition("/")[2]) >= 32
    assert parse_qsl(urlsplit(path).query) == []
