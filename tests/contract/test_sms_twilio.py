"""What only Twilio does."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from assistant.domain.conversation import Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.arrivals import Keyword
from connectors.channels.sender import Recipient, SendRefused, SendUnavailable
from connectors.channels.sms.twilio import TwilioConfig, TwilioWebhook
from connectors.channels.sms.twilio_sender import TwilioSender
from tests.contract.sms_providers import LINE, PUBLIC, RESIDENT, Twilio
from tests.contract.test_sms_providers import renderer
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tests.fakes.providers import twilio
from tests.fakes.providers.wire import WireRequest

pytestmark = pytest.mark.asyncio

SAID = Message(
    2, "m:0", Author.ASSISTANT, "Dag.", datetime(2026, 11, 23, tzinfo=UTC), reply=Reply("Dag.")
)


async def posted(
    request: WireRequest, inbox: FakeInbox, config: TwilioConfig | None = None
) -> tuple[int, str, str]:
    app = web.Application()
    TwilioWebhook(config or Twilio().config, inbox, FakeClock()).mount(app)
    async with TestServer(app) as server, ClientSession() as session:
        url = URL(f"http://127.0.0.1:{server.port}{request.path}", encoded=True)
        async with session.post(url, data=request.body, headers=request.headers) as response:
            return response.status, response.content_type, await response.text()


async def test_the_answer_is_empty_twiml() -> None:
    status, kind, body = await posted(Twilio().message("hallo"), FakeInbox())
    assert (status, kind) == (200, "text/xml")
    assert body.endswith("<Response/>")


async def test_a_signature_is_good_for_one_address_only() -> None:
    inbox = FakeInbox()
    good = Twilio().report("r-1", "delivered")
    other = WireRequest(good.path.replace("r-1", "r-2"), good.body, good.headers)
    assert (await posted(other, inbox))[0] == 403
    message = Twilio().message("hallo")
    for path in (f"{message.path}?x=1", f"{message.path}?NumMedia=0"):
        assert (await posted(WireRequest(path, message.body, message.headers), inbox))[0] == 403
    assert (inbox.calls, inbox.receipts) == ([], [])


async def test_without_a_token_nobody_is_let_in() -> None:
    fields = twilio.message_fields(RESIDENT, LINE, "hallo", "SM1")
    request = twilio.signed(PUBLIC, "/sms/twilio/messages", "", fields)
    config = TwilioConfig("AC0", "", PUBLIC)
    assert (await posted(request, FakeInbox(), config))[0] == 403


async def test_the_words_that_a_municipality_gave_twilio_count() -> None:
    inbox = FakeInbox()
    fields = twilio.message_fields(RESIDENT, LINE, "doei", "SM1") | {"OptOutType": "STOP"}
    await posted(Twilio().signed("/sms/twilio/messages", fields), inbox)
    assert [found.keyword for found in inbox.arrivals] == [Keyword.STOP]


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        (21610, 400, SendRefused),
        (21211, 400, SendRefused),
        (21614, 400, SendRefused),
        (63038, 429, SendUnavailable),
        (20003, 401, SendUnavailable),
        (20500, 500, SendUnavailable),
    ],
)
async def test_errors_of_twilio(code: int, status: int, error: type[Exception]) -> None:
    far_end = twilio.stand_in()

    async def respond() -> web.Response:
        return twilio.refusal(code, status)

    far_end.respond = respond
    async with TestServer(far_end.app()) as server:
        config = TwilioConfig("AC0", "geheim", PUBLIC, f"http://127.0.0.1:{server.port}")
        sender = TwilioSender(config, renderer())
        with pytest.raises(error):
            await sender.send(Recipient(RESIDENT, LINE), SAID, "r")
        await sender.close()
    [taken] = far_end.taken
    assert taken.path == "/2010-04-01/Accounts/AC0/Messages.json"
    login = base64.b64encode(b"AC0:geheim").decode()
    assert taken.headers["Authorization"] == f"Basic {login}"
