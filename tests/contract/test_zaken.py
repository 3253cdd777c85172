"""What every case system must do, and how the real adapter behaves when one does not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import NewZaak, Zaak
from assistant.errors import BackendUnavailable, ZaakRefused
from assistant.ports.zaken import ZakenPort
from connectors.backends.zgw.adapter import ZgwZaken
from connectors.backends.zgw.client import ZgwClient
from tests.contract.backoffice_process import running_backoffice
from tests.contract.zgw_stand_in import JAN, NOBODY, OTHER_RSIN, RSIN, SANNE, StandIn, zaak_json
from tests.fakes.zaken import FakeZaken
from tests.unit.backoffice.zgw import SECRET
from tools.evaluate.zaken import ZaakRegister

pytestmark = pytest.mark.asyncio

KARIM, WIM = Bsn("999992077"), Bsn("999990421")
Make = Callable[..., Awaitable[str]]


def adapter(url: str, rsin: str = RSIN, secret: str = SECRET, timeout: float = 5) -> ZgwZaken:
    return ZgwZaken(ZgwClient(url, "balie", secret, timeout), rsin, "zaakvertrouwelijk")


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address


@pytest_asyncio.fixture(params=["fake", "backoffice"])
async def system(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[ZakenPort, Make]]:
    """An empty case system, and a way to put a zaak into it."""
    if request.param == "fake":
        fake = FakeZaken()

        async def make(bsn: Bsn, closed: bool = False, **_: Any) -> str:
            number = f"ZAAK-2026-{len(fake.held) + 1:010d}"
            ended = date(2026, 11, 22) if closed else None
            fake.held.append(
                (
                    bsn,
                    Zaak(
                        number, "Verhuizing doorgeven", date(2026, 11, 20),
                        status="Uw verhuizing is verwerkt." if closed else "We controleren uw verhuizing.",
                        next_step="" if closed else "Verwerkt",
                        due=date(2026, 11, 25), ended=ended, result="Verwerkt" if closed else "",
                    ),
                )
            )  # fmt: skip
            return number

        yield fake, make
        return
    with running_backoffice(tmp_path) as address:
        register = ZaakRegister(address, RSIN)

        async def put(bsn: Bsn, **changes: Any) -> str:
            return await register.zaak(bsn.digits, **changes)

        real = adapter(address)
        yield real, put
        await real.close()


async def test_own_zaken_open_ones_first(system: tuple[ZakenPort, Make]) -> None:
    zaken, make = system
    closed = await make(JAN, closed=True)
    first, second = await make(JAN), await make(JAN)
    await make(SANNE)
    found = await zaken.of_person(JAN)
    assert [zaak.number for zaak in found] == [second, first, closed]
    newest, *_, done = found
    assert newest.status == "We controleren uw verhuizing."
    assert newest.next_step == "Verwerkt"
    assert (newest.kind, newest.due) == ("Verhuizing doorgeven", date(2026, 11, 25))
    assert (done.ended, done.result) == (date(2026, 11, 22), "Verwerkt")
    assert done.next_step == ""
    assert await zaken.of_person(NOBODY) == []


async def test_zaak_by_number_only_for_who_it_is_of(system: tuple[ZakenPort, Make]) -> None:
    zaken, make = system
    mine, other = await make(JAN), await make(SANNE)
    found = await zaken.of_person_by_number(JAN, mine)
    assert found is not None
    assert found.number == mine
    assert await zaken.of_person_by_number(JAN, other) is None
    assert await zaken.of_person_by_number(JAN, "ZAAK-2026-0000009999") is None
    assert await zaken.of_person_by_number(JAN, "") is None


def new(key: str = "k1", **changes: Any) -> NewZaak:
    values: dict[str, Any] = {
        "zaaktype": "VERHUIZING", "at": datetime.now(UTC), "summary": "Verhuizing",
        "properties": {"verhuisdatum": "2026-12-01"}, "initiator": NOBODY,
    }  # fmt: skip
    return NewZaak(key, **{**values, **changes})


async def test_handed_in_twice_is_one_zaak(system: tuple[ZakenPort, Make]) -> None:
    zaken, _ = system
    made = await zaken.register(new())
    again, other = await zaken.register(new()), await zaken.register(new("k2"))
    assert made.number == again.number != other.number
    assert made.due is not None
    assert {zaak.number for zaak in await zaken.of_person(NOBODY)} == {made.number, other.number}


async def test_handed_in_at_once_is_one_zaak(system: tuple[ZakenPort, Make]) -> None:
    zaken, _ = system
    made = await asyncio.gather(*(zaken.register(new()) for _ in range(5)))
    assert len({zaak.number for zaak in made}) == 1


async def test_handed_in_for_somebody_else_is_of_that_other(system: tuple[ZakenPort, Make]) -> None:
    zaken, _ = system
    made = await zaken.register(new(initiator=SANNE, on_behalf_of=NOBODY))
    assert [zaak.number for zaak in await zaken.of_person(NOBODY)] == [made.number]
    assert await zaken.of_person(SANNE) == []


# --- the real adapter


@pytest.mark.parametrize(
    "changes", [{"zaaktype": "NIETS"}, {"properties": {"kleur": "rood"}}, {"summary": "x" * 81}]
)
async def test_what_is_never_taken_makes_nothing(backoffice: str, changes: dict[str, Any]) -> None:
    zaken = adapter(backoffice)
    with pytest.raises(ZaakRefused):
        await zaken.register(new("refused", **changes, initiator=KARIM))
    assert await zaken.of_person(KARIM) == []
    await zaken.close()


@pytest.mark.parametrize("stops_at", range(1, 6))
async def test_step_by_step_goes_on_where_it_stopped(backoffice: str, stops_at: int) -> None:
    """A server without `zaak_registreren` that falls away at each step in turn."""
    zaken = adapter(backoffice)
    client = zaken._client
    real, calls = client.create, 0

    async def breaking(path: str, body: Any) -> Any:
        nonlocal calls
        if path.endswith("zaak_registreren"):
            return None
        calls += 1
        made = await real(path, body)
        if calls == stops_at:
            raise BackendUnavailable("the answer was lost")
        return made

    client.create = breaking  # type: ignore[method-assign]
    key = f"step{stops_at}"
    both = {"verhuisdatum": "2026-12-01", "meeverhuizers": "2"}
    wanted = new(key, properties=both, initiator=WIM)
    with pytest.raises(BackendUnavailable):
        await zaken.register(wanted)
    made = await zaken.register(wanted)
    assert made.status == "We hebben uw verhuizing ontvangen."
    mine = [zaak for zaak in await zaken.of_person(WIM) if zaak.number == made.number]
    assert len(mine) == 1
    path = made.url[made.url.index("/zaken/api") :]
    assert {one["naam"] for one in await client.listed(f"{path}/zaakeigenschappen")} == set(both)
    found = await client.get("/zaken/api/v1/zaken", {"kenmerk": f"balie:{key}"})
    assert found["count"] == 1
    await zaken.close()


async def test_zaken_of_another_municipality_are_not_shown(backoffice: str) -> None:
    await ZaakRegister(backoffice, OTHER_RSIN).zaak(SANNE.digits)
    here, there = adapter(backoffice), adapter(backoffice, OTHER_RSIN)
    assert await here.of_person(SANNE) == []
    assert len(await there.of_person(SANNE)) == 1
    await here.close()
    await there.close()


async def test_what_is_too_confidential_is_not_shown(backoffice: str) -> None:
    register, zaken = ZaakRegister(backoffice, RSIN), adapter(backoffice)
    await register.zaak(NOBODY.digits, vertrouwelijkheidaanduiding="geheim")
    assert await zaken.of_person(NOBODY) == []
    await zaken.close()


@pytest.mark.parametrize("secret", ["another-secret-that-is-long-enough-too"])
async def test_wrong_secret_is_a_failure_and_not_nothing(backoffice: str, secret: str) -> None:
    zaken = adapter(backoffice, secret=secret)
    with pytest.raises(BackendUnavailable):
        await zaken.of_person(JAN)
    await zaken.close()


@pytest_asyncio.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    made = StandIn()
    await made.server.start_server()
    yield made
    await made.server.close()


async def test_bsn_is_in_a_body_only(stand_in: StandIn) -> None:
    zaken = adapter(stand_in.origin)
    await zaken.of_person(JAN)
    await zaken.of_person_by_number(JAN, "ZAAK-2026-0000000001")
    assert not any(JAN.digits in path for path, _ in stand_in.asked)
    for _, body in stand_in.asked:
        assert body["rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"] == JAN.digits
        assert body["bronorganisatie"] == RSIN
    await zaken.close()


@pytest.mark.parametrize(
    "role",
    [
        {"betrokkeneIdentificatie": {"inpBsn": SANNE.digits}},
        {"betrokkeneIdentificatie": {"inpBsn": ""}},
        {"betrokkeneIdentificatie": None},
        {"omschrijvingGeneriek": "belanghebbende"},
        {"betrokkeneType": "medewerker"},
        {"indicatieMachtiging": "gemachtigde"},
    ],
)
async def test_server_that_returns_everything_leaks_nothing(
    stand_in: StandIn, role: dict[str, Any]
) -> None:
    other = zaak_json(stand_in.origin)
    other["_expand"]["rollen"][0] |= role
    mine = zaak_json(stand_in.origin, identificatie="ZAAK-2026-0000000002")
    stand_in.results = [other, mine, zaak_json(stand_in.origin, bronorganisatie=OTHER_RSIN)]
    zaken = adapter(stand_in.origin)
    with capture_logs() as logs:
        found = await zaken.of_person(JAN)
    assert [zaak.number for zaak in found] == ["ZAAK-2026-0000000002"]
    assert found[0].status == "Ontvangen"
    assert {"event": "zgw_returned_zaken_of_others", "dropped": 2, "log_level": "error"} in logs
    assert await zaken.of_person_by_number(JAN, "ZAAK-2026-0000000001") is None
    await zaken.close()


async def test_server_that_does_not_expand_is_asked_for_each_part(stand_in: StandIn) -> None:
    whole = zaak_json(stand_in.origin)
    parts = whole.pop("_expand")
    statustype = parts["status"].pop("_expand")["statustype"]
    stand_in.results = [whole]
    stand_in.linked = {
        "/zaken/api/v1/rollen": {"results": parts["rollen"]},
        "/catalogi/api/v1/zaaktypen/1": parts["zaaktype"],
        "/zaken/api/v1/statussen/1": parts["status"],
        "/catalogi/api/v1/statustypen/1": statustype,
    }
    zaken = adapter(stand_in.origin)
    (found,) = await zaken.of_person(JAN)
    assert (found.kind, found.status) == ("Klacht", "Ontvangen")
    await zaken.close()


async def test_zaak_without_a_status_yet(stand_in: StandIn) -> None:
    fresh = zaak_json(stand_in.origin, status=None)
    del fresh["_expand"]["status"]
    stand_in.results = [fresh]
    zaken = adapter(stand_in.origin)
    (found,) = await zaken.of_person(JAN)
    assert (found.status, found.status_at) == ("", None)
    await zaken.close()


async def test_token_goes_to_no_other_server(stand_in: StandIn) -> None:
    elsewhere = zaak_json("http://elders.example")
    del elsewhere["_expand"]["zaaktype"]
    stand_in.results = [elsewhere]
    zaken = adapter(stand_in.origin)
    with pytest.raises(BackendUnavailable):
        await zaken.of_person(JAN)
    await zaken.close()


@pytest.mark.parametrize(
    "answer",
    [
        (500, "<html>", {}), (200, "<html>", {}), (200, [], {}), (200, {"results": None}, {}),
        (200, {"results": ["x"]}, {}), (200, {"results": [{}]}, {}), (200, {}, {}),
        (403, {"code": "permission_denied"}, {}), (302, "", {"Location": "http://elders.example"}),
        (429, {}, {"Retry-After": "60"}),
    ],
)  # fmt: skip
async def test_nonsense_is_a_failure_and_not_nothing(
    stand_in: StandIn, answer: tuple[int, Any, dict[str, str]]
) -> None:
    stand_in.answers = [answer]
    zaken = adapter(stand_in.origin)
    with capture_logs() as logs, pytest.raises(BackendUnavailable):
        await zaken.of_person(JAN)
    assert JAN.digits not in str(logs)
    await zaken.close()


@pytest.mark.parametrize(
    "change", [{"startdatum": "morgen"}, {"startdatum": None}, {"zaaktype": 3}]
)
async def test_zaak_in_another_form_is_a_failure(stand_in: StandIn, change: dict[str, Any]) -> None:
    stand_in.results = [zaak_json(stand_in.origin, **change)]
    zaken = adapter(stand_in.origin)
    with pytest.raises(BackendUnavailable):
        await zaken.of_person(JAN)
    await zaken.close()


async def test_busy_server_is_asked_once_more(stand_in: StandIn) -> None:
    stand_in.answers = [(503, {}, {"Retry-After": "0"})]
    stand_in.results = [zaak_json(stand_in.origin)]
    zaken = adapter(stand_in.origin)
    assert len(await zaken.of_person(JAN)) == 1
    await zaken.close()


async def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    zaken = adapter(url)
    with pytest.raises(BackendUnavailable):
        await zaken.of_person(JAN)
    await zaken.close()


@pytest.mark.parametrize("digits", ["", " ", "123456789", "99999365", "999993653 ", "99999365३"])
async def test_what_is_no_bsn_is_never_asked_for(digits: str) -> None:
    with pytest.raises(ValueError, match="not a BSN") as refused:
        Bsn(digits)
    assert digits.strip() == "" or digits not in str(refused.value)
    assert JAN.digits not in repr(JAN) + str(JAN)


async def test_clocks_are_compared(backoffice: str) -> None:
    client = ZgwClient(backoffice, "balie", SECRET)
    assert abs(await client.clock_ahead()) < 60
    await client.close()
    nobody = ZgwClient("http://127.0.0.1:1", "balie", SECRET)
    with pytest.raises(BackendUnavailable):
        await nobody.clock_ahead()
    await nobody.close()
