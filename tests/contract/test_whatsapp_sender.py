"""Sending to WhatsApp, over HTTP, to a stand-in that refuses and stalls as Meta does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from structlog.testing import capture_logs

from assistant.domain.conversation import Choice, Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.sender import Recipient, SendRefused, SendUnavailable
from connectors.channels.whatsapp.sender import WhatsAppSender
from connectors.channels.whatsapp.settings import Template, WhatsAppSettings
from tests.fakes.texts import FakeTexts
from tools.simulate.provider import answer, stall
from tools.simulate.whatsapp import LINE, RESIDENT, WhatsAppProvider

pytestmark = pytest.mark.asyncio

TO = Recipient(RESIDENT, LINE)
REPLY = Reply("Bedoelt u een **paspoort**?", choices=(Choice("Ja", "/affirm"),))
MESSAGE = Message(
    3, "m:0", Author.ASSISTANT, REPLY.text, datetime(2026, 11, 23, tzinfo=UTC), reply=REPLY
)
DAY = 24 * 60 * 60


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    meta: WhatsAppProvider
    url: str
    time: Time
    sender: WhatsAppSender

    def refuse(self, status: int, code: int | None) -> None:
        """The next request gets this error, as Meta writes it."""
        self.meta.answers.append(
            answer(status, {"error": {"message": "no", "type": "OAuthException", "code": code}})
        )


def sender(url: str, template: Template | None, time: Time, timeout: float = 5) -> WhatsAppSender:
    settings = WhatsAppSettings(
        "token", "s", "v", {LINE: "rotterdam"}, url + "/", "v25.0", template, timeout
    )
    return WhatsAppSender(settings, FakeTexts(), time)


@pytest_asyncio.fixture(params=[None, Template("verder_praten", "nl")], ids=["bare", "template"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    meta, time = WhatsAppProvider("s"), Time()
    url = await meta.start()
    one = sender(url, request.param, time)
    yield Site(meta, url, time, one)
    await one.close()
    await meta.stop()


async def test_a_message_is_one_request_with_our_reference(site: Site) -> None:
    await site.sender.send(TO, MESSAGE, "c1:m:0")
    assert site.meta.paths == [f"/v25.0/{LINE}/messages"]
    assert site.meta.authorizations == ["Bearer token"]
    assert site.meta.sent == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": RESIDENT,
            "biz_opaque_callback_data": "c1:m:0",
            "type": "interactive",
            "interactive": {
                "type": "button",
                "body": {"text": "Bedoelt u een *paspoort*?"},
                "action": {"buttons": [{"type": "reply", "reply": {"id": "3-0", "title": "Ja"}}]},
            },
        }
    ]


async def test_a_resident_with_a_user_name_is_addressed_by_it(site: Site) -> None:
    await site.sender.send(Recipient("NL.13491208655302741918", LINE), MESSAGE, "r")
    (sent,) = site.meta.sent
    assert sent["recipient"] == "NL.13491208655302741918"
    assert "to" not in sent


async def test_a_line_that_is_not_ours_is_refused_before_anything_is_sent(site: Site) -> None:
    with pytest.raises(SendRefused):
        await site.sender.send(Recipient(RESIDENT, "999"), MESSAGE, "r")
    assert site.meta.paths == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 131026), (400, 131051), (400, 131009), (400, 100), (400, 131049), (400, 132001)],
)
async def test_what_meta_will_never_take_is_refused(site: Site, status: int, code: int) -> None:
    site.refuse(status, code)
    with pytest.raises(SendRefused):
        await site.sender.send(TO, MESSAGE, "r")
    assert site.meta.sent == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 130429), (400, 131056), (429, 80007), (429, None), (500, 131000), (500, 131026),
     (503, None), (400, None), (404, 100), (302, None)],
)  # fmt: skip
async def test_what_may_pass_is_unavailable(site: Site, status: int, code: int | None) -> None:
    site.refuse(status, code)
    with pytest.raises(SendUnavailable):
        await site.sender.send(TO, MESSAGE, "r")
    await site.sender.send(TO, MESSAGE, "r")
    assert len(site.meta.sent) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(401, 190), (403, 10), (400, 190), (400, 200), (400, 131042), (400, 368)]
)
async def test_trouble_with_our_account_is_no_fault_of_the_message(
    site: Site, status: int, code: int
) -> None:
    site.refuse(status, code)
    with capture_logs() as logs, pytest.raises(SendUnavailable):
        await site.sender.send(TO, MESSAGE, "r")
    (entry,) = logs
    assert (entry["log_level"], entry["code"]) == ("error", code)
    assert "token" not in str(logs)
    assert RESIDENT not in str(logs)


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b'{"error": 1}', b"[" * 200_000])
async def test_an_unreadable_error_is_unavailable(site: Site, body: bytes) -> None:
    async def give() -> web.Response:
        return web.Response(status=400, body=body)

    site.meta.answers.append(give)
    with pytest.raises(SendUnavailable):
        await site.sender.send(TO, MESSAGE, "r")


async def test_an_unreadable_answer_to_a_message_that_was_taken_is_no_failure(site: Site) -> None:
    site.meta.answers.append(answer(200, "odd"))
    await site.sender.send(TO, MESSAGE, "r")


async def test_silence_is_unavailable(site: Site) -> None:
    hasty = sender(site.url, None, site.time, timeout=0.2)
    site.meta.answers.append(stall(30))
    with pytest.raises(SendUnavailable):
        await hasty.send(TO, MESSAGE, "r")
    await hasty.send(TO, MESSAGE, "r")
    await hasty.close()


async def test_an_address_where_nobody_answers_is_unavailable(site: Site) -> None:
    await site.meta.stop()
    with pytest.raises(SendUnavailable):
        await site.sender.send(TO, MESSAGE, "r")


async def test_a_closed_sender_opens_again_when_it_is_used(site: Site) -> None:
    await site.sender.send(TO, MESSAGE, "r1")
    await site.sender.close()
    await site.sender.send(TO, MESSAGE, "r2")
    assert len(site.meta.sent) == 2


class TestClosedWindow:
    @pytest.mark.parametrize("site", [None], indirect=True)
    async def test_it_refuses_without_a_template(self, site: Site) -> None:
        site.refuse(400, 131047)
        with pytest.raises(SendRefused):
            await site.sender.send(TO, MESSAGE, "r")
        await site.sender.try_to_invite(TO, "r")
        assert site.meta.sent == []

    @pytest.mark.parametrize("site", [Template("verder_praten", "nl")], indirect=True)
    async def test_it_invites_with_the_template_once_a_day(self, site: Site) -> None:
        for hour in (0, 1, 23):
            site.time.now = hour * 3600
            site.refuse(400, 131047)
            await site.sender.send(TO, MESSAGE, f"r{hour}")
        assert site.meta.sent == [
            {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": RESIDENT,
                "biz_opaque_callback_data": "invitation:r0",
                "type": "template",
                "template": {"name": "verder_praten", "language": {"code": "nl"}},
            }
        ]
        site.time.now = DAY + 1
        site.refuse(400, 131047)
        await site.sender.send(TO, MESSAGE, "r24")
        assert len(site.meta.sent) == 2

    @pytest.mark.parametrize("site", [Template("verder_praten", "nl")], indirect=True)
    @pytest.mark.parametrize(
        ("status", "code", "error"), [(400, 132001, SendRefused), (500, 1, SendUnavailable)]
    )
    async def test_an_invitation_that_fails_may_be_tried_again(
        self, site: Site, status: int, code: int, error: type[Exception]
    ) -> None:
        site.refuse(400, 131047)
        site.refuse(status, code)
        with pytest.raises(error):
            await site.sender.send(TO, MESSAGE, "r")
        site.refuse(400, 131047)
        await site.sender.send(TO, MESSAGE, "r")
        assert [body["type"] for body in site.meta.sent] == ["template"]


async def test_a_mark_that_is_not_taken_raises_nothing(site: Site) -> None:
    await site.sender.mark_read(LINE, "wamid.1")
    site.refuse(400, 131009)
    await site.sender.mark_read(LINE, "wamid.2")
    site.refuse(500, None)
    await site.sender.mark_read(LINE, "wamid.3")
    assert site.meta.read == ["wamid.1"]
    await site.meta.stop()
    await site.sender.mark_read(LINE, "wamid.4")
