"""The webhook as Meta calls it, over HTTP, with a stand-in for Meta and for our inbox."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from connectors.channels.arrivals import Arrival, Media
from connectors.channels.provider_id import message_id_of
from connectors.channels.whatsapp.sender import WhatsAppSender
from connectors.channels.whatsapp.settings import Template, WhatsAppSettings
from connectors.channels.whatsapp.webhook import BODY_LIMIT, PATH, WhatsApp
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tests.fakes.texts import FakeTexts
from tools.simulate.provider import Call
from tools.simulate.whatsapp import LINE, RESIDENT, WhatsAppProvider

pytestmark = pytest.mark.asyncio

SECRET, SPOT = "app-secret", {"latitude": 52, "longitude": 5}
NOW = FakeClock().now()


@dataclass
class Site:
    meta: WhatsAppProvider
    inbox: FakeInbox
    clock: FakeClock
    url: str

    def kept(self) -> list[Arrival]:
        return list(self.inbox.kept.values())

    async def post(self, body: bytes, signed: str | None) -> int:
        headers = {} if signed is None else {"X-Hub-Signature-256": signed}
        return await self.meta.call(Call(body, headers))

    async def get(self, **query: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self.url, params=query) as got:
            return got.status, await got.text()


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    meta = WhatsAppProvider(SECRET)
    inbox, clock = FakeInbox(), FakeClock()
    settings = WhatsAppSettings(
        token="token",
        app_secret=SECRET,
        verify_token="verify-me",
        lines={LINE: "rotterdam"},
        base_url=await meta.start(),
        template=Template("verder_praten"),
    )
    sender = WhatsAppSender(settings, FakeTexts())
    app = web.Application()
    WhatsApp(settings, inbox, sender, clock).mount(app)
    async with TestServer(app) as server:
        url = str(server.make_url(PATH))
        meta.webhook = url
        yield Site(meta, inbox, clock, url)
    await sender.close()
    await meta.stop()


def signed(body: bytes, secret: str = SECRET) -> str:
    """As Meta's documentation says it, not as our code does."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def text(body: str, at: datetime = NOW, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}, "timestamp": stamp(at), **more}


def tapped(kind: str, **reply: str) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


class TestVerification:
    async def test_the_challenge_comes_back_to_who_knows_the_token(self, site: Site) -> None:
        query = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "115"}
        assert await site.get(**query) == (200, "115")

    @pytest.mark.parametrize(
        "changes",
        [{"hub.verify_token": "other"}, {"hub.verify_token": "é"}, {"hub.mode": "unsubscribe"}],
    )
    async def test_nobody_else_gets_it(self, site: Site, changes: dict[str, str]) -> None:
        query = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "115"}
        status, body = await site.get(**(query | changes))
        assert status == 403
        assert "115" not in body
        assert (await site.get())[0] == 403

    @pytest.mark.parametrize("empty", ["app_secret", "verify_token"])
    async def test_there_is_no_channel_without_secrets(self, empty: str) -> None:
        values: dict[str, Any] = {"token": "t", "app_secret": "s", "verify_token": "v", "lines": {}}
        with pytest.raises(ValueError, match="may not be empty"):
            WhatsAppSettings(**(values | {empty: ""}))


class TestSignature:
    async def test_a_signed_message_is_kept(self, site: Site) -> None:
        body = site.meta.messages(text("hallo")).body
        assert await site.post(body, signed(body)) == 200
        assert [arrival.text for arrival in site.kept()] == ["hallo"]

    async def test_a_forged_one_is_refused(self, site: Site) -> None:
        body = site.meta.messages(text("hallo")).body
        good = signed(body)
        forged = [
            None,
            "",
            "sha256=",
            good.removeprefix("sha256="),
            good.replace("sha256", "sha1"),
            good[:-1],
            signed(body, "another secret"),
            signed(body + b" "),
            "sha256=" + "é" * 64,
        ]
        assert [await site.post(body, one) for one in forged] == [403] * len(forged)
        assert site.kept() == []

    async def test_the_bytes_count_and_not_the_json(self, site: Site) -> None:
        """Meta escapes "é" and our serialiser need not: the same JSON, another signature."""
        body = site.meta.messages(text("café 🐪")).body
        again = json.dumps(json.loads(body), ensure_ascii=False).encode()
        assert again != body
        assert await site.post(again, signed(body)) == 403
        assert await site.post(again, signed(again)) == 200
        assert await site.post(body, signed(body)) == 200
        assert [arrival.text for arrival in site.kept()] == ["café 🐪"]


