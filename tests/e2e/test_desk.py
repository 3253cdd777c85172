"""The desk over HTTP: who gets in, who sees what, and what it says as it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from assistant.domain.callbacks import Callback
from assistant.domain.handover import Handover
from assistant.domain.staff import Role, Staff
from assistant.services.signing_in import SigningIn
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from tests.fakes.personal_details import FakePersonalDetails
from tests.unit.desk.room import AN, FATIMA, LIBRARY, PACKET, PIET, Room
from web.app import PIPELINE
from web.desk.app import Desk
from web.desk.external import External
from web.desk.pages import DeskParts
from web.rendering import Renderer

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CALLBACK = Callback(
    "b1", "c1", "rotterdam", "webchat", "", NOW, NOW + timedelta(days=1), "+31612345678", PACKET
)
PASSWORD = "een lang wachtwoord"
EDITOR = Staff("s9", "els", "Els", "rotterdam", (Role.EDITOR, Role.ANALYST))
ADMIN = Staff("s8", "jo", "Jo", "tilburg", (Role.ADMIN,))
OPEN_TO_STRANGERS = {
    ("GET", "/desk/inloggen"),
    ("POST", "/desk/inloggen"),
    ("POST", "/desk/uitloggen"),
}


class Site:
    """The public application with a desk, on a room of fakes."""

    def __init__(self) -> None:
        self.room = Room()
        self.details = FakePersonalDetails()
        self.signing_in = SigningIn(self.room.staff, self.room.clock)
        self.engine = FakeEngine()
        app = fake_app(store=self.room.talks, engine=self.engine, clock=self.room.clock)
        parts = DeskParts(
            service=self.room.desk,
            calls=self.room.calls,
            staff=self.room.staff,
            library=LIBRARY,
            ediensten=LIBRARY,
            details=self.details,
            places=self.room.places,
            appointments=self.room.arranging,
            catalogues=LIBRARY,
            engine=self.engine,
            clock=self.room.clock,
        )
        self.desk = Desk(parts, self.signing_in, app[PIPELINE], Renderer(), self.external())
        self.desk.mount(app)
        self.pipeline = app[PIPELINE]
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))

    def external(self) -> External | None:
        """The provider of the municipality."""
        return None

    async def sign_in(self, *people: Staff) -> list[dict[str, str]]:
        """The headers of each of them."""
        headers = []
        for one in people:
            await self.signing_in.add(one, PASSWORD)
            found = await self.signing_in.sign_in(one.username, PASSWORD)
            assert found is not None
            headers.append({"Cookie": f"balie_desk={found[1]}"})
        return headers

    async def call(
        self, method: str, path: str, headers: dict[str, str] | None = None, **body: Any
    ) -> tuple[int, Any]:
        sent = {} if method == "GET" else {"json": body}
        async with self.client.request(
            method, f"/desk{path}", headers=headers, allow_redirects=False, **sent
        ) as response:
            text = await response.text()
        return response.status, json.loads(text) if text.startswith("{") else text


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


def filled(path: str, handover: str) -> str:
    """With somebody of Rotterdam in it."""
    names = {"{handover}": handover, "{callback}": "b1", "{member}": "s1"}
    for name, value in names.items():
        path = path.replace(name, value)
    return path


async def waiting(site: Site) -> Handover:
    await site.room.open(FATIMA)
    return await site.room.ask()


async def test_every_address_of_the_desk_is_in_the_list(site: Site) -> None:
    found = {
        (route.method, route.resource.canonical)
        for route in site.client.app.router.routes()
        if route.resource and route.resource.canonical.startswith("/desk")
    }
    guarded = {(one.method, f"/desk{one.path}") for one in site.desk.routes}
    heads = {("HEAD", path) for method, path in found if method == "GET"}
    assert found - heads - guarded == OPEN_TO_STRANGERS


async def test_a_stranger_gets_nothing_anywhere(site: Site) -> None:
    handover = await waiting(site)
    await site.room.callbacks.ask(CALLBACK)
    editor, elsewhere, admin = await site.sign_in(EDITOR, AN, ADMIN)
    for route in site.desk.routes:
        path = filled(route.path, handover.id)
        status, _ = await site.call(route.method, path)
        assert status == (302 if route.is_page else 401), route.path
        status, _ = await site.call(route.method, path, {"Cookie": "balie_desk=verzonnen"})
        assert status == (302 if route.is_page else 401), route.path
        status, _ = await site.call(route.method, path, editor)
        assert status == 403, route.path
        if "{" in route.path:
            body = {"id": "a", "text": "Hallo", "ending": "solved", "reached": True}
            stranger = admin if route.role is Role.ADMIN else elsewhere
            status, _ = await site.call(route.method, path, stranger, **body)
            assert status == 404, route.path
    assert len(await site.room.said()) == 1


async def test_other_sites_press_nothing(site: Site) -> None:
    handover = await waiting(site)
    (headers,) = await site.sign_in(FATIMA)
    for route in site.desk.routes:
        if route.method == "POST":
            path = filled(route.path, handover.id)
            foreign = headers | {"Origin": "https://elders.example"}
            assert (await site.call("POST", path, foreign, text="x"))[0] == 403, path
    foreign = headers | {"Origin": "https://elders.example"}
    assert (await site.call("POST", "/uitloggen", foreign))[0] == 403


async def test_sign_in_page(site: Site) -> None:
    await site.signing_in.add(FATIMA, PASSWORD)
    form = {"naam": "fatima", "wachtwoord": "fout fout fout"}
    async with site.client.post("/desk/inloggen", data=form) as response:
        assert response.status == 401
        assert "klopt niet" in await response.text()
    form["wachtwoord"] = PASSWORD
    async with site.client.post("/desk/inloggen", data=form, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/desk")
        cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/desk" in cookie
    async with site.client.get("/desk") as response:
        assert "Fatima" in await response.text()
    async with site.client.post("/desk/uitloggen", allow_redirects=False) as response:
        assert response.status == 303
    status, _ = await site.call("GET", "")
    assert status == 302


async def test_all_there_is_to_know_is_there_at_once(site: Site) -> None:
    handover = await waiting(site)
    (headers,) = await site.sign_in(FATIMA)
    status, seen = await site.call("GET", f"/gesprekken/{handover.id}", headers)
    assert status == 200
    about = seen["handover"]
    assert about["about"] == "Paspoort aanvragen"
    assert (about["why"], about["guesses"], about["questions"]) == (
        "not_understood", 2, ["wat kost dat"],
    )  # fmt: skip
    assert [one["text"] for one in seen["messages"]] == ["wat kost dat"]
    status, line = await site.call("GET", "/lijn", headers)
    assert [(one["id"], one["length"], one["mine"]) for one in line["line"]] == [
        (handover.id, 1, False)
    ]


async def test_speak_note_pass_on_and_end(site: Site) -> None:
    handover = await waiting(site)
    first, second = await site.sign_in(FATIMA, PIET)
    one = f"/gesprekken/{handover.id}"
    assert (await site.call("POST", f"{one}/zeggen", first, id="a", text="Hallo"))[0] == 409
    assert (await site.call("POST", f"{one}/nemen", first))[0] == 200
    assert (await site.call("POST", f"{one}/nemen", second))[0] == 409
    for _ in range(2):
        assert (await site.call("POST", f"{one}/zeggen", first, id="a", text="Hallo"))[0] == 202
    assert (await site.room.said()).count("Hallo") == 1
    for body in ({}, {"id": "b"}, {"id": "b", "text": "  "}, {"id": 1, "text": 2}):
        assert (await site.call("POST", f"{one}/zeggen", first, **body))[0] == 400
    assert (await site.call("POST", f"{one}/notitie", first, id="n", text="Let op"))[0] == 201
    assert (await site.call("POST", f"{one}/doorgeven", first, team=""))[0] == 200
    assert (await site.call("POST", f"{one}/nemen", second))[0] == 200
    _, seen = await site.call("GET", f"{one}?after=1", second)
    assert [note["text"] for note in seen["notes"]] == ["Let op"]
    assert seen["messages"][0]["sequence"] == 2
    assert (await site.call("POST", f"{one}/einde", second, ending="nobody"))[0] == 400
    assert (await site.call("POST", f"{one}/einde", second, ending="solved"))[0] == 200
    assert (await site.call("POST", f"{one}/einde", second, ending="solved"))[0] == 409


async def test_what_is_no_json_is_refused(site: Site) -> None:
    handover = await waiting(site)
    (headers,) = await site.sign_in(FATIMA)
    path = f"/desk/gesprekken/{handover.id}/zeggen"
    for body in (b"{", b"[]", b"\xff", b"x" * 1_000_000):
        async with site.client.post(path, data=body, headers=headers) as response:
            assert response.status == 400


async def test_database_that_is_away(site: Site) -> None:
    handover = await waiting(site)
    (headers,) = await site.sign_in(FATIMA)
    site.room.handovers.down = True
    assert (await site.call("POST", f"/gesprekken/{handover.id}/nemen", headers))[0] == 503


async def test_canned_answers_come_from_the_library(site: Site) -> None:
    (headers,) = await site.sign_in(FATIMA)
    _, found = await site.call("GET", "/antwoorden?q=paspoort+kosten", headers)
    assert any("aspoort" in one["title"] for one in found["answers"])
    assert all(one["text"] for one in found["answers"])
    assert (await site.call("GET", "/antwoorden?q=", headers))[1] == {"answers": []}


async def test_the_stream_tells_what_changes_and_who_is_there(site: Site) -> None:
    (headers,) = await site.sign_in(FATIMA)
    async with site.client.get("/desk/gebeurtenissen", headers=headers) as stream:

        async def line() -> dict[str, Any]:
            async with asyncio.timeout(10):
                async for raw in stream.content:
                    if raw.startswith(b"data: "):
                        return dict(json.loads(raw[6:]))
            raise AssertionError("the stream ended")

        assert (await line())["line"] == []
        assert [
            one.name for one in await site.room.staff.present("rotterdam", site.room.clock.now())
        ]
        handover = await site.room.ask()
        assert [one["id"] for one in (await line())["line"]] == [handover.id]
        await site.room.desk.accept(FATIMA, handover.id)
        while not (now := (await line())["line"])[0]["mine"]:
            pass
        before = now[0]["length"]
        await site.room.say(1, "hoort u mij?")
        while (await line())["line"][0]["length"] == before:
            pass


async def test_typing_is_shown_only_when_it_is_so(site: Site) -> None:
    handover = await waiting(site)
    first, second = await site.sign_in(FATIMA, PIET)
    path = f"/gesprekken/{handover.id}/typt"
    await site.call("POST", path, first)
    assert site.pipeline.typing("c1") == ""
    await site.room.desk.accept(FATIMA, handover.id)
    await site.call("POST", path, second)
    assert site.pipeline.typing("c1") == ""
    await site.call("POST", path, first)
    assert site.pipeline.typing("c1") == "Fatima"


async def test_whom_to_call_with_what_and_how_it_went(site: Site) -> None:
    await waiting(site)
    await site.room.callbacks.ask(CALLBACK)
    first, second = await site.sign_in(FATIMA, PIET)
    _, line = await site.call("GET", "/lijn", first)
    (call,) = line["calls"]
    assert (call["about"], call["overdue"], call["attempts"]) == ("Paspoort aanvragen", False, 0)
    assert "612345678" not in json.dumps(line)
    _, seen = await site.call("GET", "/terugbellen/b1", first)
    assert seen["callback"]["phone"] == "+31612345678"
    assert [one["text"] for one in seen["messages"]] == ["wat kost dat"]
    assert (await site.call("POST", "/terugbellen/b1/nemen", first))[0] == 200
    assert (await site.call("POST", "/terugbellen/b1/nemen", second))[0] == 409
    assert (await site.call("POST", "/terugbellen/b1/gebeld", first, reached="ja"))[0] == 400
    assert (await site.call("POST", "/terugbellen/b1/gebeld", first, reached=True))[0] == 200
    assert (await site.call("POST", "/terugbellen/b1/gebeld", first, reached=True))[0] == 409
    _, seen = await site.call("GET", "/terugbellen/b1", first)
    assert seen["callback"]["phone"] == ""


async def test_suggestions_are_of_the_model_and_else_by_words(site: Site) -> None:
    handover = await waiting(site)
    (headers,) = await site.sign_in(FATIMA)
    path = f"/gesprekken/{handover.id}/voorstellen"
    await site.room.say(1, "wat kost een paspoort")
    _, found = await site.call("GET", path, headers)
    assert [one["slug"] for one in found["answers"]] == ["paspoort"]
    assert found["answers"][0]["title"].startswith("Paspoort aanvragen: ")
    site.engine.away = True
    _, found = await site.call("GET", path, headers)
    assert len(found["answers"]) > 1


async def test_an_appointment_by_the_page(site: Site) -> None:
    handover = await waiting(site)
    first, second = await site.sign_in(FATIMA, PIET)
    one = f"/gesprekken/{handover.id}"
    assert (await site.call("GET", f"{one}/afspraken", first))[0] == 410
    await site.call("POST", f"{one}/nemen", first)
    assert (await site.call("GET", f"{one}/afspraken", second))[0] == 410
    _, shown = await site.call("GET", f"{one}/afspraken", first)
    assert (shown["mine"], shown["about"]) == ([], "paspoort")
    _, places = await site.call("GET", f"{one}/afspraken/plaatsen?product=paspoort", first)
    place = places["places"][0]["id"]
    query = f"product=paspoort&place={place}"
    _, days = await site.call("GET", f"{one}/afspraken/dagen?{query}", first)
    assert (await site.call("GET", f"{one}/afspraken/tijden?{query}&day=x", first))[0] == 400
    path = f"{one}/afspraken/tijden?{query}&day={days['days'][1]}"
    _, times = await site.call("GET", path, first)
    body = {"key": "k1", "product": "paspoort", "place": place, "start": times["times"][0]}
    status, answered = await site.call("POST", f"{one}/afspraken", first, **body)
    assert (status, answered["missing"]) == (400, ["name"])
    who = {"name": "Sanne Visser", "phone": "06 12345678"}
    status, answered = await site.call("POST", f"{one}/afspraken", first, **body, **who)
    assert (status, answered["made"]) == (200, True)
    key = answered["appointment"]["key"]
    for wrong in ({}, {**body, "start": "morgen"}, {**body, "start": "2026-12-01T10:00"}):
        assert (await site.call("POST", f"{one}/afspraken", first, **wrong))[0] == 400
    _, shown = await site.call("GET", f"{one}/afspraken", first)
    assert [line["key"] for line in shown["mine"]] == [key]
    gone = {"key": "unknown"}
    assert (await site.call("POST", f"{one}/afspraken/afzeggen", first, **gone))[0] == 404
    assert (await site.call("POST", f"{one}/afspraken/afzeggen", first, key=key))[0] == 200
    wrong = {"code": "A3F-K7W-E9Y", "email": "x@example.org"}
    assert (await site.call("POST", f"{one}/afspraken/zoeken", first, **wrong))[0] == 400
    site.room.booking.system.down = True
    assert (await site.call("GET", f"{one}/afspraken", first))[0] == 502


async def test_an_edienst_by_the_page(site: Site) -> None:
    handover = await waiting(site)
    (headers,) = await site.sign_in(FATIMA)
    one = f"/gesprekken/{handover.id}"
    await site.call("POST", f"{one}/nemen", headers)
    _, shown = await site.call("GET", f"{one}/ediensten", headers)
    assert "verhuizing" in [edienst["key"] for edienst in shown["ediensten"]]
    assert (await site.call("POST", f"{one}/edienst", headers, edienst="unknown"))[0] == 400
    assert (await site.call("POST", f"{one}/edienst", headers, edienst="verhuizing"))[0] == 200
    assert (await site.call("POST", f"{one}/edienst", headers, edienst="verhuizing"))[0] == 410
