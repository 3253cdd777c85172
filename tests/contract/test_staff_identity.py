"""What every identity provider of staff must do: the fake, and ours over the back office's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest

from assistant.domain.staff import Role
from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure
from assistant.ports.staff_identity import StaffIdentity, StaffIdentityPort
from connectors.backends.identity.staff_oidc import OidcStaffIdentity
from tests.contract.backoffice_process import running_backoffice
from tests.fakes.staff_identity import FakeStaffIdentity

pytestmark = pytest.mark.asyncio
BACK = "http://127.0.0.1:9/desk/inloggen/terug"
BRAM = StaffIdentity("s-bram", "Bram", (Role.AGENT, Role.ADMIN))
SECRET = "balie-development"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield f"{address}/medewerkers"


async def in_browser(departure: Departure, who: str) -> dict[str, str]:
    """Choose somebody on the page of the back office; what the browser brings back."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(departure.url) as page:
            found = re.findall(r'name="(\w+)" value="([^"]*)"', await page.text())
        form = {name: value.replace("&amp;", "&") for name, value in found if name != "nee"}
        answer = {"wie": who} if who else {"nee": "1"}
        address = departure.url.partition("?")[0]
        async with browser.post(address, data=form | answer, allow_redirects=False) as response:
            return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


@pytest.fixture(params=["fake", "back office"])
def provider(request: pytest.FixtureRequest) -> StaffIdentityPort:
    if request.param == "fake":
        return FakeStaffIdentity()
    address = str(request.getfixturevalue("issuer"))
    return OidcStaffIdentity(address, "balie", SECRET)


async def log_in(provider: StaffIdentityPort, departure: Departure, who: str) -> dict[str, str]:
    if isinstance(provider, FakeStaffIdentity):
        people = {"bram": BRAM, "gast": replace(BRAM, subject="s-gast", name="Gast", roles=())}
        if not who:
            return {"error": "access_denied", "state": departure.state}
        return provider.log_in(departure.state, people[who])
    return await in_browser(departure, who)


async def test_who_logs_in_is_known_by_name_roles_and_teams(provider: StaffIdentityPort) -> None:
    departure = await provider.depart(BACK)
    query = await log_in(provider, departure, "bram")
    assert query["state"] == departure.state
    who = await provider.arrive(query, BACK, departure.secrets)
    assert (who.name, who.roles, who.municipality) == ("Bram", (Role.AGENT, Role.ADMIN), "")
    again = await provider.depart(BACK)
    same = await provider.arrive(await log_in(provider, again, "bram"), BACK, again.secrets)
    assert same.subject == who.subject


async def test_roles_of_other_programs_are_none_of_ours(provider: StaffIdentityPort) -> None:
    departure = await provider.depart(BACK)
    query = await log_in(provider, departure, "gast")
    assert (await provider.arrive(query, BACK, departure.secrets)).roles == ()


async def test_a_code_is_good_once_for_who_left_with_it(provider: StaffIdentityPort) -> None:
    departure, other = await provider.depart(BACK), await provider.depart(BACK)
    query = await log_in(provider, departure, "bram")
    with pytest.raises(LoginRefused):
        await provider.arrive(query, BACK, other.secrets)
    with pytest.raises(LoginRefused):
        await provider.arrive(query, BACK, departure.secrets)
    with pytest.raises(LoginRefused):
        await provider.arrive({"state": departure.state}, BACK, departure.secrets)


async def test_who_does_not_want_to_is_refused(provider: StaffIdentityPort) -> None:
    departure = await provider.depart(BACK)
    query = await log_in(provider, departure, "")
    with pytest.raises(LoginRefused):
        await provider.arrive(query, BACK, departure.secrets)


async def test_teams_and_municipality_are_read_where_the_provider_puts_them(issuer: str) -> None:
    made = OidcStaffIdentity(issuer, "balie", SECRET, "roles", "teams", "name")
    departure = await made.depart(BACK)
    who = await made.arrive(await in_browser(departure, "fatima"), BACK, departure.secrets)
    assert (who.teams, who.municipality) == (("burgerzaken",), "Fatima")


@pytest.mark.parametrize(
    ("address", "secret"), [("http://127.0.0.1:1/x", SECRET), ("", "another secret")]
)
async def test_a_provider_that_is_away_or_another_lets_nobody_in(
    issuer: str, address: str, secret: str
) -> None:
    made = OidcStaffIdentity(address or issuer, "balie", secret)
    with pytest.raises((BackendUnavailable, LoginRefused)):
        await arrived(made)


async def arrived(provider: OidcStaffIdentity) -> StaffIdentity:
    departure = await provider.depart(BACK)
    return await provider.arrive(await in_browser(departure, "bram"), BACK, departure.secrets)
