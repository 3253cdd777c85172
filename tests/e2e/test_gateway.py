"""The public application over HTTP, on a fake engine and the real record (SQLite)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer

from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app

pytestmark = pytest.mark.asyncio

HTML = {"Accept": "text/html"}


class Resident:
    """One browser with its cookies."""

    def __init__(self, client: TestClient[Any, Any], place: str = "rotterdam") -> None:
        self.client, self.place = client, place

    async def page(self) -> str:
        response = await self.client.get(f"/{self.place}", headers=HTML)
        assert response.status == 200
        return await response.text()

    async def send(self, body: Any, **headers: str) -> ClientResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(
            f"/{self.place}/messages",
            data=data,
            headers={"Content-Type": "application/json", **headers},
        )

    async def messages(self, after: int = 0) -> list[dict[str, Any]]:
        response = await self.client.get(f"/{self.place}/messages?after={after}")
        found: list[dict[str, Any]] = (await response.json())["messages"]
        return found

    async def answer_to(self, id_: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                for message in await self.messages():
                    if message.get("answers") == id_ and message["final"]:
                        return message
                await asyncio.sleep(0.01)

    async def ask(self, text: str, id_: str = "m1") -> dict[str, Any]:
        assert (await self.send({"id": id_, "text": text})).status == 202
        return await self.answer_to(id_)


class Site:
    """The running application; `restart` is a new process on the same record."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path / 'balie.db'}"
        self.engine = FakeEngine()
        self.clients: list[TestClient[Any, Any]] = []

    async def start(self, **parts: Any) -> None:
        self.store = SqlConversations(open_engine(self.url))
        self.store.create_tables()
        parts = {"store": self.store, "engine": self.engine} | parts
        self.server = TestServer(fake_app(**parts))
        await self.server.start_server()

    async def stop(self) -> None:
        for client in self.clients:
            await client.session.close()
        await self.server.close()
        self.store.close()

    def client(self, jar: CookieJar | None = None) -> TestClient[Any, Any]:
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True) if jar is None else jar)
        self.clients.append(client)
        return client


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    await site.start()
    yield site
    await site.stop()


@pytest_asyncio.fixture
async def resident(site: Site) -> Resident:
    resident = Resident(site.client())
    await resident.page()
    return resident


async def read_events(response: ClientResponse, count: int) -> list[tuple[int, dict[str, Any]]]:
    events: list[tuple[int, dict[str, Any]]] = []
    number = 0
    async with asyncio.timeout(5):
        async for line in response.content:
            if line.startswith(b"id: "):
                number = int(line[4:])
            elif line.startswith(b"data: "):
                events.append((number, json.loads(line[6:])))
                if len(events) == count:
                    break
    return events


async def test_first_question_is_answered_with_source(resident: Resident) -> None:
    answer = await resident.ask("wat kost een paspoort")
    assert answer["outcome"] == "answer" and answer["articles"] == ["paspoort"]
    assert answer["sources"][0]["checked_on"] == "2026-11-22"
    assert "<strong>persoonlijk</strong>" in answer["html"]
    page = await resident.page()
    assert "utter_greeting" in page
    assert '<time datetime="2026-11-22">22 november 2026</time>' in page


async def test_page_before_any_message_keeps_nothing(site: Site, resident: Resident) -> None:
    assert await resident.messages() == []


async def test_index_lists_municipalities(site: Site) -> None:
    page = await (await site.client().get("/", headers=HTML)).text()
    assert 'href="/rotterdam"' in page and 'href="/tilburg"' in page


async def test_unknown_municipality_gets_a_page_with_the_known_ones(site: Site) -> None:
    response = await site.client().get("/nergens", headers=HTML)
    assert response.status == 404
    assert 'href="/rotterdam"' in await response.text()
    for path in ("/nergens/messages", "/nergens/events"):
        other = await site.client().get(path)
        assert (other.status, other.content_type) == (404, "application/problem+json")


async def test_numbers_are_masked_before_anything_sees_them(site: Site, resident: Resident) -> None:
    await resident.ask("mijn bsn is 123456782")
    assert site.engine.asked[0].text == "mijn bsn is [BSN]"
    assert "123456782" not in await resident.page()
    assert [
        m["text"].split()[0] for m in await resident.messages() if m.get("kind") == "notice"
    ] == ["utter_masked"]


async def test_typed_intent_is_only_text(site: Site, resident: Resident) -> None:
    await resident.ask('/request_human{"a": 1}')
    assert site.engine.asked[0].payload == ""


