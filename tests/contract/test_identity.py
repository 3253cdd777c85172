"""What every broker must do, and what is not believed of one that does otherwise."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import jwt
import pytest
import pytest_asyncio
from aiohttp import web
from structlog.testing import capture_logs

from assistant.domain.bsn import Bsn
from assistant.domain.identity import Identity, Level
from assistant.errors import BackendUnavailable, LoginRefused
from assistant.ports.identity import Departure, IdentityPort
from connectors.backends.identity.oidc import LEVELS, OidcIdentity
from tests.contract.backoffice_process import running_backoffice
from tests.contract.hostile_broker import Broker
from tests.fakes.identity import FakeIdentity

pytestmark = pytest.mark.asyncio

BACK = "http://127.0.0.1:9/rotterdam/inloggen/terug"
SANNE, WIM = "999993653", "999990019"
LogIn = Callable[..., Awaitable[dict[str, str]]]
ACR = {level: name for name, level in LEVELS.items()}


SECRET = "balie-development"


def adapter(issuer: str, secret: str = SECRET) -> OidcIdentity:
    return OidcIdentity(issuer, "balie", secret, "bsn", "bsn_vertegenwoordigde")


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield f"{address}/digid"


async def in_browser(
    departure: Departure, bsn: str, level: Level = Level.MIDDEN, other: str = "", no: str = ""
) -> dict[str, str]:
    """Choose somebody on the page of the back office; what the browser brings back."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(departure.url) as page:
            assert page.status == 200
            html = await page.text()
            assert "Dit is DigiD niet" in html
        form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
        form = {name: value.replace("&amp;", "&") for name, value in form.items()}
        form |= {"bsn": bsn, "acr": ACR[level], "voor": other} | ({"nee": no} if no else {})
        url = departure.url.partition("?")[0]
        async with browser.post(url, data=form, allow_redirects=False) as answer:
            assert answer.status == 303
            target = urlsplit(answer.headers["Location"])
    assert target._replace(query="").geturl() == BACK
    return dict(parse_qsl(target.query))


@pytest_asyncio.fixture(params=["fake", "backoffice"])
async def broker(
    request: pytest.FixtureRequest,
) -> AsyncIterator[tuple[IdentityPort, LogIn]]:
    """A broker, and a resident in a browser."""
    if request.param == "backoffice":
        yield adapter(request.getfixturevalue("backoffice")), in_browser
        return
    fake = FakeIdentity()

    async def log_in(
        departure: Departure, bsn: str, level: Level = Level.MIDDEN, other: str = "", no: str = ""
    ) -> dict[str, str]:
        return fake.cancel(departure) if no else fake.log_in(departure, bsn, level, other)

    yield fake, log_in


async def test_who_logged_in(broker: tuple[IdentityPort, LogIn]) -> None:
    port, log_in = broker
    departure = await port.depart(BACK, Level.MIDDEN)
    query = await log_in(departure, SANNE, Level.SUBSTANTIEEL)
    assert query["state"] == departure.state
    found = await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)
    assert found == Identity(Bsn(SANNE), Level.SUBSTANTIEEL)
    assert found.subject == Bsn(SANNE)


async def test_for_somebody_else(broker: tuple[IdentityPort, LogIn]) -> None:
    port, log_in = broker
    departure = await port.depart(BACK, Level.MIDDEN, mandate=True)
    query = await log_in(departure, SANNE, other=WIM)
    found = await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)
    assert (found.bsn, found.subject) == (Bsn(SANNE), Bsn(WIM))


async def test_level_that_is_too_low(broker: tuple[IdentityPort, LogIn]) -> None:
    port, log_in = broker
    departure = await port.depart(BACK, Level.SUBSTANTIEEL)
    query = await log_in(departure, SANNE, Level.MIDDEN)
    with pytest.raises(LoginRefused):
        await port.arrive(query, BACK, departure.secrets, Level.SUBSTANTIEEL)


async def test_cancelled(broker: tuple[IdentityPort, LogIn]) -> None:
    port, log_in = broker
    departure = await port.depart(BACK, Level.MIDDEN)
    query = await log_in(departure, SANNE, no="1")
    with pytest.raises(LoginRefused):
        await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)


async def test_code_works_once(broker: tuple[IdentityPort, LogIn]) -> None:
    port, log_in = broker
    departure = await port.depart(BACK, Level.MIDDEN)
    query = await log_in(departure, SANNE)
    await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)
    with pytest.raises(LoginRefused):
        await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)


async def test_answer_to_another_question(broker: tuple[IdentityPort, LogIn]) -> None:
    """Somebody else's code in my browser, or mine in his."""
    port, log_in = broker
    mine, other = await port.depart(BACK, Level.MIDDEN), await port.depart(BACK, Level.MIDDEN)
    query = await log_in(other, WIM)
    with pytest.raises(LoginRefused):
        await port.arrive(query, BACK, mine.secrets, Level.MIDDEN)


