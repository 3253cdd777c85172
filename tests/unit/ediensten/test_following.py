"""Following a zaak that was handed in, until it is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.conversation import Reply
from assistant.errors import BackendUnavailable
from assistant.ports.messenger import Addressee, MessengerPort
from assistant.services.followers import StatusNotices
from tests.unit.ediensten.room import TEXTS, Room

pytestmark = pytest.mark.asyncio


class Mouth(MessengerPort):
    """What was told, each key once."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], Reply] = {}

    async def tell(self, to: Addressee, key: str, reply: Reply) -> bool:
        self.said[to.conversation_id, key] = reply
        return True

    async def text(self, record: object, key: str, reply: Reply) -> str:
        raise AssertionError("nobody is sent a text message")


async def handed_in(room: Room) -> str:
    """A complaint that was handed in; its address."""
    await room.begin("klacht indienen")
    await room.say("het loket ging te vroeg dicht", "gisteren", "nee", "ja")
    await room.log_in()
    ((_, zaak),) = room.zaken.registered.values()
    return zaak.url


def notices(room: Room, mouth: Mouth) -> StatusNotices:
    return StatusNotices(room.followers, lambda _: room.zaken, mouth, TEXTS, room.clock)


def moves(room: Room, **changes: object) -> None:
    ((key, (new, zaak)),) = room.zaken.registered.items()
    room.zaken.registered[key] = (new, replace(zaak, **changes))  # type: ignore[arg-type]


async def test_nobody_hears_who_did_not_ask() -> None:
    room, mouth = Room(), Mouth()
    url = await handed_in(room)
    assert "Stuur mij bericht" in room.titles
    assert await notices(room, mouth).changed(url, "s1") == 0
    assert mouth.said == {}


async def test_who_asked_hears_each_step_once_and_the_last() -> None:
    room, mouth = Room(), Mouth()
    url = await handed_in(room)
    assert "als er iets verandert" in await room.press("Stuur mij bericht")
    moves(room, status="We onderzoeken uw klacht.")
    for notification in ("s1", "s1"):
        await notices(room, mouth).changed(url, notification)
    (reply,) = mouth.said.values()
    assert "nieuws over uw zaak" in reply.text and "We onderzoeken uw klacht." in reply.text
    moves(room, status="We zijn klaar met uw klacht.", ended=room.clock.now().date())
    await notices(room, mouth).changed(url, "s2")
    assert "is klaar" in mouth.said["gesprek", "status:s2"].text
    assert await notices(room, mouth).changed(url, "s3") == 0


async def test_who_wants_no_more_presses_that() -> None:
    room, mouth = Room(), Mouth()
    url = await handed_in(room)
    await room.press("Stuur mij bericht")
    await notices(room, mouth).changed(url, "s1")
    (stop,) = mouth.said["gesprek", "status:s1"].choices
    await room._take(pressed=stop.payload.partition('"choice": "')[2].rstrip('"}'))
    assert "geen berichten meer" in room.text
    assert await notices(room, mouth).changed(url, "s2") == 0


async def test_system_that_is_down_is_tried_again() -> None:
    room, mouth = Room(), Mouth()
    url = await handed_in(room)
    await room.press("Stuur mij bericht")
    room.zaken.down = True
    with pytest.raises(BackendUnavailable):
        await notices(room, mouth).changed(url, "s1")
    room.zaken.down = False
    assert await notices(room, mouth).changed(url, "s1") == 1


async def test_no_button_for_reports() -> None:
    room = Room()
    await room.begin("melding doen")
    await room.say("overal troep", "Kerkstraat 3", "geen foto", "ja")
    assert room.titles == []


async def test_following_that_cannot_be_kept_is_told() -> None:
    room = Room()
    await handed_in(room)
    room.followers.down = True
    assert "lukt nu even niet" in await room.press("Stuur mij bericht")
    assert room.followers.rows == {}
