"""To a human: what goes along, and into which line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rasa_sdk import Action

from actions.answers import Clarify
from actions.callbacks import Callback
from actions.control import Tell
from actions.handover import ChatWithHuman, Distress, LeaveLine, RequestHuman
from assistant.domain.booking.draft import Draft
from assistant.domain.ediensten.form import Form
from assistant.domain.handover import Ending, Handover, Why
from assistant.domain.mood import Mood
from assistant.domain.staff import Staff
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import action, tracker, user

pytestmark = pytest.mark.asyncio
FATIMA = Staff("s1", "fatima", "Fatima", "tilburg")


@pytest.fixture
async def desk(room: Room) -> Room:
    """Somebody is there."""
    await room.staff.keep(FATIMA, "hash")
    await room.staff.seen("s1", room.clock.now())
    return room


async def begun(room: Room, conversation: str = "c1") -> Handover:
    found = await room.handovers.open_in(conversation)
    assert found is not None
    return found


async def test_offers_the_chat_where_somebody_is(desk: Room) -> None:
    _, (said,) = await desk.run(RequestHuman(), tracker("request_human"))
    assert [one["payload"] for one in said["buttons"]] == [
        "/chat_with_human", "/request_callback", "/make_appointment",
    ]  # fmt: skip


async def test_takes_along_what_was_said_and_shown(desk: Room) -> None:
    before = [
        user("wat kost een paspoort"), action("action_answer"),
        {"event": "bot", "text": "€ 80", "data": {"custom": {"articles": ["paspoort"]}}},
        user("stomme robot"), action("action_clarify"), user("snap je me niet?"),
        action("action_clarify"), user("/request_human"),
    ]  # fmt: skip
    before[3]["parse_data"] = {"intent": {"name": "insult"}}
    slots = {"current_article": "paspoort"}
    made = tracker("chat_with_human", before=before, slots=slots, text="/chat_with_human")
    _, (said,) = await desk.run(ChatWithHuman(), made)
    assert said["text"].startswith("utter_handover_waiting (tilburg) 1")
    packet = (await begun(desk)).packet
    assert packet.questions == ("wat kost een paspoort", "stomme robot", "snap je me niet?")
    assert (packet.article, packet.shown) == ("paspoort", ("paspoort",))
    assert (packet.why, packet.guesses, packet.mood) == (Why.NOT_UNDERSTOOD, 2, (Mood.ANGRY,))


async def test_takes_along_what_was_being_filled_in(desk: Room) -> None:
    form = Form("m1", "verhuizing", ask="datum").to_json()
    draft = Draft("m2", products=("paspoort",)).to_json()
    made = tracker("chat_with_human", slots={"edienst": form, "appointment": draft})
    await desk.run(ChatWithHuman(), made)
    packet = (await begun(desk)).packet
    assert (packet.edienst, packet.form) == ("verhuizing", "c1:m1")
    assert packet.appointment == "paspoort"


async def test_who_goes_on_by_another_channel_is_in_line_there(desk: Room) -> None:
    made = tracker("chat_with_human")
    made.latest_message["message_id"] = "c2:m1"
    made.latest_message["metadata"] = {
        "municipality": "tilburg", "channel": "whatsapp", "contact": "k1",
    }  # fmt: skip
    await desk.run(ChatWithHuman(), made)
    found = await begun(desk, "c2")
    assert (found.channel, found.contact_id) == ("whatsapp", "k1")


async def test_takes_along_why_in_which_language_and_which_zaken(desk: Room) -> None:
    said = [user("I need help"), user("het wordt me te veel"), user("/chat_with_human")]
    said[0]["parse_data"] = {"intent": {"name": "speak_other_language"}, "language": "en"}
    said[1]["parse_data"] = {"intent": {"name": "distress"}, "language": "nl"}
    shown = {"event": "bot", "text": "Klacht (ZAAK-2026-0000000012)\n- status: open", "data": {}}
    made = tracker("chat_with_human", before=[said[0], shown, *said[1:]], text="/chat_with_human")
    await desk.run(ChatWithHuman(), made)
    packet = (await begun(desk)).packet
    assert (packet.why, packet.mood) == (Why.DISTRESS, (Mood.DISTRESSED,))
    assert (packet.language, packet.login) == ("en", "midden")
    assert packet.zaken == ("ZAAK-2026-0000000012",)


async def test_too_much_is_a_human_first_and_then_what_it_may_be_about(desk: Room) -> None:
    candidates = [{"intent": "faq/afval", "confidence": 0.3}]
    made = tracker("distress", text="ik red het niet meer", confidence=0.4, candidates=candidates)
    _, (said, other) = await desk.run(Distress(), made)
    assert said["text"] == "utter_distress (tilburg) utter_human_offer (tilburg)"
    assert said["buttons"][0]["payload"] == "/chat_with_human"
    assert other["buttons"][0]["title"] == "Afval"


async def test_out_of_the_line(desk: Room) -> None:
    await desk.run(ChatWithHuman(), tracker("chat_with_human"))
    handover = await begun(desk)
    _, (said,) = await desk.run(LeaveLine(), tracker("leave_line"))
    assert said["text"] == "utter_handover_left (tilburg)"
    assert desk.handovers.rows[handover.id].ending is Ending.LEFT
    _, (again,) = await desk.run(LeaveLine(), tracker("leave_line"))
    assert again["text"].endswith("utter_human_offer (tilburg)")


async def test_called_back_on_the_number_that_the_gateway_kept(room: Room) -> None:
    until = room.clock.now() + timedelta(minutes=30)
    await room.details.keep("c1:m1", {"phone": "+31612345678"}, until)
    made = tracker("request_callback", text="bel mij op [telefoonnummer]")
    events, (said,) = await room.run(Callback(), made)
    assert said["text"].startswith("utter_callback_confirm (tilburg)")
    (slot,) = events
    assert "612345678" not in str(slot)
    made = tracker("inform_callback", text="ja", slots={"callback": slot["value"]}, message_id="m2")
    events, (said,) = await room.run(Callback(), made)
    assert said["text"].startswith("utter_callback_made (tilburg)")
    assert events[0]["value"] is None
    assert [one.phone for one in room.callbacks.rows.values()] == ["+31612345678"]


@pytest.mark.parametrize(("intent", "acts"), [("nlu_fallback", Clarify()), ("nonsense", Tell())])
async def test_two_messages_that_make_no_sense_are_a_human(
    room: Room, intent: str, acts: Action
) -> None:
    first = user("blorp fnaf")
    first["parse_data"] = {"intent": {"name": "nonsense"}}
    before = [action("action_listen"), first, action("action_tell")]
    _, (said, *_) = await room.run(acts, tracker(intent, before=before))
    assert "/request_human" in [one["payload"] for one in said["buttons"]]
    _, (said, *_) = await room.run(Tell(), tracker("nonsense"))
    assert said["buttons"] == []
