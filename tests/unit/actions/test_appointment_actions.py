"""Appointments: what goes to the booking service, and questions in between."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.answers import AnswerQuestion
from actions.appointments import Appointment
from actions.control import Stop, Tell
from assistant.domain.booking.draft import MOST_SECONDS, Draft, Task
from assistant.domain.conversation import Reply
from assistant.services.booking_talk import Step
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import answers, tracker, user

OPEN = {"appointment": Draft("m1", products=("paspoort",)).to_json()}


@pytest.mark.parametrize(
    ("intent", "task"),
    [
        ("make_appointment", Task.MAKE),
        ("change_appointment", Task.CHANGE),
        ("cancel_appointment", Task.CANCEL),
        ("ask_appointment", Task.LOOK_UP),
        ("inform", None),
    ],
)
async def test_wish_goes_to_the_service_with_who_speaks(
    room: Room, intent: str, task: Task | None
) -> None:
    metadata = {"municipality": "tilburg", "channel": "sms", "contact": "phone-1"}
    await room.run(Appointment(), tracker(intent, metadata=metadata, text="morgen"))
    ((said, draft),) = room.booking.taken
    assert (said.task, said.text, said.choice, draft) == (task, "morgen", "", None)
    assert (said.conversation_id, said.id, said.municipality) == ("c1", "m1", "tilburg")
    assert (said.channel, said.contact_id, said.details_key) == ("sms", "phone-1", "c1:m1")


async def test_answer_and_draft_come_back_and_the_product_is_the_subject(room: Room) -> None:
    events, (said,) = await room.run(Appointment(), tracker("make_appointment"))
    assert said["text"] == "Wanneer?"
    assert events == [
        SlotSet("appointment", Draft("m1").to_json()),
        SlotSet("current_article", "paspoort"),
    ]


async def test_what_is_over_leaves_no_draft(room: Room) -> None:
    room.booking.step = Step(Reply("Klaar."))
    events, _ = await room.run(Appointment(), tracker("inform", slots=OPEN))
    assert events == [SlotSet("appointment", None)]


async def test_what_to_know_beside_it_is_offered_above_the_question(room: Room) -> None:
    wish = tracker("make_appointment", text="rijbewijs gestolen, afspraak graag")
    _, messages = await room.run(Appointment(), wish)
    assert messages[0]["buttons"][0]["title"] == "Rijbewijs"
    assert messages[1]["text"] == "Wanneer?"


async def test_nothing_is_offered_once_it_is_being_made(room: Room) -> None:
    going_on = tracker("inform", text="mijn pas is gestolen", slots=OPEN)
    _, messages = await room.run(Appointment(), going_on)
    assert len(messages) == 1


async def test_draft_goes_on(room: Room) -> None:
    await room.run(Appointment(), tracker("inform", slots=OPEN))
    assert room.booking.taken[0][1] == Draft("m1", products=("paspoort",))


async def test_draft_of_this_morning_is_not_gone_on_with(room: Room) -> None:
    before = [user("hallo") | {"timestamp": 0.0}]
    asked = tracker("inform", slots=OPEN, before=before)
    asked.events[-1]["timestamp"] = MOST_SECONDS + 1.0
    await room.run(Appointment(), asked)
    assert room.booking.taken[0][1] is None


async def test_button_is_a_choice_and_no_text(room: Room) -> None:
    pressed = [{"entity": "choice", "value": "yes"}]
    text = '/inform{"choice": "yes"}'
    await room.run(Appointment(), tracker("inform", text=text, entities=pressed))
    said, _ = room.booking.taken[0]
    assert (said.text, said.choice) == ("", "yes")


async def test_details_of_another_conversation_have_its_key(room: Room) -> None:
    await room.run(Appointment(), tracker("inform", message_id="c2:m7"))
    assert room.booking.taken[0][0].details_key == "c2:m7"


@pytest.mark.parametrize(
    ("aside", "message"),
    [
        (AnswerQuestion(), tracker("faq", slots=OPEN, answers=answers("paspoort"))),
        (Tell(), tracker("ask_capabilities", slots=OPEN)),
    ],
)
async def test_after_a_question_in_between_the_open_one_comes_again(
    room: Room, aside: Any, message: Any
) -> None:
    _, messages = await room.run(aside, message)
    assert len(messages) == 2
    assert messages[-1]["text"] == "Nog eens m1"


async def test_stopping_says_what_became_of_it(room: Room) -> None:
    events, (said,) = await room.run(Stop(), tracker("stop", slots=OPEN))
    assert said["text"] == "Gestopt m1"
    assert SlotSet("appointment", None) in events
