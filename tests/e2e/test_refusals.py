"""The public application over HTTP: what it refuses, and what nobody can bring in or get out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.site import HTML, Resident, Site

pytestmark = pytest.mark.asyncio


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


async def test_bug_shows_a_page_and_no_stack_trace(site: Site, resident: Resident) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("geheim")

    site.store.messages = broken  # type: ignore[method-assign,assignment]
    page = await resident.client.get("/rotterdam", headers=HTML)
    assert page.status == 500 and "geheim" not in await page.text()
    problem = await resident.client.get("/rotterdam/messages")
    assert problem.content_type == "application/problem+json"
