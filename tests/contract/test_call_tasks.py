"""A promise to call in the contact register: the fake, and our client at the real back office,
whatever fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from assistant.domain.callbacks import Callback
from assistant.domain.handover import Packet
from assistant.errors import BackendUnavailable
from assistant.ports.call_tasks import CallTasksPort
from connectors.backends.klantinteracties.call_tasks import KlantinteractiesCallTasks
from connectors.backends.klantinteracties.client import KlantinteractiesClient
from tests.contract.backoffice_process import TOKEN, running_backoffice
from tests.fakes.call_tasks import FakeCallTasks

pytestmark = pytest.mark.asyncio
API = "/klantinteracties/api/v1"
_numbers = count()


def promise(**changes: Any) -> Callback:
    number = next(_numbers)
    at = datetime(2026, 11, 23, 9, 0, number % 60, tzinfo=UTC)
    due = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    packet = Packet(article="paspoort", questions=("wat kost dat",))
    made = Callback(
        f"b{number}", f"c{number}", "rotterdam", "webchat", "", at, due, "+31612345678", packet
    )
    return replace(made, **changes)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("tasks")
    with running_backoffice(folder) as url:
        yield url + API


class Failing(KlantinteractiesClient):
    """Fails at one call, before or after the register did it."""

    def __init__(self, url: str, at: int, after: bool) -> None:
        super().__init__(url, TOKEN)
        self._left = at
        self._after = after
        self.calls = 0

    async def _call(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.calls += 1
        fails = self.calls == self._left
        if fails and not self._after:
            raise BackendUnavailable("before")
        answer = await super()._call(*args, **kwargs)
        if fails:
            raise BackendUnavailable("after")
        return answer


@pytest_asyncio.fixture
async def client(address: str) -> AsyncIterator[KlantinteractiesClient]:
    made = KlantinteractiesClient(address, TOKEN)
    yield made
    await made.close()


async def tasks_of(client: KlantinteractiesClient, callback: Callback) -> list[dict[str, Any]]:
    every = (await client.get("/internetaken", {}))["results"]
    found = []
    for one in every:
        contact = one["aanleidinggevendKlantcontact"]["uuid"]
        detail = await client.get(f"/klantcontacten/{contact}", {})
        if detail["metadata"]["referentie"].startswith(f"{callback.conversation_id}:"):
            found.append({"taak": one, "klantcontact": detail})
    return found


async def test_all_of_it_is_there_once(client: KlantinteractiesClient) -> None:
    tasks, callback = KlantinteractiesCallTasks(client, "Klantcontactcentrum"), promise()
    for _ in range(2):
        await tasks.register(callback)
    ((found),) = await tasks_of(client, callback)
    task, contact = found["taak"], found["klantcontact"]
    assert (task["status"], task["toelichting"]) == (
        "te_verwerken", "Bel niet later dan 24-11-2026 17:00.",
    )  # fmt: skip
    assert (contact["onderwerp"], contact["inhoud"]) == (
        "Terugbelverzoek: paspoort", "wat kost dat",
    )  # fmt: skip
    (person,) = contact["hadBetrokkenen"]
    betrokkene = await client.get(f"/betrokkenen/{person['uuid']}", {})
    (where,) = betrokkene["digitaleAdressen"]
    number = await client.get(f"/digitaleadressen/{where['uuid']}", {})
    assert (number["adres"], number["soortDigitaalAdres"]) == ("+31612345678", "telefoonnummer")
    actors = (await client.get("/actoren", {"naam": "Klantcontactcentrum"}))["results"]
    assert [one["uuid"] for one in actors] == [task["toegewezenAanActoren"][0]["uuid"]]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 10))
async def test_whatever_call_fails_there_is_one_in_the_end(
    address: str, client: KlantinteractiesClient, at: int, after: bool
) -> None:
    callback, failing = promise(), Failing(address, at, after)
    try:
        await KlantinteractiesCallTasks(failing, "Klantcontactcentrum").register(callback)
        assert failing.calls < at  # it needs no more calls than that
    except BackendUnavailable:
        pass
    await failing.close()
    await KlantinteractiesCallTasks(client, "Klantcontactcentrum").register(callback)
    assert len(await tasks_of(client, callback)) == 1


Staff = Callable[[Callback], Awaitable[None]]


@pytest_asyncio.fixture(params=["fake", "backoffice"])
async def register(
    request: pytest.FixtureRequest, client: KlantinteractiesClient
) -> tuple[CallTasksPort, Staff]:
    """A register, and staff who close a task in it as their own application does."""
    if request.param == "fake":
        fake = FakeCallTasks()

        async def close(callback: Callback) -> None:
            fake.closed.add(callback.id)

        return fake, close

    async def close_there(callback: Callback) -> None:
        (found,) = await tasks_of(client, callback)
        await client.patch(f"/internetaken/{found['taak']['uuid']}", {"status": "verwerkt"})

    return KlantinteractiesCallTasks(client, "Klantcontactcentrum"), close_there


async def test_handled_is_what_staff_closed_there(register: tuple[CallTasksPort, Staff]) -> None:
    tasks, staff_close = register
    callback, another = promise(), promise()
    assert not await tasks.handled(callback)  # nobody registered it
    await tasks.register(callback)
    await tasks.register(another)
    assert not await tasks.handled(callback)
    await staff_close(callback)
    assert await tasks.handled(callback)
    assert not await tasks.handled(another)
    await tasks.register(callback)  # an answer that came late brings no second task
    await tasks.close(callback)  # nor does closing it here as well
    assert await tasks.handled(callback)


async def test_closed_here_is_handled_there(register: tuple[CallTasksPort, Staff]) -> None:
    tasks, _ = register
    callback = promise()
    await tasks.close(callback)  # nobody registered it
    assert not await tasks.handled(callback)
    await tasks.register(callback)
    for _ in range(2):
        await tasks.close(replace(callback, phone=""))
    assert await tasks.handled(replace(callback, phone=""))


async def test_done_is_done_there_too(client: KlantinteractiesClient) -> None:
    tasks, callback = KlantinteractiesCallTasks(client, "Klantcontactcentrum"), promise()
    await tasks.close(callback)  # nobody registered it
    await tasks.register(callback)
    for _ in range(2):
        await tasks.close(replace(callback, phone=""))
    (found,) = await tasks_of(client, callback)
    assert found["taak"]["status"] == "verwerkt"


async def test_wrong_token_is_an_error_and_not_a_task(address: str) -> None:
    stranger = KlantinteractiesClient(address, "another")
    with pytest.raises(BackendUnavailable):
        await KlantinteractiesCallTasks(stranger, "Klantcontactcentrum").register(promise())
    with pytest.raises(BackendUnavailable):
        await KlantinteractiesCallTasks(stranger, "Klantcontactcentrum").handled(promise())
    await stranger.close()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("digitaleadressen", {"adres": "bel me", "soortDigitaalAdres": "telefoonnummer"}),
        ("betrokkenen", {"hadKlantcontact": {"uuid": "x"}, "rol": "klant", "initiator": True}),
        ("internetaken", {"gevraagdeHandeling": ""}),
        ("actoren", {"naam": "x", "soortActor": "mens"}),
    ],
)
async def test_register_refuses_what_open_klant_refuses(
    address: str, kind: str, body: dict[str, Any]
) -> None:
    headers = {"Authorization": f"Token {TOKEN}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{address}/{kind}", json=body) as answer,
    ):
        assert answer.status == 400
        assert (await answer.json())["invalidParams"]
