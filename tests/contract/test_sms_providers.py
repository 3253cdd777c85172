"""One suite for both providers of text messages: the same cases, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port
from yarl import URL

from assistant.domain.conversation import Choice, Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.arrivals import Arrival, Keyword, Media
from connectors.channels.sender import Recipient, Sender, SendRefused, SendUnavailable
from connectors.channels.sms.rendering import SmsRenderer
from kb.texts import YamlTexts
from tests.contract.sms_providers import LINE, PROVIDERS, RESIDENT, Provider
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox
from tests.fakes.municipalities import FakeMunicipalities
from tests.fakes.providers.wire import StandIn, WireRequest
from tests.repo.sources import ROOT

pytestmark = pytest.mark.asyncio

Post = Callable[[WireRequest], Awaitable[int]]
CHOICES = (Choice("Paspoort", "/geheim"), Choice("Iets anders", "/deny"))
AT = datetime(2026, 11, 23, tzinfo=UTC)
SAID = Message(
    2, "m1:0", Author.ASSISTANT, "", AT, reply=Reply("Bedoelt u **dit**?", choices=CHOICES)
)
TO = Recipient(RESIDENT, LINE)


@pytest.fixture(params=PROVIDERS, ids=lambda kind: kind.name)
def provider(request: pytest.FixtureRequest) -> Provider:
    made: Provider = request.param()
    return made


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest_asyncio.fixture
async def post(provider: Provider, inbox: FakeInbox) -> AsyncIterator[Post]:
    app = web.Application()
    provider.mount(app, inbox, FakeClock())
    async with TestServer(app) as server, ClientSession() as session:

        async def post(request: WireRequest) -> int:
            url = URL(f"http://127.0.0.1:{server.port}{request.path}", encoded=True)
            async with session.post(url, data=request.body, headers=request.headers) as response:
                await response.read()
                return response.status

        yield post


# --- what comes in


async def test_a_message_is_kept(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    assert await post(provider.message("wat kost een paspoort, één € ? 🙂")) == 200
    [found] = inbox.arrivals
    assert found == Arrival(
        "sms", LINE, RESIDENT, found.id, found.at, text="wat kost een paspoort, één € ? 🙂"
    )
    assert len(found.id) == 32
    assert found.at.tzinfo is not None
    assert found.at.hour == (8 if provider.knows_the_time else 9)


async def test_what_is_forged_is_refused(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    assert await post(provider.message("vals", right=False)) == 403
    assert await post(provider.report("r1", "delivered", right=False)) == 403
    assert (inbox.calls, inbox.receipts) == ([], [])


async def test_a_repeat_has_the_same_id(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    for _ in range(3):
        assert await post(provider.message("hallo")) == 200
    assert len(inbox.calls) == 3
    assert len(inbox.arrivals) == 1


async def test_two_messages_with_the_same_words_are_two(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    for number in (1, 2):
        assert await post(provider.message("ja", number, at="")) == 200
    assert len(inbox.arrivals) == 2


async def test_a_message_that_was_under_way_long_is_kept_with_its_own_time(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    assert await post(provider.message("oud", at="2026-10-30T07:00:00")) == 200
    # Twilio names no time: there is only the moment at which it came.
    day = (10, 30) if provider.knows_the_time else (11, 23)
    assert (inbox.arrivals[0].at.month, inbox.arrivals[0].at.day) == day


async def test_messages_out_of_order_carry_their_order(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    for number in (3, 1, 2):
        await post(provider.message(f"bericht {number}", number, at=""))
    # Twilio names no time: its messages are in the order in which they came.
    order = "123" if provider.knows_the_time else "312"
    assert [arrival.text[-1] for arrival in inbox.arrivals] == list(order)


async def test_a_megabyte_is_refused(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    assert await post(provider.message("a" * 1_000_000)) == 413
    assert await post(replace(provider.message("hallo"), body=b"a" * 1_000_000)) == 413
    assert inbox.calls == []


async def test_what_is_broken_is_refused(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    for request in provider.nonsense():
        assert await post(request) == 400, request
    for body in (b"", b"\x00", b"\xff\xfe", b"%ff=%fe", b"{", b"&" * 300):
        assert await post(replace(provider.message("hallo"), body=body)) in (400, 403), body
    assert inbox.calls == []


async def test_nothing_is_confirmed_that_is_not_kept(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    inbox.away = True
    assert await post(provider.message("hallo")) == 503
    assert await post(provider.report("r1", "delivered")) == 503
    inbox.away = False
    assert await post(provider.message("hallo")) == 200
    assert len(inbox.arrivals) == 1


@pytest.mark.parametrize(
    ("text", "keyword"),
    [("STOP", Keyword.STOP), ("Afmelden.", Keyword.STOP), (" hervat ", Keyword.START), ("info", Keyword.HELP)],
)  # fmt: skip
async def test_a_keyword_is_no_text(
    post: Post, provider: Provider, inbox: FakeInbox, text: str, keyword: Keyword
) -> None:
    await post(provider.message(text))
    assert [(found.keyword, found.text) for found in inbox.arrivals] == [(keyword, "")]


async def test_a_file_comes_beside_its_words(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    await post(provider.message("kijk eens", files=1))
    [call] = inbox.calls
    assert [(found.text, found.media) for found in call] == [
        ("kijk eens", Media.NONE),
        ("", Media.FILE),
    ]
    assert call[0].id != call[1].id
    await post(provider.message("", 2, files=2))
    assert [found.media for found in inbox.calls[1]] == [Media.FILE]


@pytest.mark.parametrize("address", ["PostNL", "+1234", "", "whatsapp:+31600000001"])
async def test_who_cannot_be_answered_is_not_listened_to(
    post: Post, provider: Provider, inbox: FakeInbox, address: str
) -> None:
    # An error would only make the provider send it again.
    assert await post(provider.message("reclame", address=address or "++")) == 200
    assert inbox.arrivals == []


async def test_an_empty_message_is_nothing(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    assert await post(provider.message(" \n")) == 200
    assert inbox.arrivals == []


@pytest.mark.parametrize(
    ("words", "receipts"),
    [
        (["delivered"], [("r-1", True)]),
        (["failed"], [("r-1", False)]),
        (["refused"], [("r-1", False)]),
        (["underway"], []),
        # Out of order: what was under way before says nothing any more.
        (["delivered", "underway"], [("r-1", True)]),
    ],
)
async def test_how_a_message_ended_is_passed_on(
    post: Post,
    provider: Provider,
    inbox: FakeInbox,
    words: list[str],
    receipts: list[tuple[str, bool]],
) -> None:
    for word in words:
        assert await post(provider.report("r-1", word)) in (200, 204)
    assert inbox.receipts == receipts


async def test_a_reference_comes_back_as_it_went(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    await post(provider.report("a&b=c:0/é +%41", "delivered"))
    assert inbox.receipts == [("a&b=c:0/é +%41", True)]


# --- what goes out


@pytest.fixture
def far_end(provider: Provider) -> StandIn:
    return provider.stand_in()


def renderer() -> SmsRenderer:
    places = FakeMunicipalities()
    return SmsRenderer(
        YamlTexts(ROOT / "data" / "responses", places), places, lambda _: "rotterdam"
    )


@pytest_asyncio.fixture
async def sender(provider: Provider, far_end: StandIn) -> AsyncIterator[Sender]:
    async with TestServer(far_end.app()) as server:
        made = provider.sender(f"http://127.0.0.1:{server.port}/", renderer(), timeout=0.5)
        yield made
        await made.close()


async def test_a_message_is_handed_over_in_one_request(
    sender: Sender, provider: Provider, far_end: StandIn
) -> None:
    await sender.send(TO, SAID, "m1:0/é")
    [taken] = far_end.taken
    assert provider.sent(taken.body) == {
        "to": RESIDENT,
        "line": LINE,
        "text": "Bedoelt u dit?\n1 Paspoort\n2 Iets anders\nAntwoord met het nummer.",
        "reference": "m1:0/é",
    }
    assert b"geheim" not in taken.body


async def test_the_provider_may_never_want_it(
    sender: Sender, provider: Provider, far_end: StandIn
) -> None:
    async def respond() -> web.Response:
        return provider.refusal()

    far_end.respond = respond
    with pytest.raises(SendRefused):
        await sender.send(TO, SAID, "r")


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"code": "x", "messages": [5]}'])
async def test_a_refusal_needs_no_explanation(sender: Sender, far_end: StandIn, body: str) -> None:
    async def respond() -> web.Response:
        return web.Response(status=400, text=body)

    far_end.respond = respond
    with pytest.raises(SendRefused):
        await sender.send(TO, SAID, "r")


@pytest.mark.parametrize("status", [301, 401, 402, 403, 404, 408, 429, 500, 502, 503])
async def test_it_may_be_taken_later(sender: Sender, far_end: StandIn, status: int) -> None:
    async def respond() -> web.Response:
        return web.Response(status=status, headers={"Location": "/elders"})

    far_end.respond = respond
    with pytest.raises(SendUnavailable):
        await sender.send(TO, SAID, "r")
    assert len(far_end.taken) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"messages": null}'])
async def test_what_was_taken_is_not_sent_again_for_an_odd_answer(
    sender: Sender, far_end: StandIn, body: str
) -> None:
    async def respond() -> web.Response:
        return web.Response(text=body)

    far_end.respond = respond
    await sender.send(TO, SAID, "r")


async def test_it_may_be_slow(sender: Sender, far_end: StandIn) -> None:
    async def respond() -> web.Response:
        await asyncio.sleep(2)
        return web.Response()

    far_end.respond = respond
    with pytest.raises(SendUnavailable):
        await sender.send(TO, SAID, "r")


async def test_nobody_may_be_there(provider: Provider) -> None:
    sender = provider.sender(f"http://127.0.0.1:{unused_port()}", renderer(), 0.5)
    with pytest.raises(SendUnavailable):
        await sender.send(TO, SAID, "r")
    await sender.close()
