"""The register of persons over HTTP: our client at the real back office, and at odd registers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.bsn import Bsn
from assistant.domain.lookups import Source
from assistant.errors import BackendUnavailable
from connectors.backends.persons.haalcentraal import HaalCentraalPersons
from tests.contract.backoffice_process import TOKEN, running_backoffice

pytestmark = pytest.mark.asyncio
SANNE, WIM, KARIM, ANNA = (Bsn(n) for n in ("999993653", "999990019", "999991772", "999992077"))
ADDRESS, PARTNER = Source.BRP_ADDRESS, Source.BRP_PARTNER
HOME = {"type": "Adres", "verblijfadres": {"postcode": "3011AD", "huisnummer": 40}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("persons")
    with running_backoffice(folder) as url:
        yield f"{url}/haalcentraal/api/brp"


@pytest_asyncio.fixture
async def persons(address: str) -> AsyncIterator[HaalCentraalPersons]:
    made = HaalCentraalPersons(address, TOKEN, {})
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("bsn", "source", "known"),
    [
        (SANNE, ADDRESS, "3011 AD 40"),
        (WIM, ADDRESS, "3012 EK 12 B 2"),
        (KARIM, ADDRESS, ""),  # he does not live there any more
        (ANNA, ADDRESS, ""),  # she lives in another country
        (SANNE, PARTNER, "Bram Willem van Dijk"),
        (WIM, PARTNER, ""),  # it ended
        (KARIM, PARTNER, ""),
        (Bsn("999995224"), ADDRESS, ""),  # not in the register
    ],
)
async def test_what_it_knows(
    persons: HaalCentraalPersons, bsn: Bsn, source: Source, known: str
) -> None:
    assert await persons.known(bsn, source) == known


async def test_who_has_another_key_hears_nothing(address: str) -> None:
    stranger = HaalCentraalPersons(address, "another", {})
    with pytest.raises(BackendUnavailable):
        await stranger.known(SANNE, ADDRESS)
    with pytest.raises(BackendUnavailable):
        await stranger.check()
    await stranger.close()


async def test_that_it_is_there_is_asked_without_looking_at_anybody(
    persons: HaalCentraalPersons,
) -> None:
    await persons.check()


class Register:
    """Keeps what was asked, and answers what it is told to."""

    def __init__(self) -> None:
        self.answer: Any = {"personen": []}
        self.asked: list[tuple[dict[str, str], Any, str]] = []

    async def personen(self, request: web.Request) -> web.Response:
        self.asked.append((dict(request.headers), await request.json(), str(request.url)))
        return web.json_response(self.answer)


@pytest_asyncio.fixture
async def register() -> AsyncIterator[tuple[Register, HaalCentraalPersons]]:
    odd, app = Register(), web.Application()
    app.router.add_post("/brp/personen", odd.personen)
    async with TestServer(app) as server:
        headers = {"x-doelbinding": "Balie {doel}"}
        client = HaalCentraalPersons(str(server.make_url("/brp")), "sleutel", headers)
        yield odd, client
        await client.close()


async def test_asks_for_one_person_and_one_thing(
    register: tuple[Register, HaalCentraalPersons],
) -> None:
    odd, persons = register
    odd.answer = {"personen": [{"burgerservicenummer": SANNE.digits, "verblijfplaats": HOME}]}
    assert await persons.known(SANNE, ADDRESS) == "3011 AD 40"
    ((headers, body, url),) = odd.asked
    assert headers["X-API-KEY"] == "sleutel"
    assert headers["x-doelbinding"] == "Balie brp_address"
    assert SANNE.digits not in url
    assert body["burgerservicenummer"] == [SANNE.digits]
    asked = {field.partition(".")[0] for field in body["fields"]}
    assert asked == {"burgerservicenummer", "verblijfplaats"}


@pytest.mark.parametrize(
    "people",
    [
        [],
        [{"burgerservicenummer": WIM.digits, "verblijfplaats": HOME}],
        [{"burgerservicenummer": SANNE.digits, "verblijfplaats": HOME}] * 2,
        [{"burgerservicenummer": SANNE.digits}],
        [
            {
                "burgerservicenummer": SANNE.digits,
                "verblijfplaats": {**HOME, "inOnderzoek": {"x": 1}},
            }
        ],
        [{"burgerservicenummer": SANNE.digits, "verblijfplaats": {"type": "Locatie"}}],
    ],
)
async def test_what_is_in_doubt_or_of_somebody_else_is_no_answer(
    register: tuple[Register, HaalCentraalPersons], people: list[Any]
) -> None:
    odd, persons = register
    odd.answer = {"personen": people}
    assert await persons.known(SANNE, ADDRESS) == ""


@pytest.mark.parametrize("answer", [{}, [], {"personen": None}, {"personen": [1]}])
async def test_an_answer_in_another_form_is_a_register_that_is_away(
    register: tuple[Register, HaalCentraalPersons], answer: Any
) -> None:
    odd, persons = register
    odd.answer = answer
    with pytest.raises(BackendUnavailable):
        await persons.known(SANNE, ADDRESS)