class TestShape:
    @pytest.mark.parametrize(
        "raw",
        [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 200_000],
        ids=["empty", "broken", "list", "null", "no text", "deep"],
    )
    async def test_what_is_no_json_object_is_refused(self, site: Site, raw: bytes) -> None:
        assert await site.post(raw, signed(raw)) == 400

    async def test_a_huge_body_is_read_dropped_and_refused(self, site: Site) -> None:
        body = site.meta.messages(text("x" * BODY_LIMIT)).body
        assert await site.post(body, signed(body)) == 413
        assert site.kept() == []

    async def test_a_large_batch_is_taken(self, site: Site) -> None:
        call = site.meta.messages(*(text("x" * 1000) for _ in range(1000)))
        assert len(call.body) > 1024 * 1024
        assert await site.meta.call(call) == 200
        assert len(site.kept()) == 1000

    @pytest.mark.parametrize(
        "value",
        [
            {"messages": "x"},
            {"messages": [None, 3, [], {}]},
            {"messages": [{"id": "a", "type": "text"}, {"from": "b", "type": "text"}]},
            {"messages": [{"id": 1, "from": 2, "type": 3, "timestamp": []}]},
            {"statuses": [{}, {"status": "delivered"}, {"status": 1, "errors": 2}]},
            {"errors": [{"code": 130429}]},
        ],
    )
    async def test_what_has_another_shape_is_passed_over(
        self, site: Site, value: dict[str, Any]
    ) -> None:
        assert await site.meta.call(site.meta.signed(value)) == 200
        assert (site.kept(), site.inbox.receipts) == ([], [])

    async def test_another_field_of_the_account_is_passed_over(self, site: Site) -> None:
        body = json.loads(site.meta.messages(text("hallo")).body)
        body["entry"][0]["changes"][0]["field"] = "account_update"
        assert await site.meta.call(site.meta.raw(body)) == 200
        assert site.kept() == []

    async def test_a_line_that_is_not_ours_is_passed_over_and_named(self, site: Site) -> None:
        body = json.loads(site.meta.messages(text("hallo")).body)
        changes = body["entry"][0]["changes"]
        other = json.loads(json.dumps(changes[0]))
        other["value"]["metadata"]["phone_number_id"] = "999"
        changes.insert(0, other)
        with capture_logs() as logs:
            assert await site.meta.call(site.meta.raw(body)) == 200
        assert [arrival.line for arrival in site.kept()] == [LINE]
        assert [entry["line"] for entry in logs if entry["event"] == "webhook_ignored"] == ["999"]