async def test_each_question_has_its_own_state_and_secrets(
    broker: tuple[IdentityPort, LogIn],
) -> None:
    port, _ = broker
    one, other = await port.depart(BACK, Level.MIDDEN), await port.depart(BACK, Level.MIDDEN)
    assert one.state != other.state
    assert one.secrets["nonce"] != other.secrets["nonce"]
    assert "secrets" not in repr(one)


# --- the real adapter


async def test_wrong_secret_of_ours(backoffice: str) -> None:
    port = adapter(backoffice, "another")
    departure = await port.depart(BACK, Level.MIDDEN)
    query = await in_browser(departure, SANNE)
    with pytest.raises((LoginRefused, BackendUnavailable)):
        await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)


async def test_only_our_own_way_back(backoffice: str) -> None:
    port = adapter(backoffice)
    departure = await port.depart(BACK, Level.MIDDEN)
    query = await in_browser(departure, SANNE)
    with pytest.raises(LoginRefused):
        await port.arrive(query, f"{BACK}/elders", departure.secrets, Level.MIDDEN)


async def arrive(broker: Broker, **changes: Any) -> Identity:
    port = adapter(broker.issuer)
    departure = await port.depart(BACK, Level.MIDDEN)
    now = int(time.time())
    broker.claims = {
        "iss": broker.issuer, "aud": "balie", "sub": "x", "iat": now, "exp": now + 60,
        "nonce": departure.secrets["nonce"], "bsn": SANNE, "acr": ACR[Level.MIDDEN],
    } | changes  # fmt: skip
    return await port.arrive({"code": "c"}, BACK, departure.secrets, Level.MIDDEN)


async def test_good_token_of_the_stand_in_is_believed(hostile: Broker) -> None:
    assert (await arrive(hostile)).bsn == Bsn(SANNE)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elders.example"}, {"aud": "somebody"}, {"aud": ["somebody", "else"]},
        {"nonce": "another"}, {"nonce": None}, {"exp": 1000}, {"iat": 99999999999},
        {"bsn": ""}, {"bsn": "123456789"}, {"bsn": None}, {"bsn_vertegenwoordigde": "123456789"},
        {"acr": ""}, {"acr": "hoog"}, {"acr": ACR[Level.BASIS]},
    ],
)  # fmt: skip
async def test_claims_that_are_not_believed(hostile: Broker, changes: dict[str, Any]) -> None:
    with capture_logs() as logs, pytest.raises(LoginRefused) as refused:
        await arrive(hostile, **changes)
    assert SANNE not in str(logs) + str(refused.value)


async def test_forged_signatures(hostile: Broker) -> None:
    public = jwt.algorithms.RSAAlgorithm.to_jwk(hostile.key.public_key())
    forgeries: tuple[Callable[[dict[str, Any]], str], ...] = (
        lambda c: jwt.encode(c, hostile.other_key, algorithm="RS256", headers={"kid": "k"}),
        lambda c: jwt.encode(c, None, algorithm="none", headers={"kid": "k"}),
        lambda c: jwt.encode(c, public.ljust(64), algorithm="HS256", headers={"kid": "k"}),
        lambda c: "nonsense",
    )
    for forge in forgeries:
        hostile.sign = forge
        with pytest.raises((LoginRefused, BackendUnavailable)):
            await arrive(hostile)


@pytest.mark.parametrize(
    ("status", "text"), [(500, "<html>"), (200, "<html>"), (200, "[]"), (200, "{}"), (400, "{}")]
)
async def test_nonsense_for_a_token(hostile: Broker, status: int, text: str) -> None:
    hostile.answer = web.Response(status=status, text=text)
    with pytest.raises((LoginRefused, BackendUnavailable)):
        await arrive(hostile)


@pytest.mark.parametrize(
    "metadata", [{"issuer": "https://elders.example"}, {"authorization_endpoint": None}]
)
async def test_broker_that_is_another(hostile: Broker, metadata: dict[str, Any]) -> None:
    hostile.metadata = metadata
    with pytest.raises(BackendUnavailable):
        await adapter(hostile.issuer).depart(BACK, Level.MIDDEN)


async def test_no_broker(hostile: Broker) -> None:
    issuer = hostile.issuer
    await hostile.server.close()
    with pytest.raises(BackendUnavailable):
        await adapter(issuer).depart(BACK, Level.MIDDEN)


async def test_answer_in_the_name_of_another_broker(backoffice: str) -> None:
    port = adapter(backoffice)
    departure = await port.depart(BACK, Level.MIDDEN)
    query = await in_browser(departure, SANNE) | {"iss": "https://elders.example"}
    with pytest.raises(LoginRefused):
        await port.arrive(query, BACK, departure.secrets, Level.MIDDEN)
    changed = replace(departure, secrets={"nonce": "x", "code_verifier": "y"})
    del query["iss"]
    with pytest.raises(LoginRefused):
        await port.arrive(query, BACK, changed.secrets, Level.MIDDEN)
