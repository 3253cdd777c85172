"""Payments over HTTP: our client for Mollie, at the real back office, and its checkout."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.payments import NewPayment, PaymentStatus
from assistant.errors import BackendUnavailable
from connectors.backends.payments.mollie import MolliePayments
from tests.contract.backoffice_process import TOKEN, running_backoffice

pytestmark = pytest.mark.asyncio


def new(key: str, **changes: Any) -> NewPayment:
    values = {
        "key": key, "cents": 1705, "description": "Uittreksel", "webhook_url": "http://127.0.0.1:9/",
        "return_url": "http://127.0.0.1:9/terug",
    }  # fmt: skip
    return NewPayment(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("payments")
    with running_backoffice(folder) as url:
        yield url


@pytest_asyncio.fixture
async def payments(address: str) -> AsyncIterator[MolliePayments]:
    made = MolliePayments(f"{address}/mollie/v2", TOKEN)
    yield made
    await made.close()


async def end(checkout: str, how: str) -> int:
    origin = "/".join(checkout.split("/")[:3])
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            checkout, data={"eind": how}, headers={"Origin": origin}, allow_redirects=False
        ) as response,
    ):
        return response.status


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("paid", PaymentStatus.PAID),
        ("failed", PaymentStatus.STOPPED),
        ("canceled", PaymentStatus.STOPPED),
        ("expired", PaymentStatus.STOPPED),
    ],
)
async def test_how_it_ends(payments: MolliePayments, how: str, status: PaymentStatus) -> None:
    made = await payments.begin(new(how))
    assert (made.status, bool(made.checkout)) == (PaymentStatus.OPEN, True)
    async with aiohttp.ClientSession() as session, session.get(made.checkout) as page:
        assert "€ 17,05" in await page.text()
    assert await end(made.checkout, how) == 303
    ended = await payments.get(made.id)
    assert (ended.status, ended.checkout) == (status, "")
    # It is decided.
    await end(made.checkout, "paid" if how != "paid" else "failed")
    assert (await payments.get(made.id)).status is status


async def test_same_key_is_the_same_payment(payments: MolliePayments) -> None:
    first, second = await payments.begin(new("twice")), await payments.begin(new("twice"))
    assert first == second
    assert (await payments.begin(new("another"))).id != first.id


async def test_who_asked_is_told(payments: MolliePayments) -> None:
    told: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        told.append(str((await request.post())["id"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as server:
        made = await payments.begin(new("told", webhook_url=str(server.make_url("/hook"))))
        await end(made.checkout, "paid")
    assert told == [made.id]


async def test_what_the_provider_refuses(address: str, payments: MolliePayments) -> None:
    for identifier in ("tr_unknown", "../admin", ""):
        with pytest.raises(BackendUnavailable):
            await payments.get(identifier)
    stranger = MolliePayments(f"{address}/mollie/v2", "another")
    away = MolliePayments("http://127.0.0.1:9/v2", TOKEN)
    for one in (stranger, away):
        with pytest.raises(BackendUnavailable):
            await one.begin(new("refused"))
        await one.close()
