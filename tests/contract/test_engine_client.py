"""The client of the engine door, against a door that behaves and misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from assistant.domain.conversation import (
    Choice,
    InboundMessage,
    Link,
    Outcome,
    Reply,
    Source,
    Suggestion,
    Turn,
    Understanding,
)
from assistant.errors import EngineRefused, EngineUnavailable
from connectors.engine.client import EngineClient

pytestmark = pytest.mark.asyncio

MESSAGE = InboundMessage("m1", "c1", "rotterdam", "webchat", "wat kost een paspoort")
ANSWER = {
    "replies": [
        {
            "text": "Dat kost geld.",
            "outcome": "answer",
            "choices": [{"title": "Ja", "payload": "/affirm"}],
            "links": [{"title": "Meer", "url": "https://a.example/"}],
            "sources": [{"title": "Bron", "url": "https://b.example/", "checked_on": "2026-11-22"}],
            "articles": ["paspoort"],
        },
        {"text": "Nog iets?"},
    ],
    "understanding": {
        "intent": "faq/paspoort",
        "confidence": 0.9,
        "ranking": [["faq/paspoort", 0.9], ["faq/rijbewijs", 0.05]],
    },
}


class Door:
    """What stands at the other end; `respond` is set by a test."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, str]] = []
        self.headers: list[str] = []
        self.connections: set[object] = set()
        self.suggestions: object = [{"slug": "paspoort", "section": "kosten", "confidence": 0.9}]
        self.respond: Callable[[], Awaitable[web.StreamResponse]] = self.answer

    async def answer(self) -> web.StreamResponse:
        return web.json_response(ANSWER)

    async def turns(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append(request.headers["Authorization"])
        self.connections.add(request.transport)
        return await self.respond()

    async def suggest(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append(request.headers["Authorization"])
        return web.json_response({"suggestions": self.suggestions})

    async def health(self, _request: web.Request) -> web.Response:
        return web.json_response({"model": "abc", "tracker_store": "BalieTrackerStore"})


@pytest.fixture
def door() -> Door:
    return Door()


@pytest_asyncio.fixture
async def client(door: Door) -> AsyncIterator[EngineClient]:
    app = web.Application()
    app.router.add_post("/webhooks/balie/turns", door.turns)
    app.router.add_post("/webhooks/balie/suggestions", door.suggest)
    app.router.add_get("/webhooks/balie/health", door.health)
    async with TestServer(app) as server:
        client = EngineClient(f"http://127.0.0.1:{server.port}/", "geheim", timeout=0.5)
        yield client
        await client.close()


async def test_ask_sends_message_and_reads_turn(client: EngineClient, door: Door) -> None:
    turn = await client.ask(MESSAGE)
    assert turn == Turn(
        replies=(
            Reply(
                "Dat kost geld.",
                Outcome.ANSWER,
                (Choice("Ja", "/affirm"),),
                (Link("Meer", "https://a.example/"),),
                (Source("Bron", "https://b.example/", "2026-11-22"),),
                ("paspoort",),
            ),
            Reply("Nog iets?"),
        ),
        understanding=Understanding(
            "faq/paspoort", 0.9, (("faq/paspoort", 0.9), ("faq/rijbewijs", 0.05))
        ),
    )
    assert door.headers == ["Bearer geheim"]
    assert door.bodies == [
        {
            "conversation_id": "c1",
            "message_id": "m1",
            "municipality": "rotterdam",
            "channel": "webchat",
            "text": "wat kost een paspoort",
        }
    ]


async def test_ask_sends_payload_in_place_of_text(client: EngineClient, door: Door) -> None:
    await client.ask(InboundMessage("m1", "c1", "rotterdam", "webchat", payload="/affirm"))
    assert door.bodies[0]["payload"] == "/affirm"
    assert "text" not in door.bodies[0]


async def test_ask_keeps_its_connection(client: EngineClient, door: Door) -> None:
    for _ in range(5):
        await client.ask(MESSAGE)
    assert len(door.connections) == 1


@pytest.mark.parametrize("status", [400, 413])
async def test_ask_raises_refused(client: EngineClient, door: Door, status: int) -> None:
    async def respond() -> web.Response:
        return web.json_response({"error": "x"}, status=status)

    door.respond = respond
    with pytest.raises(EngineRefused):
        await client.ask(MESSAGE)


@pytest.mark.parametrize("status", [401, 404, 429, 500, 502, 503, 204])
async def test_ask_raises_unavailable_on_status(
    client: EngineClient, door: Door, status: int
) -> None:
    async def respond() -> web.Response:
        return web.Response(status=status)

    door.respond = respond
    with pytest.raises(EngineUnavailable):
        await client.ask(MESSAGE)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "null",
        '{"replies": []}',
        '{"replies": null}',
        '{"replies": [{"outcome": "answer"}]}',
        '{"replies": [{"text": "a", "outcome": "iets anders"}]}',
        '{"replies": [{"text": "a", "choices": [{"title": "x"}]}]}',
        '{"replies": ["a"]}',
    ],
)
async def test_ask_raises_unavailable_on_unreadable_answer(
    client: EngineClient, door: Door, body: str
) -> None:
    async def respond() -> web.Response:
        return web.Response(text=body, content_type="application/json")

    door.respond = respond
    with pytest.raises(EngineUnavailable):
        await client.ask(MESSAGE)


async def test_ask_raises_unavailable_when_slow(client: EngineClient, door: Door) -> None:
    async def respond() -> web.Response:
        await asyncio.sleep(2)
        return web.Response()

    door.respond = respond
    with pytest.raises(EngineUnavailable):
        await client.ask(MESSAGE)


async def test_ask_raises_unavailable_when_connection_breaks(
    client: EngineClient, door: Door
) -> None:
    async def respond() -> web.StreamResponse:
        raise asyncio.CancelledError

    door.respond = respond
    with pytest.raises(EngineUnavailable):
        await client.ask(MESSAGE)


async def test_nobody_at_the_door() -> None:
    client = EngineClient(f"http://127.0.0.1:{unused_port()}", "geheim")
    with pytest.raises(EngineUnavailable):
        await client.ask(MESSAGE)
    assert not await client.ready()
    await client.close()


async def test_ready_when_door_says_so(client: EngineClient) -> None:
    assert await client.ready()


async def test_suggests_what_may_answer_a_text(door: Door, client: EngineClient) -> None:
    found = await client.suggest("wat kost een paspoort", "rotterdam")
    assert found == (Suggestion("paspoort", "kosten", 0.9),)
    assert door.bodies == [{"text": "wat kost een paspoort", "municipality": "rotterdam"}]
    assert door.headers == ["Bearer geheim"]


@pytest.mark.parametrize("said", [None, 3, [{}], [{"slug": "a", "section": "b"}]])
async def test_suggestions_that_cannot_be_read_are_no_answer(
    door: Door, client: EngineClient, said: object
) -> None:
    door.suggestions = said
    with pytest.raises(EngineUnavailable):
        await client.suggest("wat kost een paspoort", "rotterdam")


async def test_no_suggestions_where_nobody_answers() -> None:
    client = EngineClient(f"http://127.0.0.1:{unused_port()}", "geheim", timeout=1)
    with pytest.raises(EngineUnavailable):
        await client.suggest("wat kost een paspoort", "rotterdam")
    await client.close()
