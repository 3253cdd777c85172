"""One suite for both providers of text messages: the same cases, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from assistant.domain.conversation import Choice, Reply
from assistant.domain.transcript import Author, Message
from connectors.channels.arrivals import Arrival, Keyword, Media
from connectors.channels.sender import Recipient, Sender, SendRefused, SendUnavailable
from tests.contract.sms_providers import PROVIDERS, Provider
from tests.fakes.inbox import FakeInbox
from tools.simulate.provider import answer, stall
from tools.simulate.sms import LINE, RESIDENT, CallTo, Sent

pytestmark = pytest.mark.asyncio

Post = Callable[[CallTo], Awaitable[int]]
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
    provider.mount(app, inbox)
    async with TestServer(app) as server:
        provider.far_end.webhook = f"http://127.0.0.1:{server.port}"
        yield provider.far_end.call


def kept(inbox: FakeInbox) -> list[Arrival]:
    """By the provider's clock, as the record has them."""
    return sorted(inbox.kept.values(), key=lambda arrival: arrival.at)


# --- what comes in


async def test_a_message_is_kept(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    assert await post(provider.message("wat kost een paspoort, één € ? 🙂")) == 200
    [found] = kept(inbox)
    assert found == Arrival(
        "sms", LINE, RESIDENT, found.id, found.at, text="wat kost een paspoort, één € ? 🙂"
    )
    assert len(found.id) == 32
    assert found.at.tzinfo is not None
    assert found.at.hour == (8 if provider.knows_the_time else 9)


async def test_what_is_forged_is_refused(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    assert await post(provider.message("vals", right=False)) == 403
    assert await post(provider.report("r1", "delivered", right=False)) == 403
    assert (inbox.kept, inbox.receipts) == ({}, [])


async def test_a_repeat_has_the_same_id(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    for _ in range(3):
        assert await post(provider.message("hallo")) == 200
    assert len(kept(inbox)) == 1


async def test_two_messages_with_the_same_words_are_two(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    for number in (1, 2):
        assert await post(provider.message("ja", number, at="")) == 200
    assert len(kept(inbox)) == 2


async def test_a_message_that_was_under_way_long_is_kept_with_its_own_time(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    assert await post(provider.message("oud", at="2026-10-30T07:00:00")) == 200
    # Twilio names no time: there is only the moment at which it came.
    day = (10, 30) if provider.knows_the_time else (11, 23)
    assert (kept(inbox)[0].at.month, kept(inbox)[0].at.day) == day


async def test_messages_out_of_order_carry_their_order(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    for number in (3, 1, 2):
        await post(provider.message(f"bericht {number}", number, at=""))
    # Twilio names no time: its messages are in the order in which they came.
    order = "123" if provider.knows_the_time else "312"
    assert [arrival.text[-1] for arrival in kept(inbox)] == list(order)


async def test_a_megabyte_is_refused(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    assert await post(provider.message("a" * 1_000_000)) == 413
    assert await post(replace(provider.message("hallo"), body=b"a" * 1_000_000)) == 413
    assert inbox.kept == {}


async def test_what_is_broken_is_refused(post: Post, provider: Provider, inbox: FakeInbox) -> None:
    for request in provider.nonsense():
        assert await post(request) == 400, request
    for body in (b"", b"\x00", b"\xff\xfe", b"%ff=%fe", b"{", b"&" * 300):
        assert await post(replace(provider.message("hallo"), body=body)) in (400, 403), body
    assert inbox.kept == {}


async def test_nothing_is_confirmed_that_is_not_kept(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    inbox.away = True
    assert await post(provider.message("hallo")) == 503
    assert await post(provider.report("r1", "delivered")) == 503
    inbox.away = False
    assert await post(provider.message("hallo")) == 200
    assert len(kept(inbox)) == 1


@pytest.mark.parametrize(
    ("text", "keyword"),
    [("STOP", Keyword.STOP), ("Afmelden.", Keyword.STOP), (" hervat ", Keyword.START), ("info", Keyword.HELP)],
)  # fmt: skip
async def test_a_keyword_is_no_text(
    post: Post, provider: Provider, inbox: FakeInbox, text: str, keyword: Keyword
) -> None:
    await post(provider.message(text))
    assert [(found.keyword, found.text) for found in kept(inbox)] == [(keyword, "")]


async def test_a_file_comes_beside_its_words(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    await post(provider.message("kijk eens", files=1))
    said = [(found.text, found.media) for found in inbox.kept.values()]
    assert said == [("kijk eens", Media.NONE), ("", Media.FILE)]
    await post(provider.message("", 2, files=2))
    assert [found.media for found in list(inbox.kept.values())[2:]] == [Media.FILE]


@pytest.mark.parametrize("address", ["PostNL", "+1234", "0600000001", "whatsapp:+31600000001"])
async def test_who_cannot_be_answered_is_not_listened_to(
    post: Post, provider: Provider, inbox: FakeInbox, address: str
) -> None:
    # An error would only make the provider send it again.
    assert await post(provider.message("reclame", address=address)) == 200
    assert kept(inbox) == []


async def test_an_empty_message_is_nothing(
    post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    assert await post(provider.message(" \n")) == 200
    assert kept(inbox) == []


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


@pytest_asyncio.fixture
async def sender(provider: Provider) -> AsyncIterator[Sender]:
    url = await provider.far_end.start()
    made = provider.sender(f"{url}/", timeout=0.5)
    yield made
    await made.close()
    await provider.far_end.stop()


async def test_a_message_is_handed_over_in_one_request(sender: Sender, provider: Provider) -> None:
    await sender.send(TO, SAID, "17&é")
    text = "Bedoelt u dit?\n1 Paspoort\n2 Iets anders\nAntwoord met het nummer."
    assert provider.far_end.sent == [Sent(RESIDENT, LINE, text, "17&é")]
    [taken] = provider.far_end.taken
    assert b"geheim" not in taken.body


async def test_a_report_finds_its_message(
    sender: Sender, post: Post, provider: Provider, inbox: FakeInbox
) -> None:
    await sender.send(TO, SAID, "17")
    await provider.far_end.stop()  # waits for its calls
    assert set(inbox.receipts) == {("17", True)}  # Twilio says so twice: sent, then delivered


async def test_the_provider_may_never_want_it(sender: Sender, provider: Provider) -> None:
    provider.far_end.answers.append(provider.refusal())
    with pytest.raises(SendRefused):
        await sender.send(TO, SAID, "r")


def raw(status: int, body: str) -> Callable[[], Awaitable[web.Response]]:
    async def give() -> web.Response:
        return web.Response(status=status, text=body)

    return give


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"code": "x", "messages": [5]}'])
async def test_a_refusal_needs_no_explanation(
    sender: Sender, provider: Provider, body: str
) -> None:
    provider.far_end.answers.append(raw(400, body))
    with pytest.raises(SendRefused):
        await sender.send(TO, SAID, "r")


@pytest.mark.parametrize(
    ("status", "certain"),
    [(301, True), (401, True), (402, True), (403, True), (404, True), (429, True),
     (500, False), (502, False), (504, False)],
)  # fmt: skip
async def test_it_may_be_taken_later(
    sender: Sender, provider: Provider, status: int, certain: bool
) -> None:
    provider.far_end.answers.append(answer(status, {}))
    with pytest.raises(SendUnavailable) as error:
        await sender.send(TO, SAID, "r")
    assert error.value.certain is certain
    assert len(provider.far_end.taken) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"messages": null}'])
async def test_what_was_taken_is_not_sent_again_for_an_odd_answer(
    sender: Sender, provider: Provider, body: str
) -> None:
    provider.far_end.answers.append(raw(200, body))
    await sender.send(TO, SAID, "r")


async def test_after_a_long_silence_nobody_knows(sender: Sender, provider: Provider) -> None:
    provider.far_end.answers.append(stall(1))
    with pytest.raises(SendUnavailable) as error:
        await sender.send(TO, SAID, "r")
    assert not error.value.certain


async def test_nobody_may_be_there(provider: Provider) -> None:
    sender = provider.sender(f"http://127.0.0.1:{unused_port()}", 0.5)
    with pytest.raises(SendUnavailable) as error:
        await sender.send(TO, SAID, "r")
    assert error.value.certain
    await sender.close()
