"""The case system falls away at each call of each eDienst, before or after it did what was asked.

The resident is told, can go on later, and exactly one zaak exists in the end.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.identity import Level
from assistant.ports.intake import IntakePort
from connectors.backends.reports.signalen import SignalenReports
from connectors.backends.zgw.adapter import ZgwZaken
from connectors.backends.zgw.client import ZgwClient
from tests.contract.backoffice_process import running_backoffice
from tests.contract.zgw_stand_in import RSIN
from tests.unit.backoffice.zgw import SECRET
from tests.unit.ediensten.room import LIBRARY, Room

pytestmark = pytest.mark.asyncio

ANSWERS = {
    "verhuizing": ("nederland", "1 december", "3011 AD 40", "2", "Els Visser en Bram", "ja", "ja"),
    "parkeervergunning": ("ab-123-c", "3011 AD 40", "morgen"),
    "klacht": ("het loket ging te vroeg dicht", "gisteren", "nee"),
    "compliment": ("de balie hielp mij goed",),
    "geboorte": (
        "ja",
        "moeder",
        "ja",
        "gisteren",
        "14:35",
        "Zoë",
        "Visser",
        "meisje",
        "Bram Visser",
    ),
    "uittreksel": ("gewoon", "hypotheek", "1"),
    "afschrift": ("ja", "geboorteakte", "van mijzelf", "12 mei 1984", "nee", "2"),
    "huisvestingsvergunning": (
        "huren van een ander",
        "1 december",
        "Coolsingel 40",
        "850",
        "2",
        "32000",
        "nee",
    ),
    "melding": ("overal glas op straat", "Coolsingel 40", "geen foto"),
}
REPORTS = {"melding"}
SENDS = {"geboorte": b"%PDF-1.7 a statement of birth"}
"""What is sent by the link, where the last question asks for it."""
MOST_CALLS = 40
_CONVERSATIONS = count()


class Flaky:
    """Stands before the back office. From call `down_from` on it lets nothing through; with `after`
    that call itself is carried out, and only its answer is lost. 0: all is well."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.calls = 0
        self.down_from = 0
        self.after = False
        self.server = TestServer(web.Application())
        self.server.app.router.add_route("*", "/{path:.*}", self._pass)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        breaks = 0 < self.down_from <= self.calls
        body = await request.read()
        if not breaks or (self.after and self.calls == self.down_from):
            headers = {k: v for k, v in request.headers.items() if k.lower() != "content-length"}
            async with (
                aiohttp.ClientSession() as session,
                session.request(
                    request.method, f"{self._address}{request.path_qs}", data=body, headers=headers
                ) as answer,
            ):
                content, status = await answer.read(), answer.status
        if breaks:
            assert request.transport is not None
            request.transport.abort()
            raise web.HTTPServiceUnavailable
        return web.Response(body=content, status=status, content_type="application/json")


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address


@pytest_asyncio.fixture
async def flaky(backoffice: str) -> AsyncIterator[Flaky]:
    made = Flaky(backoffice)
    await made.server.start_server()
    yield made
    await made.server.close()


async def at_the_yes(key: str, system: IntakePort) -> Room:
    """Everything is told, and who it is; only the yes is left."""
    room = Room()
    room.conversation = f"gesprek{next(_CONVERSATIONS)}"
    room.service._system_of = lambda _place, _system: system
    edienst = LIBRARY.ediensten("rotterdam").get(key)
    assert edienst is not None
    await room.begin(edienst.title)
    await room.say(*ANSWERS[key])
    if key in SENDS:
        await room.send(SENDS[key])
    assert "Klopt dit?" in room.text
    return room


async def confirm(room: Room) -> None:
    await room.say("ja")
    if room.step.reply is not None and room.step.reply.links:
        await room.log_in(level=Level.SUBSTANTIEEL)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("key", sorted(ANSWERS.keys() - REPORTS))
async def test_one_zaak_wherever_it_breaks(
    flaky: Flaky, backoffice: str, key: str, after: bool
) -> None:
    broken = 0
    for breaks_at in range(1, MOST_CALLS):
        flaky.calls, flaky.down_from, flaky.after = 0, breaks_at, after
        zaken = ZgwZaken(ZgwClient(flaky.url, "balie", SECRET), RSIN, "zaakvertrouwelijk")
        room = await at_the_yes(key, zaken)
        form = room.form
        assert form is not None
        kenmerk = f"balie:{form.zaak_key(room.conversation)}"
        await confirm(room)
        reached = flaky.calls >= breaks_at
        if "Het is ingediend" not in room.text:
            assert "doet het nu niet" in room.text
            assert room.form is not None
            broken += 1
            flaky.down_from = 0
            await room.press("Opnieuw proberen")
        assert "Het is ingediend" in room.text, (breaks_at, room.text)
        flaky.down_from = 0
        found = await zaken._client.get("/zaken/api/v1/zaken", {"kenmerk": kenmerk})
        assert found["count"] == 1, breaks_at
        url = found["results"][0]["url"]
        documents = await zaken._client.listed(f"/zaken/api/v1/zaakinformatieobjecten?zaak={url}")
        assert len(documents) == (key in SENDS), breaks_at
        await zaken.close()
        if not reached:
            break
    # Two catalogue reads, the kenmerk, three more, the zaak itself, and a property at least.
    assert broken >= 8


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_one_report_wherever_it_breaks(flaky: Flaky, backoffice: str, after: bool) -> None:
    broken = 0
    for breaks_at in range(1, MOST_CALLS):
        flaky.calls, flaky.down_from, flaky.after = 0, breaks_at, after
        reports = SignalenReports(f"{flaky.url}/signals", "Virtuele assistent")
        room = await at_the_yes("melding", reports)
        before = await reports_at(backoffice)
        await confirm(room)
        reached = flaky.calls >= breaks_at
        flaky.down_from = 0
        if "Het is" not in room.text:
            assert "doet het nu niet" in room.text
            broken += 1
            await room.press("Opnieuw proberen")
        assert "Het is" in room.text, (breaks_at, room.text)
        assert await reports_at(backoffice) == before + 1, breaks_at
        await reports.close()
        if not reached:
            break
    # Whether it is there, the categories, and the report.
    assert broken == 3


async def reports_at(address: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/meldingen") as page:
        found = re.search(r"(\d+) melding|geen meldingen", await page.text())
    assert found is not None
    return int(found[1] or 0)


async def test_every_edienst_is_tried() -> None:
    assert {one.key for one in LIBRARY.ediensten("rotterdam").every} == set(ANSWERS)