async def test_choice_is_an_id_and_its_payload_stays_here(site: Site, resident: Resident) -> None:
    offered = await resident.ask("een document")
    assert [set(choice) for choice in offered["choices"]] == [{"id", "title"}] * 2
    assert "payload" not in json.dumps(offered)
    choice = offered["choices"][0]["id"]
    assert (await resident.send({"id": "m2", "choice": choice})).status == 202
    await resident.answer_to("m2")
    assert site.engine.asked[1].payload.startswith("/faq")
    other = Resident(site.client())
    await other.page()
    refused = await other.send({"id": "m3", "choice": choice})
    assert refused.status == 422 and "utter_choice_gone" in (await refused.json())["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[1]",
        b'"x"',
        b"\xff\xfe",
        b'{"text": 5}',
        b'{"text": ""}',
        b'{"text": "a", "choice": "human"}',
        b'{"text": "a", "id": "a:0"}',
        b'{"text": "a", "id": {}}',
        b"[" * 9000,
    ],
)
async def test_broken_body_is_a_problem_in_dutch(resident: Resident, body: bytes) -> None:
    response = await resident.send(body)
    problem = await response.json(content_type="application/problem+json")
    assert (response.status, problem["status"]) == (400, 400)
    assert problem["detail"].startswith("utter_unreadable")


async def test_message_of_one_megabyte_is_answered_and_not_kept(
    site: Site, resident: Resident
) -> None:
    response = await resident.send({"id": "m1", "text": "woord " * 175_000})
    assert response.status == 202
    answer = await resident.answer_to((await response.json())["id"])
    assert answer["text"].startswith("utter_too_long")
    assert site.engine.asked == []
    assert len(await resident.messages()) == 2
    assert (await resident.ask("nog iets", "m2"))["text"] == "antwoord op: nog iets"


async def test_message_just_too_long_is_answered(resident: Resident) -> None:
    assert (await resident.ask("x" * 2001))["text"].startswith("utter_too_long")
    assert (await resident.ask("x" * 2000, "m2"))["text"].startswith("antwoord op")


async def test_repeat_has_no_second_effect(site: Site, resident: Resident) -> None:
    for _ in range(3):
        await resident.ask("hoi")
    assert len(site.engine.asked) == 1 and len(await resident.messages()) == 3


async def test_too_many_messages_get_a_friendly_refusal(tmp_path: Path) -> None:
    site = Site(tmp_path)
    await site.start(messages_per_minute=2)
    resident = Resident(site.client())
    await resident.page()
    statuses = [(await resident.send({"text": "hoi"})).status for _ in range(3)]
    assert statuses == [202, 202, 429]
    refused = await resident.send({"text": "hoi"})
    assert refused.headers["Retry-After"] and "utter_too_fast" in (await refused.json())["detail"]
    await site.stop()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_sites_cannot_speak_for_a_resident(
    resident: Resident, headers: dict[str, str]
) -> None:
    assert (await resident.send({"text": "hoi"}, **headers)).status == 403
    form = await resident.client.post("/rotterdam", data={"text": "hoi"}, headers=headers)
    assert form.status == 403
    assert await resident.messages() == []


