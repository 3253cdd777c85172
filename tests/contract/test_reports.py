"""Reports over HTTP: our client for Signalen and for the map, at the real back office."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from assistant.domain.places import Spot, Wanted
from assistant.domain.uploads import Upload
from assistant.domain.zaken import NewZaak
from assistant.errors import BackendUnavailable, ZaakRefused
from connectors.backends.addresses.pdok import PdokAddresses
from connectors.backends.reports.signalen import SignalenReports
from tests.contract.backoffice_process import running_backoffice

pytestmark = pytest.mark.asyncio
SPOT = Spot("Coolsingel 40, 3011AD Rotterdam", 4.4795, 51.9229, "Coolsingel", "40", "3011 AD")
PHOTO = Upload("bijlage-1.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 a photo")


def report(key: str, spot: Spot | None = SPOT, **changes: object) -> NewZaak:
    values: dict[str, object] = {
        "key": key, "zaaktype": "melding", "at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        "summary": "Melding openbare ruimte", "spot": spot,
        "properties": {"melding": "De lamp is stuk.", "categorie": "boom"},
    }  # fmt: skip
    return NewZaak(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("reports")
    with running_backoffice(folder) as url:
        yield url


@pytest_asyncio.fixture
async def reports(address: str) -> AsyncIterator[SignalenReports]:
    made = SignalenReports(f"{address}/signals", "Virtuele assistent")
    yield made
    await made.close()


@pytest_asyncio.fixture
async def places(address: str) -> AsyncIterator[PdokAddresses]:
    made = PdokAddresses(f"{address}/pdok/search/v3_1")
    yield made
    await made.close()


async def page(address: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/meldingen") as response:
        return await response.text()


async def test_report_has_a_number_and_stands_on_the_page(
    reports: SignalenReports, address: str
) -> None:
    made = await reports.register(report("one", files=(PHOTO,)))
    assert made.number.startswith("SIG-")
    shown = await page(address)
    for part in (made.number, "De lamp is stuk.", "Boom", "Coolsingel 40", "Foto 1"):
        assert part in shown


async def test_same_key_makes_one(reports: SignalenReports, address: str) -> None:
    await reports.register(report("again", properties={"melding": "Twee keer gezegd."}))
    second = await reports.register(report("again", properties={"melding": "Twee keer gezegd."}))
    assert second.number == ""
    assert (await page(address)).count("Twee keer gezegd.") == 1


async def test_two_residents_at_one_spot_make_two(reports: SignalenReports, address: str) -> None:
    for key in ("first", "second"):
        assert (await reports.register(report(key, properties={"melding": "Zelfde gat."}))).number
    assert (await page(address)).count("Zelfde gat.") == 2


async def test_words_that_no_map_knows_stand_in_the_text(
    reports: SignalenReports, address: str
) -> None:
    await reports.register(report("words", Spot("achter de molen", 4.4, 51.9, found=False)))
    assert "Plek volgens de melder: achter de molen" in await page(address)


async def test_unknown_category_becomes_the_rest(reports: SignalenReports, address: str) -> None:
    await reports.register(report("rest", properties={"melding": "Vreemd.", "categorie": "x"}))
    assert "Iets anders" in await page(address)


@pytest.mark.parametrize("spot", [None, Spot("Parijs", 2.35, 48.85)])
async def test_spot_outside_is_refused(reports: SignalenReports, spot: Spot | None) -> None:
    with pytest.raises(ZaakRefused):
        await reports.register(report("outside", spot))


async def test_source_that_nobody_made_is_refused(address: str) -> None:
    reports = SignalenReports(f"{address}/signals", "Iemand")
    with pytest.raises(ZaakRefused, match="source"):
        await reports.register(report("source"))
    await reports.close()


async def test_system_that_is_away(address: str) -> None:
    for made in (SignalenReports("http://127.0.0.1:9/signals", "online"),):
        with pytest.raises(BackendUnavailable):
            await made.register(report("away"))
        await made.close()
    away = PdokAddresses("http://127.0.0.1:9")
    with pytest.raises(BackendUnavailable):
        await away.find(Wanted("x", street="Coolsingel"), "Rotterdam")
    await away.close()


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (Wanted("Coolsingel 40", "Coolsingel", number="40"), "Coolsingel 40, 3011AD Rotterdam"),
        (Wanted("3011 AD 40", postcode="3011 AD", number="40"), "Coolsingel 40, 3011AD Rotterdam"),
        (Wanted("lijnbaan", "lijnbaan"), "lijnbaan, Rotterdam"),
        (Wanted("hoek Lijnbaan en Coolsingel", "Lijnbaan"),
         "hoek Lijnbaan en Coolsingel, Rotterdam"),
        (Wanted("Lijnbaan 9000", "Lijnbaan", number="9000"), "Lijnbaan 9000, Rotterdam"),
        (Wanted("hier", lon=4.4768, lat=51.9191), "Lijnbaan 1, 3012EK Rotterdam"),
        (Wanted("hier", lon=4.6, lat=51.9), "51.90000, 4.60000"),
    ],
)  # fmt: skip
async def test_map_finds(places: PdokAddresses, wanted: Wanted, text: str) -> None:
    spot = await places.find(wanted, "Rotterdam")
    assert (spot.text, spot.found) == (text, True)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("Korvelseweg", "Korvelseweg"),
        Wanted("Coolsingeltje 3", "Coolsingeltje", number="3"),
        Wanted("bij de molen"),
    ],
)
async def test_what_is_not_in_this_municipality_is_somewhere(
    places: PdokAddresses, wanted: Wanted
) -> None:
    spot = await places.find(wanted, "Rotterdam")
    assert (spot.text, spot.found, spot.lon) == (wanted.words, False, 4.47917)
