"""The web chat for pages of another site: who may ask, by which token, and what feedback is kept."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse

from assistant.errors import StorageUnavailable
from tests.e2e.site import HTML, Resident, Site
from tests.fakes.feedback import FakeFeedback
from tests.fakes.municipalities import FakeMunicipalities

pytestmark = pytest.mark.asyncio

WEBSITE = "https://www.rotterdam.example"
FORMS = "https://formulieren.rotterdam.example"
KEY = "0123456789abcdef" * 4


class Widget:
    """A script on a page of this origin; it carries no cookies."""

    def __init__(self, site: Site, origin: str = WEBSITE, place: str = "rotterdam") -> None:
        self.client, self.origin, self.place = site.client(), origin, place
        self.token = ""

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> ClientResponse:
        sent = {"Origin": self.origin, "Sec-Fetch-Site": "cross-site", **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        return await self.client.request(
            method, f"/{self.place}/{path}", json=body, headers={k: v for k, v in sent.items() if v}
        )

    async def begin(self, key: str = KEY) -> dict[str, Any]:
        body = {"id": "m1", "text": "een document"}
        taken = await self.ask("POST", "messages", body, **{"Idempotency-Key": key})
        assert taken.status == 202
        found: dict[str, Any] = await taken.json()
        self.token = found["token"]
        return found

    async def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await (await self.ask("GET", "messages")).json())["messages"]
        return found

    async def answered(self, count: int = 3) -> list[dict[str, Any]]:
        async with asyncio.timeout(5):
            while len(found := await self.messages()) < count:
                await asyncio.sleep(0.01)
        return found


@pytest.fixture
def feedback() -> FakeFeedback:
    return FakeFeedback()


@pytest_asyncio.fixture
async def site(tmp_path: Path, feedback: FakeFeedback) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    await site.start(municipalities=FakeMunicipalities((FORMS,)), feedback=feedback)
    yield site
    await site.stop()


@pytest_asyncio.fixture
async def widget(site: Site) -> Widget:
    return Widget(site)


@pytest.mark.parametrize("origin", [WEBSITE, FORMS])
async def test_site_of_the_municipality_asks_and_gets_an_answer(site: Site, origin: str) -> None:
    widget = Widget(site, origin)
    taken = await widget.ask("POST", "messages", {"id": "m1", "text": "een document"})
    assert taken.headers["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in taken.headers
    assert "Set-Cookie" not in taken.headers
    widget.token = (await taken.json())["token"]
    greeting, own, answer = await widget.answered()
    assert (greeting["kind"], own["text"]) == ("greeting", "een document")
    chosen = await widget.ask("POST", "messages", {"choice": answer["choices"][0]["id"]})
    assert await chosen.json() == {"id": (await chosen.json())["id"]}
    await widget.answered(5)


async def test_events_go_on_where_they_were(site: Site, widget: Widget) -> None:
    await widget.begin()
    await widget.answered()
    stream = await widget.ask("GET", "events", **{"Last-Event-ID": "2"})
    assert stream.headers["Access-Control-Allow-Origin"] == WEBSITE
    async with asyncio.timeout(5):
        while not (line := await stream.content.readline()).startswith(b"data: "):
            pass
    assert json.loads(line[6:])["sequence"] == 3
    stream.close()


@pytest.mark.parametrize("path", ["messages", "events", "feedback"])
async def test_preflight_tells_what_is_allowed(site: Site, path: str) -> None:
    answer = await Widget(site).ask("OPTIONS", path)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == WEBSITE
    assert answer.headers["Vary"] == "Origin"
    allowed = set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert allowed == {"Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"}
    assert "PUT" not in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://www.tilburg.example",
        "http://www.rotterdam.example",
        "https://www.rotterdam.example.evil.example",
        "https://www.rotterdam.example:8443",
        "https://WWW.rotterdam.example",
        "null",
    ],
)
async def test_other_sites_may_ask_nothing(site: Site, widget: Widget, origin: str) -> None:
    await widget.begin()
    stranger = Widget(site, origin)
    stranger.token = widget.token
    assert (await stranger.ask("OPTIONS", "messages")).status == 403
    for method, path in (
        ("POST", "messages"),
        ("GET", "messages"),
        ("GET", "events"),
        ("POST", "feedback"),
    ):
        answer = await stranger.ask(method, path, {"text": "hoi"} if method == "POST" else None)
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
    stranger.token = ""
    assert (await stranger.ask("POST", "messages", {"text": "hoi"})).status == 403
    config = await stranger.ask("GET", "widget.json")
    assert "Access-Control-Allow-Origin" not in config.headers


async def test_token_is_good_for_one_municipality_and_cannot_be_made(
    site: Site, widget: Widget
) -> None:
    await widget.begin()
    id_, _, signature = widget.token.partition(".")
    elsewhere = Widget(site, "https://www.tilburg.example", "tilburg")
    elsewhere.token = widget.token
    assert (await elsewhere.ask("GET", "messages")).status == 401
    for token in (id_, f"{id_}.", f"{id_}.{'0' * len(signature)}", f"{id_}x.{signature}", "x.é"):
        widget.token = token
        for method, path in (("GET", "messages"), ("GET", "events"), ("POST", "messages")):
            answer = await widget.ask(method, path, {"text": "x"} if method == "POST" else None)
            assert answer.status == 401
            assert answer.headers["Access-Control-Allow-Origin"] == WEBSITE


@pytest.mark.parametrize("header", ["Basic x", "Bearer", "", "x" * 4000])
async def test_other_credentials_are_refused(widget: Widget, header: str) -> None:
    answer = await widget.client.get(
        "/rotterdam/messages", headers={"Origin": WEBSITE, "Authorization": header}
    )
    assert answer.status == 401


async def test_cookie_and_token_are_two_ways_to_the_same_rules(site: Site) -> None:
    resident = Resident(site.client())
    await resident.page()
    await resident.ask("geheim")
    # With the cookie, from an allowed site: the cookie does not count.
    headers = {"Origin": WEBSITE, "Sec-Fetch-Site": "same-site"}
    found = await resident.client.get("/rotterdam/messages", headers=headers)
    assert await found.json() == {"messages": []}
    sent = await resident.send({"id": "m2", "text": "hoi"}, **headers)
    assert sent.status == 202 and "token" in await sent.json()
    assert len(await resident.messages()) == 3
    # Our own page hears of no token.
    assert "token" not in await (await resident.send({"id": "m3", "text": "hoi"})).json()
    fresh = Resident(site.client())
    begun = await fresh.send({"id": "m1", "text": "hoi"})
    assert await begun.json() == {"id": "m1", "new": True}
    assert "balie" in begun.cookies


async def test_widget_on_our_own_page_works_with_a_token_too(site: Site) -> None:
    client = site.client()
    widget = Widget(site, f"http://{client.host}:{client.port}")
    body, own = {"id": "m1", "text": "een"}, {"Sec-Fetch-Site": "same-origin"}
    taken = await widget.ask("POST", "messages", body, **own, **{"Idempotency-Key": KEY})
    assert "Set-Cookie" not in taken.headers
    widget.token = (await taken.json())["token"]
    # A browser names no origin when a page asks something of its own site.
    found = await widget.ask("GET", "messages", **own, Origin="")
    assert len((await found.json())["messages"]) >= 2


async def test_first_message_sent_again_is_the_same_conversation(site: Site) -> None:
    first, again = Widget(site), Widget(site)
    assert (await first.begin())["token"] == (await again.begin())["token"]
    assert len(await again.answered()) == 3
    assert len(site.engine.asked) == 1
    other = Widget(site)
    await other.begin(KEY[::-1])
    assert other.token != first.token


@pytest.mark.parametrize("key", ["1", "x" * 21, "x" * 129, "x y" * 10, "é" * 30])
async def test_key_that_could_be_guessed_begins_a_conversation_of_its_own(
    site: Site, key: str
) -> None:
    one, other = Widget(site), Widget(site)
    await one.begin(key)
    await other.begin(key)
    assert one.token != other.token


async def test_key_without_a_right_origin_opens_nothing(site: Site, widget: Widget) -> None:
    await widget.begin()
    stranger = Widget(site, "https://evil.example")
    body = {"id": "m1", "text": "een document"}
    answer = await stranger.ask("POST", "messages", body, **{"Idempotency-Key": KEY})
    assert answer.status == 403


async def test_refusal_can_be_read_by_the_page(site: Site, widget: Widget) -> None:
    await widget.begin()
    answer = await widget.ask("POST", "messages", {"choice": "9-9"})
    problem = await answer.json(content_type="application/problem+json")
    assert answer.status == 422 and problem["html"].startswith("<p>utter_choice_gone")
    assert answer.headers["Access-Control-Allow-Origin"] == WEBSITE

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    site.store.messages = broken  # type: ignore[method-assign,assignment]
    answer = await widget.ask("GET", "messages")
    assert answer.status == 500
    assert answer.headers["Access-Control-Allow-Origin"] == WEBSITE


async def test_message_of_one_megabyte_is_answered(widget: Widget) -> None:
    await widget.begin()
    await widget.answered()
    taken = await widget.ask("POST", "messages", {"text": "woord " * 175_000})
    assert taken.status == 202
    assert (await widget.answered(4))[-1]["text"].startswith("utter_too_long")


async def test_feedback_is_masked_and_the_last_one_counts(
    widget: Widget, feedback: FakeFeedback
) -> None:
    await widget.begin()
    await widget.answered()
    for helpful, text in ((True, ""), (False, "mijn bsn is 999990019"), (False, "x" * 900)):
        body = {"sequence": 3, "helpful": helpful, "text": text}
        assert (await widget.ask("POST", "feedback", body)).status == 204
        [kept] = feedback.kept.values()
        assert (kept.sequence, kept.helpful) == (3, helpful)
        assert len(kept.text) <= 500 and "999990019" not in kept.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"sequence": 3}, 400),
        ({"sequence": "3", "helpful": True}, 400),
        ({"sequence": True, "helpful": True}, 400),
        ({"sequence": 3, "helpful": 1}, 400),
        ({"sequence": 3, "helpful": True, "text": 5}, 400),
        ({"sequence": -1, "helpful": True}, 400),
        ({"sequence": 10**9, "helpful": True}, 400),
        ([], 400),
        ({"sequence": 3, "helpful": True, "text": "x" * 20_000}, 400),
        ({"sequence": 1, "helpful": True}, 422),  # the greeting answers nothing
        ({"sequence": 2, "helpful": True}, 422),  # what the resident said
        ({"sequence": 4, "helpful": True}, 422),
    ],
)
async def test_feedback_about_no_answer_is_refused(
    widget: Widget, feedback: FakeFeedback, body: Any, status: int
) -> None:
    await widget.begin()
    await widget.answered()
    assert (await widget.ask("POST", "feedback", body)).status == status
    assert feedback.kept == {}


async def test_feedback_needs_a_conversation_and_a_record(
    site: Site, widget: Widget, feedback: FakeFeedback
) -> None:
    body = {"sequence": 3, "helpful": True}
    assert (await widget.ask("POST", "feedback", body)).status == 400
    await widget.begin()
    await widget.answered()
    feedback.down = True
    assert (await widget.ask("POST", "feedback", body)).status == 503
    feedback.down = False

    async def down(*_: Any) -> None:
        raise StorageUnavailable("down")

    site.store.messages = down  # type: ignore[method-assign,assignment]
    assert (await widget.ask("POST", "feedback", body)).status == 503


async def test_files_may_be_loaded_by_any_page_and_are_kept(site: Site) -> None:
    client = site.client()
    script = await client.get("/rotterdam/widget.js")
    assert script.status == 200 and script.content_type == "text/javascript"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = await client.get(
        "/rotterdam/widget.js", headers={"If-None-Match": script.headers["ETag"]}
    )
    assert (again.status, await again.read()) == (304, b"")
    config = await (await client.get("/rotterdam/widget.json")).json()
    code = await client.get(config["code"])
    assert code.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in code.headers["Cache-Control"]
    style = await client.get(config["code"].replace("main.js", "style.css"))
    assert style.content_type == "text/css"
    folder = config["code"].rsplit("/", 1)[0]
    for path in (
        f"{folder}/texts.yml",
        f"{folder}/..%2f..%2fapp.py",
        "/widget/0000000000000000/main.js",
        "/nergens/widget.js",
        "/nergens/widget.json",
        "/nergens/widget",
    ):
        assert (await client.get(path)).status == 404, path


async def test_code_is_sent_small_and_whole(site: Site) -> None:
    client = site.client()
    config = await (await client.get("/rotterdam/widget.json")).json()
    async with client.session.get(
        client.make_url(config["code"]), auto_decompress=False, headers={"Accept-Encoding": "gzip"}
    ) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        body = gzip.decompress(await small.read())
    plain = await client.get(config["code"], headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers and await plain.read() == body


@pytest.mark.parametrize(
    ("asked", "language"), [("en", "en"), ("en-GB", "en"), ("de", "nl"), ("", "nl")]
)
async def test_configuration_is_in_the_language_of_the_page(
    site: Site, asked: str, language: str
) -> None:
    widget = Widget(site)
    answer = await widget.ask("GET", f"widget.json?lang={asked}")
    assert answer.headers["Access-Control-Allow-Origin"] == WEBSITE
    config = await answer.json()
    assert config["language"] == language
    assert "14 010" in config["texts"]["offline"]
    assert config["greeting"]["kind"] == "greeting"
    assert config["theme"]["--utrecht-button-primary-action-background-color"] == "#00811f"


async def test_page_to_try_it_needs_nothing_inline(site: Site) -> None:
    answer = await site.client().get("/rotterdam/widget", headers=HTML)
    page = await answer.text()
    assert "nonce" not in answer.headers["Content-Security-Policy"]
    assert '<script src="/rotterdam/widget.js" defer></script>' in page
    assert page.count("<script") == 1 and "<style" not in page and "style=" not in page
    english = await (await site.client().get("/rotterdam/widget?lang=en", headers=HTML)).text()
    assert '<html lang="en">' in english
