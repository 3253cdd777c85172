"""What only Twilio does."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from assistant.domain.conversation import Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.arrivals import Keyword
from connectors.channels.sender import Recipient, SendRefused, SendUnavailable
from connectors.channels.sms.twilio import MESSAGES, TwilioConfig, TwilioWebhook
from tests.contract.sms_providers import PUBLIC, Twilio
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tools.simulate.provider import answer
from tools.simulate.sms import LINE, RESIDENT, CallTo
from tools.simulate.sms_twilio import refusal

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 11, 23, tzinfo=UTC)
SAID = Message(2, "m:0", Author.ASSISTANT, "Dag.", AT, reply=Reply("Dag."))


async def posted(
    call: CallTo, inbox: FakeInbox, config: TwilioConfig | None = None
) -> tuple[int, str, str]:
    app = web.Application()
    TwilioWebhook(config or Twilio().config, inbox, FakeClock()).mount(app)
    async with TestServer(app) as server, ClientSession() as session:
        url = URL(f"http://127.0.0.1:{server.port}{call.path}", encoded=True)
        async with session.post(url, data=call.body, headers=call.headers) as response:
            return response.status, response.content_type, await response.text()


async def test_the_answer_is_empty_twiml() -> None:
    status, kind, body = await posted(Twilio().message("hallo"), FakeInbox())
    assert (status, kind) == (200, "text/xml")
    assert body.endswith("<Response/>")


async def test_a_signature_is_good_for_one_address_only() -> None:
    inbox = FakeInbox()
    good = Twilio().report("17", "delivered")
    assert (await posted(replace(good, path=good.path.replace("17", "18")), inbox))[0] == 403
    message = Twilio().message("hallo")
    assert (await posted(replace(message, path=f"{message.path}?NumMedia=0"), inbox))[0] == 403
    assert (inbox.kept, inbox.receipts) == ({}, [])


@pytest.mark.parametrize(("token", "url"), [("", PUBLIC), ("geheim", "")])
async def test_without_a_token_there_is_no_door(token: str, url: str) -> None:
    with pytest.raises(ValueError, match="twilio"):
        TwilioConfig("AC0", token, url)
    assert "geheim" not in repr(Twilio().config)


async def test_the_words_that_a_municipality_gave_twilio_count() -> None:
    inbox, far_end = FakeInbox(), Twilio().far_end
    fields = far_end.fields("doei", "SM1") | {"OptOutType": "STOP"}
    await posted(far_end.signed(MESSAGES, fields), inbox)
    assert [found.keyword for found in inbox.kept.values()] == [Keyword.STOP]


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
    provider = Twilio()
    sender = provider.sender(await provider.far_end.start(), timeout=5)
    provider.far_end.answers.append(answer(*refusal(code, status)))
    with pytest.raises(error):
        await sender.send(Recipient(RESIDENT, LINE), SAID, "17")
    await sender.close()
    await provider.far_end.stop()
    [taken] = provider.far_end.taken
    assert taken.path == "/2010-04-01/Accounts/AC0/Messages.json"
    login = base64.b64encode(b"AC0:geheim").decode()
    assert taken.headers["Authorization"] == f"Basic {login}"
