"""What every identity provider of staff must do: the fake, and ours over the back office's."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import jwt
import pytest

from assistant.domain.staff import Role
from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure
from assistant.ports.staff_identity import StaffIdentity, StaffIdentityPort
from connectors.backends.identity.staff_oidc import OidcStaffIdentity
from tests.contract.backoffice_process import running_backoffice
from tests.contract.hostile_broker import Broker
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


async def test_the_secret_of_another_program_is_refused(issuer: str) -> None:
    made = OidcStaffIdentity(issuer, "balie", "another secret")
    departure = await made.depart(BACK)
    with pytest.raises(LoginRefused):
        await made.arrive(await in_browser(departure, "bram"), BACK, departure.secrets)


async def test_nonce_and_verifier_each_belong_to_one_login(issuer: str) -> None:
    made = OidcStaffIdentity(issuer, "balie", SECRET)
    for name in ("nonce", "code_verifier"):
        departure, other = await made.depart(BACK), await made.depart(BACK)
        mixed = {**departure.secrets, name: other.secrets[name]}
        with pytest.raises(LoginRefused):
            await made.arrive(await in_browser(departure, "bram"), BACK, mixed)


async def believed(broker: Broker, **changes: Any) -> StaffIdentity:
    """Who somebody is of whom the token says this."""
    made = OidcStaffIdentity(broker.issuer, "balie", SECRET, municipality_claim="gemeente")
    departure = await made.depart(BACK)
    now = int(time.time())
    broker.claims = {
        "iss": broker.metadata.get("issuer", broker.issuer), "aud": "balie", "sub": "x",
        "nonce": departure.secrets["nonce"], "iat": now, "exp": now + 60,
        "name": "Bram", "roles": ["agent"], "gemeente": "tilburg",
    } | changes  # fmt: skip
    return await made.arrive({"code": "c"}, BACK, departure.secrets)


async def test_what_a_token_says_in_another_shape(hostile: Broker) -> None:
    assert (await believed(hostile, roles="agent", gemeente=["tilburg"])).municipality == "tilburg"
    for odd in (None, 5, True, {"agent": 1}, [["agent"], None, 7], "agent,admin", "Agent"):
        who = await believed(hostile, roles=odd, teams=odd)
        assert who.roles == ()
    assert (await believed(hostile, roles=["agent", "agent", "x"])).roles == (Role.AGENT,)
    assert (await believed(hostile, teams={"burgerzaken": 1})).teams == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elders.example"},
        {"iss": ""},
        {"aud": "another program"},
        {"nonce": "of another login"},
        {"nonce": None},
        {"exp": 1},
        {"sub": ""},
        {"name": "  "},
    ],
)
async def test_a_token_of_another_or_of_nobody_is_refused(
    hostile: Broker, changes: dict[str, Any]
) -> None:
    with pytest.raises(LoginRefused):
        await believed(hostile, **changes)


@pytest.mark.parametrize("place", [None, "", [], ["tilburg", "rotterdam"], {"tilburg": 1}])
async def test_who_is_of_no_one_municipality_is_not_of_the_default_one(
    hostile: Broker, place: Any
) -> None:
    with pytest.raises(LoginRefused):
        await believed(hostile, gemeente=place)


async def test_a_token_with_another_signature_is_refused(hostile: Broker) -> None:
    for key, algorithm in ((hostile.other_key, "RS256"), ("x" * 32, "HS256"), (None, "none")):

        def sign(claims: dict[str, Any], key: Any = key, algorithm: str = algorithm) -> str:
            return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "k"})

        hostile.sign = sign
        with pytest.raises(LoginRefused):
            await believed(hostile)


async def test_an_issuer_that_ends_in_a_slash_is_the_same_one(hostile: Broker) -> None:
    plain = await believed(hostile)
    hostile.metadata = {"issuer": f"{hostile.issuer}/"}
    assert (await believed(hostile)).subject == plain.subject
    made = OidcStaffIdentity(f"{hostile.issuer}/", "balie", SECRET)
    assert (await made.depart(BACK)).url.startswith(f"{hostile.issuer}/authorize")
    with pytest.raises(LoginRefused):
        await believed(hostile, iss=hostile.issuer)  # it signs with the slash


async def test_a_provider_that_is_another_or_away(hostile: Broker) -> None:
    made = OidcStaffIdentity(hostile.issuer, "balie", SECRET)
    departure = await made.depart(BACK)
    query = {"code": "c", "iss": "https://elders.example"}
    with pytest.raises(LoginRefused):
        await made.arrive(query, BACK, departure.secrets)
    hostile.metadata = {"issuer": "https://elders.example"}
    with pytest.raises(BackendUnavailable):
        await made.depart(BACK)
    await hostile.server.close()
    with pytest.raises(BackendUnavailable):
        await made.depart(BACK)
    with pytest.raises(BackendUnavailable):
        await made.arrive({"code": "c"}, BACK, departure.secrets)
