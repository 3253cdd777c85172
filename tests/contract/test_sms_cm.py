"""What only CM.com does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from assistant.domain.conversation import Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.sender import Recipient, SendRefused
from connectors.channels.sms.cm import CmConfig, CmWebhook
from connectors.channels.sms.cm_sender import CmSender
from tests.contract.sms_providers import LINE, RESIDENT, Cm
from tests.contract.test_sms_providers import renderer
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tests.fakes.providers import cm
from tests.fakes.providers.wire import WireRequest

pytestmark = pytest.mark.asyncio


async def posted(
    request: WireRequest,
    inbox: FakeInbox,
    config: CmConfig | None = None,
    headers: dict[str, str] | None = None,
) -> int:
    app = web.Application()
    CmWebhook(config or Cm().config, inbox, FakeClock()).mount(app)
    async with TestServer(app) as server, ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}{request.path}"
        sent = request.headers | (headers or {})
        async with session.post(url, data=request.body, headers=sent) as response:
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
    assert len(inbox.arrivals) == (status == 200)


@pytest.mark.parametrize("secret", ["", "%20", "geheim-adres%00", "geheim-adre", "é"])
async def test_an_empty_or_odd_secret_opens_nothing(secret: str) -> None:
    request = WireRequest(f"/sms/cm/{secret}/messages", b"{}", dict(cm.HEADERS))
    for known in (Cm.secret, ""):
        assert await posted(request, FakeInbox(), CmConfig("token", known)) in (403, 404)


async def test_other_channels_of_cm_are_not_ours() -> None:
    inbox = FakeInbox()
    body = cm.message_body(RESIDENT, LINE, "hallo", "2026-11-23T08:59:00", channel="WhatsApp")
    assert await posted(cm.posted(Cm().path("messages"), body), inbox) == 200
    assert inbox.arrivals == []


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
    inbox = FakeInbox()
    body = cm.message_body(RESIDENT, LINE, "hallo", written)
    assert await posted(cm.posted(Cm().path("messages"), body), inbox) == 200
    assert [found.at for found in inbox.arrivals] == [moment]


async def test_several_reports_in_one_request() -> None:
    inbox = FakeInbox()
    reports = [
        cm.status_body(reference, code)["messages"]["msg"]
        for reference, code in (("a", "2"), ("", "2"), ("b", "3"), ("c", "4"))
    ]
    reports[0]["status"]["code"] = 2
    request = cm.posted(Cm().path("status"), {"messages": {"msg": reports}})
    assert await posted(request, inbox) == 200
    assert inbox.receipts == [("a", True), ("b", False), ("c", True)]


async def test_a_message_that_cm_rejects_though_it_takes_the_request_is_refused() -> None:
    far_end = cm.stand_in()

    async def respond() -> web.Response:
        return cm.answer(304)

    far_end.respond = respond
    said = Message(2, "m:0", Author.ASSISTANT, "Dag.", FakeClock().now(), reply=Reply("Dag."))
    async with TestServer(far_end.app()) as server:
        sender = CmSender(CmConfig("token", "x", f"http://127.0.0.1:{server.port}"), renderer())
        with pytest.raises(SendRefused):
            await sender.send(Recipient(RESIDENT, "3669"), said, "r")
        await sender.close()
    [taken] = far_end.taken
    assert taken.path == "/v1.0/message"
    assert taken.headers["X-CM-PRODUCTTOKEN"] == "token"
    assert b'"from": "3669"' in taken.body