class TestMessages:
    async def test_a_message_says_who_when_and_on_which_line(self, site: Site) -> None:
        at = NOW - timedelta(minutes=3)
        await site.meta.call(site.meta.messages(text("hallo", at, id="wamid.A==")))
        assert site.kept() == [
            Arrival("whatsapp", LINE, RESIDENT, message_id_of("wamid.A=="), at, text="hallo")
        ]
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", site.kept()[0].id)

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({"type": "text", "text": {"body": "/intent{}"}}, {"text": "/intent{}"}),
            (tapped("button_reply", id="7-0", title="Paspoort"), {"choice": "7-0"}),
            (tapped("list_reply", id="7-9", title="Paspoort", description="x"), {"choice": "7-9"}),
            (tapped("nfm_reply", name="flow"), {"media": Media.OTHER}),
            ({"type": "button", "button": {"payload": "x", "text": "Ja"}}, {"text": "Ja"}),
            ({"type": "audio", "audio": {"id": "1", "voice": True}}, {"media": Media.VOICE}),
            ({"type": "voice", "voice": {"id": "1"}}, {"media": Media.VOICE}),
            ({"type": "image", "image": {"id": "1"}}, {"media": Media.FILE}),
            ({"type": "document", "document": {"id": "1"}}, {"media": Media.FILE}),
            ({"type": "video", "video": {"id": "1"}}, {"media": Media.FILE}),
            ({"type": "sticker", "sticker": {"id": "1"}}, {"media": Media.FILE}),
            ({"type": "location", "location": {"latitude": 51.9}}, {"media": Media.LOCATION}),
            ({"type": "location", "location": SPOT}, {"text": "52.00000, 5.00000"}),
            ({"type": "contacts", "contacts": [{"name": {}}]}, {"media": Media.OTHER}),
            ({"type": "order", "order": {"catalog_id": "1"}}, {"media": Media.OTHER}),
            ({"type": "unsupported", "errors": [{"code": 131051}]}, {"media": Media.OTHER}),
            ({"type": "of next year"}, {"media": Media.OTHER}),
            ({"type": "text", "text": {"body": " "}}, {"media": Media.OTHER}),
        ],
        ids=lambda value: value.get("type") if isinstance(value, dict) else None,
    )
    async def test_every_kind_of_message_arrives(
        self, site: Site, content: dict[str, Any], expected: dict[str, Any]
    ) -> None:
        assert await site.meta.call(site.meta.messages(content)) == 200
        (arrival,) = site.kept()
        said = {"text": arrival.text, "choice": arrival.choice, "media": arrival.media}
        assert {name: value for name, value in said.items() if value} == expected

    @pytest.mark.parametrize("kind", ["reaction", "system", "edit", "revoke"])
    async def test_what_nobody_waits_for_an_answer_to_is_silent(
        self, site: Site, kind: str
    ) -> None:
        assert (
            await site.meta.call(site.meta.messages({"type": kind, kind: {"emoji": "👍"}})) == 200
        )
        assert site.kept() == []

    async def test_the_words_under_a_photo_are_a_message_too(self, site: Site) -> None:
        photo = {"type": "image", "id": "wamid.P", "image": {"id": "1", "caption": "Dit ligt hier"}}
        await site.meta.call(site.meta.messages(photo))
        await site.meta.call(site.meta.messages(photo))
        assert [(a.media, a.text) for a in site.kept()] == [
            (Media.FILE, ""),
            (Media.NONE, "Dit ligt hier"),
        ]

    async def test_a_resident_with_a_user_name_has_no_number(self, site: Site) -> None:
        hidden = text("hallo", **{"from": None, "from_user_id": "NL.13491208655302741918"})
        await site.meta.call(site.meta.messages(hidden))
        assert [arrival.address for arrival in site.kept()] == ["NL.13491208655302741918"]

    async def test_a_batch_is_put_in_order_across_its_entries(self, site: Site) -> None:
        def entry(*contents: dict[str, Any]) -> Any:
            return json.loads(site.meta.messages(*contents).body)["entry"][0]

        second = timedelta(seconds=1)
        batch = {
            "object": "whatsapp_business_account",
            "entry": [
                entry(text("4", NOW + second), text("2", NOW)),
                entry(text("3", NOW), text("1", NOW - second)),
            ],
        }
        await site.meta.call(site.meta.raw(batch))
        assert [arrival.text for arrival in site.kept()] == ["1", "2", "3", "4"]

    async def test_a_repeat_has_the_same_id(self, site: Site) -> None:
        call = site.meta.messages(text("hallo"))
        assert [await site.meta.call(call) for _ in range(3)] == [200] * 3
        assert len(site.kept()) == 1

    async def test_a_late_message_is_kept_and_noted(self, site: Site) -> None:
        at = NOW - timedelta(days=3)
        with capture_logs() as logs:
            await site.meta.call(site.meta.messages(text("laat", at), text("nu")))
        assert [(arrival.text, arrival.at) for arrival in site.kept()] == [
            ("laat", at),
            ("nu", NOW),
        ]
        (late,) = [entry for entry in logs if entry["event"] == "messages_late"]
        assert (late["count"], late["hours"]) == (1, 72)

    @pytest.mark.parametrize("timestamp", [None, "", "x", "9" * 30, {}])
    async def test_a_message_without_a_readable_time_came_now(
        self, site: Site, timestamp: Any
    ) -> None:
        await site.meta.call(site.meta.messages(text("hallo", timestamp=timestamp)))
        assert [arrival.at for arrival in site.kept()] == [NOW]

    async def test_meta_must_send_again_what_was_not_kept(self, site: Site) -> None:
        call = site.meta.messages(text("hallo"))
        site.inbox.away = True
        assert await site.meta.call(call) == 503
        site.inbox.away = False
        assert await site.meta.call(call) == 200
        assert [arrival.text for arrival in site.kept()] == ["hallo"]

    async def test_the_log_holds_no_words_and_no_numbers(self, site: Site) -> None:
        with capture_logs() as logs:
            await site.meta.call(site.meta.messages(text("mijn geheim", NOW - timedelta(days=2))))
            await site.meta.call(site.meta.status("failed", "ref", 131026))
            await site.post(b"mijn geheim", "sha256=x")
        assert len(logs) == 3
        assert "geheim" not in str(logs)
        assert RESIDENT not in str(logs)