async def test_own_origin_may(resident: Resident) -> None:
    host = f"{resident.client.host}:{resident.client.port}"
    own = {"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    assert (await resident.send({"text": "hoi"}, **own)).status == 202


async def test_cookie_is_signed_and_bound_to_its_municipality(site: Site) -> None:
    client = site.client()
    response = await client.get("/rotterdam", headers=HTML)
    cookie = response.cookies["balie"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/rotterdam"
    assert not cookie["max-age"] and not cookie["secure"]
    await Resident(client).ask("geheim")
    id_, _, signature = cookie.value.partition(".")
    for place, value in (
        ("tilburg", cookie.value),
        ("rotterdam", f"{id_}.{'0' * len(signature)}"),
        ("rotterdam", id_),
        ("rotterdam", f"{id_}x.{signature}"),
        ("rotterdam", f"{id_}.é"),
    ):
        stranger = site.client()
        found = await stranger.get(f"/{place}/messages", headers={"Cookie": f"balie={value}"})
        assert (await found.json())["messages"] == []


async def test_cookie_is_secure_behind_tls(site: Site) -> None:
    headers = {**HTML, "X-Forwarded-Proto": "https"}
    response = await site.client().get("/rotterdam", headers=headers)
    assert response.cookies["balie"]["secure"]


async def test_message_without_cookie_begins_a_conversation(site: Site) -> None:
    resident = Resident(site.client())
    response = await resident.send({"id": "m1", "text": "hoi"})
    assert (await response.json())["new"] is True
    assert (await resident.answer_to("m1"))["text"] == "antwoord op: hoi"


async def test_events_give_everything_once_and_go_on(resident: Resident) -> None:
    await resident.ask("hoi")
    response = await resident.client.get("/rotterdam/events")
    assert response.content_type == "text/event-stream"
    events = await read_events(response, 3)
    assert [number for number, _ in events] == [1, 2, 3]
    assert 'data-sequence="3"' in events[2][1]["rendered"]
    await resident.send({"id": "m2", "text": "verder"})
    assert [number for number, _ in await read_events(response, 2)] == [4, 5]
    response.close()
    resumed = await resident.client.get("/rotterdam/events", headers={"Last-Event-ID": "4"})
    assert [data["text"] for _, data in await read_events(resumed, 1)] == ["antwoord op: verder"]
    resumed.close()
    late = await resident.client.get("/rotterdam/events?after=3")
    assert [number for number, _ in await read_events(late, 2)] == [4, 5]
    late.close()


async def test_events_without_session_are_not_tried_again(site: Site) -> None:
    assert (await site.client().get("/rotterdam/events")).status == 204


async def test_conversation_survives_a_restart(site: Site) -> None:
    jar = CookieJar(unsafe=True)
    resident = Resident(site.client(jar))
    await resident.page()
    await resident.ask("hoi")
    site.engine.slow = 60
    await resident.send({"id": "m2", "text": "onderbroken"})
    await site.stop()
    site.engine.slow = 0
    await site.start()
    resident = Resident(site.client(jar))
    assert (await resident.answer_to("m2"))["text"] == "antwoord op: onderbroken"
    page = await resident.page()
    assert page.index("antwoord op: hoi") < page.index("antwoord op: onderbroken")


async def test_stop_does_not_wait_for_followers(site: Site, resident: Resident) -> None:
    await resident.ask("hoi")
    await read_events(await resident.client.get("/rotterdam/events"), 3)
    async with asyncio.timeout(3):
        await site.server.close()


async def test_engine_away_then_back(site: Site, resident: Resident) -> None:
    site.engine.away = True
    await resident.send({"id": "m1", "text": "hoi"})
    async with asyncio.timeout(5):
        while "utter_engine_down" not in json.dumps(await resident.messages()):
            await asyncio.sleep(0.01)
    assert "utter_engine_down" in await resident.page()
    site.engine.away = False
    assert (await resident.answer_to("m1"))["text"] == "antwoord op: hoi"


async def test_database_away_is_told_and_crisis_still_gets_its_text(tmp_path: Path) -> None:
    from tests.fakes.conversations import FakeConversations

    site = Site(tmp_path)
    store = FakeConversations()
    await site.start(store=store)
    resident = Resident(site.client())
    await resident.page()
    store.away = True
    assert "utter_storage_down" in await resident.page()
    response = await resident.send({"text": "hoi"})
    assert response.status == 503 and "utter_storage_down" in (await response.json())["detail"]
    response = await resident.send({"text": "zelfmoord"})
    assert "113" in (await response.json())["detail"]
    form = await resident.client.post("/rotterdam", data={"text": "mijn vraag"})
    assert form.status == 503 and "mijn vraag</textarea>" in await form.text()
    assert (await resident.client.get("/health")).status == 503
    await site.stop()


async def test_form_works_without_javascript(resident: Resident) -> None:
    page = await resident.page()
    hidden = re.search(r'name="id" value="([^"]+)"', page)
    assert hidden
    form = {"id": hidden[1], "text": "een document"}
    for _ in range(2):  # reloading the page sends the form again
        response = await resident.client.post("/rotterdam", data=form)
        page = await response.text()
    assert page.count("Bedoelt u een van deze") == 1
    choice = re.search(r'name="choice" value="(\d+-\d+)"', page)
    assert choice
    response = await resident.client.post("/rotterdam", data={"choice": choice[1]})
    assert "gecontroleerd op" in await response.text()
    big = await resident.client.post("/rotterdam", data={"text": "x" * 1_000_000})
    assert "utter_too_long" in await big.text()
    strange = await resident.client.post("/rotterdam", data={"choice": "99-1"})
    assert strange.status == 422 and "utter_choice_gone" in await strange.text()


async def test_reply_cannot_bring_in_markup(resident: Resident) -> None:
    await resident.ask("<script>alert(1)</script> & <b onclick=x>")
    page = await resident.page()
    assert "<script>alert" not in page and "<b " not in page
    assert "antwoord op: &lt;script&gt;" in page


async def test_every_answer_carries_security_headers(site: Site, resident: Resident) -> None:
    nonces = set()
    for path in ("/", "/rotterdam", "/nergens", "/health", "/static/chat.js", "/static/geen.js"):
        response = await resident.client.get(path, headers=HTML)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "aiohttp" not in response.headers["Server"]
        nonces |= set(re.findall(r"nonce-([\w-]+)", policy))
    await resident.page()
    assert len(nonces) == 1


async def test_static_stays_in_its_folder(resident: Resident) -> None:
    for name in ("..%2fapp.py", "%2e%2e/app.py", "../app.py"):
        assert (await resident.client.get(f"/static/{name}")).status == 404


async def test_health_names_the_engine(site: Site, resident: Resident) -> None:
    assert await (await resident.client.get("/health")).json() == {
        "status": "ok",
        "storage": "ok",
        "engine": "ok",
    }
    site.engine.away = True
    response = await resident.client.get("/health")
    assert (response.status, (await response.json())["engine"]) == (200, "down")


async def test_bug_shows_a_page_and_no_stack_trace(site: Site, resident: Resident) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("geheim")

    site.store.messages = broken  # type: ignore[method-assign,assignment]
    page = await resident.client.get("/rotterdam", headers=HTML)
    assert page.status == 500 and "geheim" not in await page.text()
    problem = await resident.client.get("/rotterdam/messages")
    assert problem.content_type == "application/problem+json"
