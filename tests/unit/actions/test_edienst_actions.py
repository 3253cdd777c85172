"""eDiensten: what goes to the service, and what is done where there is none."""

from __future__ import annotations

import pytest
from rasa_sdk.events import SlotSet

from actions.control import Stop, Tell
from actions.ediensten import EDienst
from actions.login import LoggedIn
from assistant.domain.conversation import Reply
from assistant.domain.ediensten.form import MOST_SECONDS, Form, Stage
from assistant.domain.ediensten.talk import Step
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import tracker, user

FORM = Form("m1", "verhuizing", ask="datum")
OPEN = {"edienst": FORM.to_json()}


@pytest.mark.parametrize(("intent", "begins"), [("start_edienst", True), ("inform_edienst", False)])
async def test_message_goes_to_the_service_with_the_form(
    room: Room, intent: str, begins: bool
) -> None:
    metadata = {"municipality": "tilburg", "channel": "sms", "contact": "phone-1"}
    message = tracker(intent, metadata=metadata, text="1 december", slots=OPEN, product="paspoort")
    events, (said,) = await room.run(EDienst(), message)
    ((taken, form),) = room.ediensten.taken
    assert (taken.begins, taken.text, taken.article, form) == (
        begins,
        "1 december",
        "paspoort",
        FORM,
    )
    assert (taken.conversation_id, taken.id, taken.channel) == ("c1", "m1", "sms")
    assert said["text"] == "Op welke dag?"
    assert events == [SlotSet("edienst", FORM.to_json())]


async def test_button_is_no_text(room: Room) -> None:
    pressed = [{"entity": "choice", "value": "verhuizing"}]
    await room.run(EDienst(), tracker("start_edienst", text="/start_edienst{}", entities=pressed))
    ((taken, _),) = room.ediensten.taken
    assert (taken.text, taken.pressed) == ("", "verhuizing")


async def test_what_cannot_be_handed_in_here_has_its_own_way(room: Room) -> None:
    room.ediensten.step = Step()
    events, messages = await room.run(EDienst(), tracker("start_edienst"))
    assert messages[0]["response"] == "utter_start_edienst"
    assert events == []


@pytest.mark.parametrize(("stage", "edienst"), [(Stage.HAND_IN, 1), (Stage.FIELD, 0)])
async def test_back_from_digid_goes_on_with_what_waits(
    room: Room, stage: Stage, edienst: int
) -> None:
    slots = {"edienst": Form("m1", "verhuizing", stage).to_json()}
    await room.run(LoggedIn(), tracker("logged_in", slots=slots))
    assert (len(room.ediensten.taken), len(room.zaken.taken)) == (edienst, 1 - edienst)


async def test_question_in_between_comes_back(room: Room) -> None:
    _, messages = await room.run(Tell(), tracker("ask_identity", slots=OPEN))
    assert messages[-1]["text"] == "Terug naar verhuizing"


async def test_stop_ends_it(room: Room) -> None:
    events, (said,) = await room.run(Stop(), tracker("stop", slots=OPEN))
    assert said["response"] == "utter_edienst_stopped"
    assert SlotSet("edienst", None) in events


async def test_after_a_long_silence_nothing_is_open(room: Room) -> None:
    room.ediensten.step = Step(Reply("Klaar."))
    asked = tracker("inform_edienst", slots=OPEN)
    asked.events = [user() | {"timestamp": 1.0}, user() | {"timestamp": MOST_SECONDS + 2}]
    events, _ = await room.run(EDienst(), asked)
    ((_, form),) = room.ediensten.taken
    assert form is None
    assert events == [SlotSet("edienst", None)]