class TestStatuses:
    async def test_what_meta_has_is_a_receipt_and_what_failed_is_one_too(self, site: Site) -> None:
        for state in ("sent", "delivered", "read"):
            await site.meta.call(site.meta.status(state, f"of-{state}"))
        await site.meta.call(site.meta.status("failed", "of-failed", 131026))
        assert site.inbox.receipts == [
            ("of-sent", True),
            ("of-delivered", True),
            ("of-read", True),
            ("of-failed", False),
        ]

    async def test_meta_must_send_again_a_receipt_that_was_not_kept(self, site: Site) -> None:
        site.inbox.away = True
        assert await site.meta.call(site.meta.status("delivered", "r")) == 503

    async def test_a_window_that_turned_out_closed_brings_one_invitation(self, site: Site) -> None:
        for reference in ("r1", "r2"):
            await site.meta.call(site.meta.status("failed", reference, 131047))
        await until(lambda: site.meta.sent)
        await site.meta.call(site.meta.messages(text("hallo")))
        await until(lambda: site.meta.read)
        (sent,) = site.meta.sent
        assert (sent["to"], sent["template"]["name"]) == (RESIDENT, "verder_praten")
        # The invitation arrived, and the message that it stands for did not.
        assert set(site.inbox.receipts) == {("r1", False), ("r2", False)}

    async def test_an_invitation_that_fails_is_a_receipt_and_brings_no_other(
        self, site: Site
    ) -> None:
        await site.meta.call(site.meta.status("failed", "invitation:r1", 131047))
        await site.meta.call(site.meta.status("delivered", "invitation:r2"))
        await site.meta.call(site.meta.messages(text("hallo")))
        await until(lambda: site.meta.read)
        assert site.inbox.receipts == [("r1", False)]
        assert site.meta.sent == []


class TestCourtesies:
    async def test_the_last_message_of_a_batch_is_marked_as_read(self, site: Site) -> None:
        await site.meta.call(
            site.meta.messages(text("een", id="wamid.1"), text("twee", id="wamid.2"))
        )
        await until(lambda: site.meta.read)
        assert site.meta.read == ["wamid.2"]

    async def test_meta_gets_its_answer_when_it_takes_no_courtesies(self, site: Site) -> None:
        await site.meta.stop()
        assert await site.meta.call(site.meta.messages(text("hallo"))) == 200
        assert len(site.kept()) == 1

    async def test_nothing_is_marked_as_read_that_was_not_kept(self, site: Site) -> None:
        site.inbox.away = True
        await site.meta.call(site.meta.messages(text("een", id="wamid.1")))
        site.inbox.away = False
        await site.meta.call(site.meta.messages(text("twee", id="wamid.2")))
        await until(lambda: site.meta.read)
        assert site.meta.read == ["wamid.2"]


async def test_ids_of_the_provider_become_ids_of_ours() -> None:
    ids = {message_id_of(f"wamid.{number}=") for number in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", one) for one in ids)
    assert message_id_of("x") == message_id_of("x")
