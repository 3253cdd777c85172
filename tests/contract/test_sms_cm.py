"""What only CM.com does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from assistant.domain.conversation import Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.sender import Recipient, SendRefused
from connectors.channels.sms.cm import MESSAGES, CmConfig, CmWebhook
from tests.contract.sms_providers import SECRET, Cm
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tools.simulate.provider import answer
from tools.simulate.sms import RESIDENT, CallTo
from tools.simulate.sms_cm import outcome

pytestmark = pytest.mark.asyncio


async def posted(
    call: CallTo,
    inbox: FakeInbox,
    config: CmConfig | None = None,
    headers: dict[str, str] | None = None,
) -> int:
    app = web.Application()
    CmWebhook(config or Cm().config, inbox, FakeClock()).mount(app)
    async with TestServer(app) as server, ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}{call.path}"
        sent = call.headers | (headers or {})
        async with session.post(url, data=call.body, headers=sent) as response:
            return response.status


@pytest.mark.parametrize(
    ("settings", "forwarded", "status"),
    [
        ({}, "", 200),
        ({"allowed": ("127.0.0.0/8",)}, "", 200),
        ({"allowed": ("192.0.2.0/24",)}, "", 403),
        ({"allowed": ("192.0.2.0/24",)}, "192.0.2.7", 403),
        ({"allowed": ("192.0.2.0/24",), "proxies": 1}, "192.0.2.7", 200),
        ({"allowed": ("192.0.2.0/24",), "proxies": 1}, "192.0.2.7, 198.51.100.1", 403),
        ({"allowed": ("192.0.2.0/24",), "proxies": 2}, "192.0.2.7, 10.0.0.1", 200),
        ({"allowed": ("192.0.2.0/24",), "proxies": 2}, "192.0.2.7", 403),
        ({"allowed": ("192.0.2.0/24",), "proxies": 1}, "", 403),
        ({"allowed": ("2001:db8::/32",), "proxies": 1}, "2001:db8::1", 200),
    ],
)
async def test_only_who_is_allowed_may_post(
    settings: dict[str, Any], forwarded: str, status: int
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    inbox = FakeInbox()
    assert await posted(Cm().message("hallo"), inbox, Cm(**settings).config, headers) == status
    assert len(inbox.kept) == (status == 200)


@pytest.mark.parametrize("secret", ["", "%20", f"{SECRET}%00", SECRET[:-1], "é"])
async def test_an_empty_or_odd_secret_opens_nothing(secret: str) -> None:
    call = replace(Cm().message("hallo"), path=f"/sms/cm/{secret}/messages")
    inbox = FakeInbox()
    assert await posted(call, inbox) in (403, 404)
    assert inbox.kept == {}


@pytest.mark.parametrize("settings", [{"secret": ""}, {"secret": "kort"}, {"allowed": ("overal",)}])
async def test_a_door_that_anybody_opens_is_not_made(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"secret|overal"):
        CmConfig(**({"product_token": "token", "secret": SECRET} | settings))
    assert SECRET not in repr(Cm().config)


async def test_other_channels_of_cm_are_not_ours() -> None:
    inbox, far_end = FakeInbox(), Cm().far_end
    body = far_end.fields("hallo", "2026-11-23T08:59:00", channel="WhatsApp")
    assert await posted(far_end.posted(MESSAGES, body), inbox) == 200
    assert inbox.kept == {}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-23T08:59:00", datetime(2026, 11, 23, 8, 59, tzinfo=UTC)),
        ("2026-11-23T08:59:00.123Z", datetime(2026, 11, 23, 8, 59, 0, 123000, UTC)),
        ("2026-11-23T09:59:00+01:00", datetime(2026, 11, 23, 8, 59, tzinfo=UTC)),
        # A message without a time is a message all the same.
        ("gisteren", FakeClock().now()),
        ("", FakeClock().now()),
    ],
)
async def test_a_time_is_utc(written: str, moment: datetime) -> None:
    inbox, far_end = FakeInbox(), Cm().far_end
    call = far_end.posted(MESSAGES, far_end.fields("hallo", written))
    assert await posted(call, inbox) == 200
    assert [found.at for found in inbox.kept.values()] == [moment]


async def test_several_reports_in_one_request() -> None:
    inbox, far_end = FakeInbox(), Cm().far_end
    codes: list[tuple[str, str | int]] = [("1", 2), ("", "2"), ("2", "3"), ("3", "4"), ("4", "?")]
    call = far_end.status([far_end.report(*one) for one in codes])
    assert await posted(call, inbox) == 200
    assert inbox.receipts == [("1", True), ("2", False), ("3", True)]


async def test_a_message_that_cm_rejects_though_it_takes_the_request_is_refused() -> None:
    provider = Cm()
    sender = provider.sender(await provider.far_end.start(), timeout=5)
    provider.far_end.answers.append(answer(200, outcome(304)))
    said = Message(2, "m:0", Author.ASSISTANT, "Dag.", FakeClock().now(), reply=Reply("Dag."))
    with pytest.raises(SendRefused):
        await sender.send(Recipient(RESIDENT, "3669"), said, "17")
    await sender.close()
    await provider.far_end.stop()
    [taken] = provider.far_end.taken
    assert taken.path == "/v1.0/message"
    assert taken.headers["X-CM-PRODUCTTOKEN"] == "token"
    assert b'"from": "3669"' in taken.body
