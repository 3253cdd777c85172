"""A resident on a telephone gets to a human: the whole product, by signed webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from assistant.domain.staff import Staff
from assistant.settings import Settings
from tools.evaluate.by_message import Hub
from tools.evaluate.stack import Stack
from tools.staff import keep

PASSWORD = "een lang wachtwoord"
MEMBER = Staff("noor", "noor", "Noor", "rotterdam")


@asynccontextmanager
async def desk_of(balie: Stack) -> AsyncIterator[aiohttp.ClientSession]:
    """Noor is at her desk, with the page open."""
    await keep(Settings(database_url=balie.database_url), MEMBER, PASSWORD)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(f"{balie.address}", cookie_jar=jar) as session:
        form = {"naam": "noor", "wachtwoord": PASSWORD}
        async with session.post("/desk/inloggen", data=form) as answer:
            assert answer.status == 200
        async with session.get("/desk/gebeurtenissen") as stream:
            await stream.content.readuntil(b"event: line")
            yield session
        # The clock of this Balie stands still: for it she would be there for ever.
        async with session.post("/desk/beschikbaar", json={"available": False}) as answer:
            assert answer.status == 200


async def get(session: aiohttp.ClientSession, path: str) -> Any:
    async with session.get(path) as answer:
        assert answer.status == 200
        return await answer.json()


async def post(session: aiohttp.ClientSession, path: str, **body: str) -> int:
    async with session.post(path, json=body) as answer:
        return answer.status


async def speak(balie: Stack, hub: Hub, channel: str) -> None:
    resident = hub.resident(channel)
    async with desk_of(balie) as desk:
        for text in ("ik wil mijn verhuizing doorgeven", "Nu regelen", "binnen nederland"):
            said = (await resident.say(text)).said
            choice = next((c for c, title in said[-1].choices if title == "Nu regelen"), "")
            if choice:
                await resident.say(choice=choice)
        await resident.say("1 december")
        said = (await resident.say("ik wil een medewerker spreken")).said
        chat = next(c for c, title in said[-1].choices if title == "Chat met een medewerker")
        said = (await resident.say(choice=chat)).said
        assert "doorgegeven" in said[-1].text
        (one,) = [one for one in (await get(desk, "/desk/lijn"))["line"] if not one["by"]]
        path = f"/desk/gesprekken/{one['id']}"
        packet = (await get(desk, path))["handover"]
        assert (packet["channel"], packet["edienst"]) == (channel, "Verhuizing doorgeven")
        # What was filled in, from where it is sealed.
        assert {"label": "Dag van verhuizing", "value": "dinsdag 1 december"} in packet["filled"]
        assert await post(desk, f"{path}/nemen") == 200
        said = (await resident.say("hallo, bent u daar?")).said
        assert "U praat nu met Noor" in " ".join(one.text for one in said)
        before = len(hub.sent_to(resident.address, channel))
        assert await post(desk, f"{path}/zeggen", id="a1", text="Ja, ik help u.") == 202
        async with asyncio.timeout(20):
            while len(hub.sent_to(resident.address, channel)) == before:
                await asyncio.sleep(0.05)
        sent = hub.sent_to(resident.address, channel)[before:]
        assert sent == ["Noor: Ja, ik help u."]
        asked = [one["text"] for one in (await get(desk, path))["messages"]]
        assert "hallo, bent u daar?" in asked
        assert await post(desk, f"{path}/einde", ending="given_back") == 200
        said = (await resident.say("wat kost een paspoort")).said
        assert any("paspoort" in one.text.casefold() for one in said)


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_from_a_telephone_to_a_human_and_back(balie: Stack, channel: str) -> None:
    async def run() -> None:
        hub = Hub(balie.address, balie.database_url)
        await hub.start(balie.whatsapp_port, balie.sms_port)
        try:
            await speak(balie, hub, channel)
        finally:
            await hub.stop()

    asyncio.run(run())
