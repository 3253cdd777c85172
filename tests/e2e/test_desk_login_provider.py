"""The whole way in by the identity provider of the back office, over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest
import pytest_asyncio

from assistant.domain.staff import Role, Staff
from assistant.services.signing_in_elsewhere import SigningInElsewhere
from connectors.backends.identity.staff_oidc import OidcStaffIdentity
from tests.contract.backoffice_process import running_backoffice
from tests.e2e.test_desk import OPEN_TO_STRANGERS, PASSWORD, Site
from tests.unit.desk.room import FATIMA, LIBRARY
from web.desk.external import External

pytestmark = pytest.mark.asyncio
SECRET = "balie-development"
PUBLIC = "https://balie.example"
BACK = "/desk/inloggen/terug"


class Door(Site):
    """A desk with that provider beside it. Nobody answers at its `public` address here: what
    the browser brings back is handed over by `come`."""

    def __init__(self, issuer: str, secret: str = SECRET, public: str = PUBLIC) -> None:
        self._public = public
        self.provider = OidcStaffIdentity(issuer, "balie", secret)
        super().__init__()

    def external(self) -> External:
        login = SigningInElsewhere(
            self.provider, self.room.staff, self.signing_in, "rotterdam", LIBRARY
        )
        return External(login, self._public, "geheim", self.room.clock)

    async def leave(self) -> str:
        """Press the button; where the browser is sent."""
        async with self.client.get("/desk/inloggen") as page:
            found = re.search(r'href="([^"]+)">Inloggen met uw gemeente-account', await page.text())
        assert found is not None
        async with self.client.get(found[1], allow_redirects=False) as response:
            assert response.status == 303
            return response.headers["Location"]

    async def come(self, query: dict[str, str]) -> tuple[int, str]:
        async with self.client.get(BACK, params=query) as response:
            return response.status, await response.text()

    async def through(self, who: str) -> tuple[int, str]:
        return await self.come(await chosen(await self.leave(), who))

    async def at_the_desk(self) -> bool:
        async with self.client.get("/desk", allow_redirects=False) as response:
            return response.status == 200


async def chosen(url: str, who: str) -> dict[str, str]:
    """Choose somebody at the provider (nobody: cancel); what the browser brings back."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(url) as page:
            found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', await page.text())
        form = {name: value.replace("&amp;", "&") for name, value in found}
        form |= {"wie": who} if who else {"nee": "1"}
        address = url.partition("?")[0]
        async with browser.post(address, data=form, allow_redirects=False) as answer:
            target = urlsplit(answer.headers["Location"])
    assert target._replace(query="").geturl() == f"{PUBLIC}{BACK}"
    return dict(parse_qsl(target.query))


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield f"{address}/medewerkers"


@pytest_asyncio.fixture
async def door(issuer: str) -> AsyncIterator[Door]:
    made = Door(issuer)
    async with made.client:
        yield made


async def member(door: Door) -> Staff:
    (found,) = await door.room.staff.of("rotterdam")
    return found


async def test_in_as_who_one_is_there_and_out_again(door: Door) -> None:
    status, text = await door.through("fatima")
    assert (status, "U bent ingelogd" in text) == (200, True)
    found = await member(door)
    assert (found.name, found.roles, found.teams, found.is_elsewhere) == (
        "Fatima", (Role.AGENT,), ("burgerzaken",), True,
    )  # fmt: skip
    async with door.client.get("/desk") as page:
        assert "Fatima" in await page.text()
    async with door.client.post("/desk/uitloggen", allow_redirects=False) as response:
        assert response.status == 303
    assert not await door.at_the_desk()
    assert (await door.through("fatima"))[0] == 200
    assert (await member(door)).id == found.id


async def test_who_has_no_role_of_ours_or_does_not_want_to(door: Door) -> None:
    status, text = await door.through("gast")
    assert (status, "geen rol bij Balie" in text) == (403, True)
    status, text = await door.through("")
    assert (status, "U bent niet ingelogd" in text) == (403, True)
    assert not await door.at_the_desk()
    assert list(await door.room.staff.of("rotterdam")) == []


async def test_what_was_brought_back_is_good_once_and_in_that_browser(door: Door) -> None:
    query = await chosen(await door.leave(), "bram")
    assert (await door.come({**query, "state": "x"}))[0] == 400  # and that ends this login
    assert (await door.come(query))[0] == 400
    query = await chosen(await door.leave(), "bram")
    assert (await door.come(query))[0] == 200
    status, text = await door.come(query)
    assert (status, "verlopen" in text) == (400, True)


async def test_a_copied_cookie_does_not_use_a_code_again(door: Door) -> None:
    query = await chosen(await door.leave(), "bram")
    copied = "; ".join(f"{one.key}={one.value}" for one in door.client.session.cookie_jar)
    assert (await door.come(query))[0] == 200
    door.client.session.cookie_jar.clear()
    headers = {"Cookie": copied}
    async with door.client.get(BACK, params=query, headers=headers) as response:
        assert (response.status, "niet geldig" in await response.text()) == (403, True)
    assert not await door.at_the_desk()


async def test_a_code_of_somebody_else_signs_nobody_in(door: Door) -> None:
    theirs = await chosen(await door.leave(), "bram")
    mine = await chosen(await door.leave(), "els")
    status, text = await door.come({**mine, "code": theirs["code"]})
    assert (status, "niet geldig" in text) == (403, True)
    assert not await door.at_the_desk()


async def test_the_provider_goes_away_and_passwords_still_fit(tmp_path: Path) -> None:
    with running_backoffice(tmp_path) as address:
        door = Door(f"{address}/medewerkers")
        await door.client.start_server()
        query = await chosen(await door.leave(), "bram")
    try:
        status, text = await door.come(query)
        assert (status, "eigen wachtwoord? Log dan daarmee in" in text) == (503, True)
        async with door.client.get("/desk/inloggen/extern") as response:
            assert response.status == 503
            assert "<details open>" in await response.text()
        await door.signing_in.add(FATIMA, PASSWORD)
        form = {"naam": "fatima", "wachtwoord": PASSWORD}
        async with door.client.post("/desk/inloggen", data=form) as response:
            assert response.status == 200
        assert await door.at_the_desk()
    finally:
        await door.client.close()


async def test_a_client_that_the_provider_does_not_know_is_refused(issuer: str) -> None:
    door = Door(issuer, "another secret")
    async with door.client:
        status, text = await door.through("bram")
    assert (status, "niet geldig" in text) == (403, True)


async def test_the_addresses_of_this_are_the_only_new_ones(door: Door) -> None:
    found = {
        (route.method, route.resource.canonical)
        for route in door.client.app.router.routes()
        if route.resource and route.resource.canonical.startswith("/desk")
    }
    guarded = {(one.method, f"/desk{one.path}") for one in door.desk.routes}
    heads = {("HEAD", path) for method, path in found if method == "GET"}
    assert found - heads - guarded == OPEN_TO_STRANGERS | {
        ("GET", "/desk/inloggen/extern"), ("GET", BACK),
    }  # fmt: skip
