"""The public application over HTTP: what a resident meets on a good and on a bad day."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, CookieJar

from tests.e2e.site import HTML, Resident, Site

pytestmark = pytest.mark.asyncio


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


async def test_repeat_has_no_second_effect(site: Site, resident: Resident) -> None:
    for _ in range(3):
        await resident.ask("hoi")
    assert len(site.engine.asked) == 1 and len(await resident.messages()) == 3


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


async def test_health_names_the_engine(site: Site, resident: Resident) -> None:
    assert await (await resident.client.get("/health")).json() == {
        "status": "ok",
        "storage": "ok",
        "engine": "ok",
    }
    site.engine.away = True
    response = await resident.client.get("/health")
    assert (response.status, (await response.json())["engine"]) == (200, "down")
