"""What every contact register must do, and how the real adapter behaves when one does not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from assistant.domain.klantcontact import Klantcontact
from assistant.errors import BackendUnavailable
from assistant.ports.klantcontacten import KlantcontactenPort
from connectors.backends.klantinteracties.adapter import KlantinteractiesKlantcontacten
from connectors.backends.klantinteracties.client import KlantinteractiesClient
from connectors.backends.klantinteracties.shapes import klantcontact_to_json
from tests.contract.backoffice_process import TOKEN, running_backoffice
from tests.fakes.klantcontacten import FakeKlantcontacten

pytestmark = pytest.mark.asyncio

API = "/klantinteracties/api/v1"
Registered = Callable[[str], Awaitable[list[str]]]
_numbers = count()


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address + API


def entry(**changes: Any) -> Klantcontact:
    values: dict[str, Any] = {
        "reference": f"c1:m{next(_numbers)}",
        "kanaal": "webchat",
        "onderwerp": "Vraag niet beantwoord door Balie",
        "inhoud": "mag een <kameel> in de tuin? 🐪",
        "plaatsgevonden_op": datetime(2026, 11, 23, 1, 10, 5, 123456, tzinfo=UTC),
        "indicatie_contact_gelukt": False,
        "metadata": {"gemeente": "utrecht", "reden": "niet_begrepen"},
    }
    return Klantcontact(**{**values, **changes})


def adapter(url: str, token: str = TOKEN, timeout: float = 5) -> KlantinteractiesKlantcontacten:
    return KlantinteractiesKlantcontacten(KlantinteractiesClient(url, token, timeout))


async def entries(url: str, token: str = TOKEN) -> list[dict[str, Any]]:
    """Everything in the register, as any other system reads it."""
    headers = {"Authorization": f"Token {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{url}/klantcontacten", params={"pageSize": "500"}) as response,
    ):
        results: list[dict[str, Any]] = (await response.json())["results"]
        return results


@pytest_asyncio.fixture(params=["fake", "backoffice"])
async def register(
    request: pytest.FixtureRequest,
) -> AsyncIterator[tuple[KlantcontactenPort, Registered]]:
    """A register, and a way to see the references in it."""
    if request.param == "fake":
        fake = FakeKlantcontacten()

        async def in_fake(reference: str) -> list[str]:
            return [key for key in fake.entries if key == reference]

        yield fake, in_fake
        return
    url = request.getfixturevalue("backoffice")
    real = adapter(url)

    async def in_register(reference: str) -> list[str]:
        found = [item["metadata"]["referentie"] for item in await entries(url)]
        return [key for key in found if key == reference]

    yield real, in_register
    await real.close()


class TestContract:
    async def test_register_enters_a_klantcontact(
        self, register: tuple[KlantcontactenPort, Registered]
    ) -> None:
        port, registered = register
        one = entry()
        await port.register(one)
        assert await registered(one.reference) == [one.reference]

    async def test_register_enters_the_same_klantcontact_once(
        self, register: tuple[KlantcontactenPort, Registered]
    ) -> None:
        port, registered = register
        one = entry()
        for _ in range(3):
            await port.register(one)
        assert await registered(one.reference) == [one.reference]

    async def test_register_tells_equal_questions_of_two_residents_apart(
        self, register: tuple[KlantcontactenPort, Registered]
    ) -> None:
        port, registered = register
        one, other = entry(), entry()
        await port.register(one)
        await port.register(other)
        assert await registered(one.reference) == [one.reference]
        assert await registered(other.reference) == [other.reference]

    async def test_check_passes_when_the_register_answers(
        self, register: tuple[KlantcontactenPort, Registered]
    ) -> None:
        port, _ = register
        await port.check()


async def test_register_sends_every_field_under_its_name_in_the_standard(backoffice: str) -> None:
    port = adapter(backoffice)
    one = entry(kanaal="k" * 60, onderwerp="o" * 300, inhoud="i" * 2000, vertrouwelijk=True)
    await port.register(one)
    await port.close()
    (item,) = [i for i in await entries(backoffice) if i["metadata"]["referentie"] == one.reference]
    assert item["kanaal"] == "k" * 49 + "…"
    assert (len(item["onderwerp"]), len(item["inhoud"])) == (200, 1000)
    assert item["plaatsgevondenOp"] == "2026-11-23T01:10:05Z"
    assert (item["taal"], item["vertrouwelijk"]) == ("nld", True)
    assert item["indicatieContactGelukt"] is False
    assert item["metadata"]["gemeente"] == "utrecht"


async def test_register_finds_its_entry_among_more_than_a_page_of_the_same_second(
    backoffice: str,
) -> None:
    port = adapter(backoffice)
    crowd = [entry(plaatsgevonden_op=datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(103)]
    for one in crowd:
        await port._client.post("/klantcontacten", klantcontact_to_json(one))
    await port.register(crowd[0])
    await port.close()
    found = [i["metadata"]["referentie"] for i in await entries(backoffice)]
    assert found.count(crowd[0].reference) == 1


async def test_a_wrong_token_is_backend_unavailable_and_named(backoffice: str) -> None:
    port = adapter(backoffice, token="wrong")
    with pytest.raises(BackendUnavailable, match="401 authentication_failed"):
        await port.check()
    with pytest.raises(BackendUnavailable, match="401 authentication_failed"):
        await port.register(entry())
    await port.close()


async def test_a_refused_field_is_named_without_its_content(backoffice: str) -> None:
    port = adapter(backoffice)
    with capture_logs() as logs, pytest.raises(BackendUnavailable) as raised:
        await port.register(entry(taal="kamelentaal"))
    await port.close()
    assert "400 invalid taal.max_length" in str(raised.value)
    assert [line["event"] for line in logs] == ["backend_call_failed"]
    assert "kamel" not in f"{logs} {raised.value}"


async def test_a_register_that_is_not_there_is_backend_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = adapter(f"http://127.0.0.1:{free.getsockname()[1]}{API}")
        with pytest.raises(BackendUnavailable, match="Connect"):
            await port.register(entry())
        await port.close()


async def _slow(request: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.json_response({"results": []})


ANSWERS: dict[str, Callable[[], web.Response]] = {
    "500 with a page": lambda: web.Response(status=500, text="<h1>Server Error</h1>"),
    "500 with an error body": lambda: web.json_response({"code": "error"}, status=500),
    "502 of a proxy": lambda: web.Response(status=502, text=""),
    "broken JSON": lambda: web.Response(text='{"results": [', content_type="application/json"),
    "JSON of another kind": lambda: web.json_response([1, 2]),
    "a list without results": lambda: web.json_response({"count": 3}),
    "deep JSON": lambda: web.Response(text="[" * 200_000, content_type="application/json"),
    "not text": lambda: web.Response(body=b"\xff\xfe\x00\x01"),
    "a redirect": lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
}


@pytest.mark.parametrize("name", [*ANSWERS, "no answer in time"])
async def test_every_other_failure_is_backend_unavailable(name: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return ANSWERS[name]()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer if name in ANSWERS else _slow)
    async with TestServer(app) as server:
        port = adapter(str(server.make_url(API)), timeout=0.3)
        with pytest.raises(BackendUnavailable):
            await port.register(entry())
        with pytest.raises(BackendUnavailable):
            await port.check()
        await port.close()


async def test_a_lost_answer_does_not_become_a_second_entry(backoffice: str) -> None:
    """The register has it, but we never heard so: exactly what the next attempt must survive."""
    one = entry()
    posted = adapter(backoffice)
    await posted._client.post("/klantcontacten", klantcontact_to_json(one))
    await posted.register(one)
    await posted.close()
    found = [i["metadata"]["referentie"] for i in await entries(backoffice)]
    assert found.count(one.reference) == 1
