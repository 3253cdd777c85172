"""Zaken: what goes to the service, and what the resident sees around its answer."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.control import Tell
from actions.zaken import LogOut, Zaken
from assistant.domain.booking.draft import Draft
from assistant.domain.conversation import Reply
from assistant.domain.zaken_talk import MOST_SECONDS, Ask, Wish, ZaakTalk
from assistant.services.zaken import Step
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import tracker, user

TALK = ZaakTalk(Ask.CONSENT, number="ZAAK-2026-0000000001")
OPEN = {"zaken": TALK.to_json()}


@pytest.mark.parametrize(
    ("intent", "wish", "logged_in"),
    [
        ("ask_zaak_status", Wish.STATUS, False),
        ("ask_lookups", Wish.SEEN, False),
        ("inform_zaken", None, False),
        ("logged_in", None, True),
    ],
)
async def test_message_goes_to_the_service_with_what_was_asked(
    room: Room, intent: str, wish: Wish | None, logged_in: bool
) -> None:
    metadata = {"municipality": "tilburg", "channel": "sms", "contact": "phone-1"}
    await room.run(Zaken(), tracker(intent, metadata=metadata, text="ja", slots=OPEN))
    ((said, talk),) = room.zaken.taken
    assert (said.wish, said.logged_in, said.text, talk) == (wish, logged_in, "ja", TALK)
    assert (said.conversation_id, said.municipality) == ("c1", "tilburg")
    assert (said.channel, said.contact_id) == ("sms", "phone-1")


async def test_button_is_no_text(room: Room) -> None:
    pressed = [{"entity": "choice", "value": "yes"}]
    await room.run(Zaken(), tracker("inform_zaken", text="/inform_zaken{}", entities=pressed))
    ((said, _),) = room.zaken.taken
    assert (said.text, said.pressed) == ("", "yes")


async def test_question_is_kept(room: Room) -> None:
    events, (said,) = await room.run(Zaken(), tracker("ask_zaak_status", product="paspoort"))
    assert said["text"] == "Zal ik het opvragen?"
    assert [button["title"] for button in said["buttons"]] == ["Paspoort"]
    assert events == [SlotSet("zaken", ZaakTalk(Ask.CONSENT).to_json())]


async def test_what_is_over_is_over_and_an_appointment_goes_on(room: Room) -> None:
    room.zaken.step = Step(Reply("Klaar."))
    slots = OPEN | {"appointment": Draft("m1").to_json()}
    events, messages = await room.run(Zaken(), tracker("inform_zaken", slots=slots))
    assert [m["text"] for m in messages] == ["Klaar.", "Nog eens m1"]
    assert events == [SlotSet("zaken", None)]


@pytest.mark.parametrize(
    ("product", "said", "events"),
    [("paspoort", 2, [SlotSet("current_article", "paspoort")]), ("weg", 1, []), (None, 1, [])],
)
async def test_without_a_case_system_the_own_way_is_shown(
    room: Room, product: str | None, said: int, events: list[Any]
) -> None:
    room.zaken.step = Step(known=False)
    happened, messages = await room.run(Zaken(), tracker("ask_zaak_status", product=product))
    assert messages[0]["response"] == "utter_ask_zaak_status"
    assert (len(messages), happened) == (said, events)


async def test_after_a_long_silence_nothing_is_open(room: Room) -> None:
    asked = tracker("inform_zaken", slots=OPEN)
    earlier = user() | {"timestamp": 1000.0}
    asked.events = [earlier, user() | {"timestamp": 1000.0 + MOST_SECONDS + 1}]
    await room.run(Zaken(), asked)
    ((_, talk),) = room.zaken.taken
    assert talk is None


async def test_question_in_between_comes_back(room: Room) -> None:
    _, messages = await room.run(Tell(), tracker("ask_identity", slots=OPEN))
    assert messages[-1]["text"] == "Nog eens consent"


async def test_log_out(room: Room) -> None:
    events, (said,) = await room.run(LogOut(), tracker("log_out", slots=OPEN))
    assert said["text"] == "Uitgelogd c1"
    assert events == [SlotSet("zaken", None)]
