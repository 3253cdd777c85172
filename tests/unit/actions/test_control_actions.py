"""Steering the conversation, and short texts with local values."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.control import Affirm, Deny, Repeat, Stop, Tell, TellOtherMunicipality
from actions.conversation import municipality_of
from actions.handover import RequestHuman
from assistant.domain.ediensten.declaration import EDienst, EDiensten
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import bot, candidates, tracker, turn

# --- action_tell


@pytest.mark.parametrize(
    ("intent", "outcome"),
    [
        ("ask_identity", "smalltalk"),
        ("file_complaint", "flow"),
        ("out_of_scope", "fallback"),
        ("nonsense", "fallback"),
        ("insult", "smalltalk"),
    ],
)
async def test_tell_says_the_text_of_the_intent(room: Room, intent: str, outcome: str) -> None:
    events, messages = await room.run(Tell(), tracker(intent))
    assert events == []
    assert messages[0]["response"] == f"utter_{intent}"
    assert messages[0]["custom"] == {"outcome": outcome}
    assert messages[0]["gemeente"] == "Tilburg"


@pytest.mark.parametrize(
    ("intent", "offered"),
    [
        ("share_personal_data", ["Paspoort"]),
        ("ask_identity", []),
        ("insult", ["utter_button_request_human (tilburg)"]),
    ],
)
async def test_tell_offers_the_question_that_came_with_a_number(
    room: Room, intent: str, offered: list[str]
) -> None:
    _, (said,) = await room.run(Tell(), tracker(intent, candidates=candidates("faq/paspoort")))
    assert [button["title"] for button in said["buttons"]] == offered


@pytest.mark.parametrize(
    ("given", "used"), [("tilburg", "Tilburg"), (None, "Rotterdam"), ("ede", "Rotterdam")]
)
async def test_tell_fills_in_the_municipality_of_the_message(
    room: Room, given: str | None, used: str
) -> None:
    _, (said,) = await room.run(Tell(), tracker("ask_identity", municipality=given))
    assert said["gemeente"] == used


def test_municipality_is_the_default_when_the_message_has_no_metadata(room: Room) -> None:
    made = tracker()
    made.latest_message = {}
    assert municipality_of(made) == "rotterdam"


# --- another municipality


@pytest.mark.parametrize(
    ("place", "response"),
    [("Breda", "utter_other_municipality"), ("", "utter_other_municipality_unnamed"),
     (None, "utter_other_municipality_unnamed")],
)  # fmt: skip
async def test_other_municipality_is_named_when_it_is_known(
    room: Room, place: str | None, response: str
) -> None:
    _, (said,) = await room.run(TellOtherMunicipality(), tracker(place=place))
    assert (said["response"], said["custom"]) == (response, {"outcome": "referral"})
    assert said["andere_gemeente"] == (place or "")


# --- repeat and deny

BUTTONS = [{"title": "Kop", "payload": "/x"}]
ANSWERED = turn(
    "action_answer", bot("deel een", "answer", buttons=BUTTONS), bot("deel twee", "answer")
)


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        (ANSWERED, ["deel een", "deel twee"]),
        ([*ANSWERED, *turn("utter_thank", bot("graag gedaan", "smalltalk"))],
         ["deel een", "deel twee"]),
        ([*ANSWERED, *turn("utter_thank", bot("graag gedaan"))], ["deel een", "deel twee"]),
        ([*ANSWERED, *turn("action_answer", bot("nieuwer", "answer"))], ["nieuwer"]),
        (turn("utter_greet", bot("hallo", "smalltalk")), ["hallo"]),
        ([*turn("utter_greet", bot("hallo")), *turn("action_listen")], ["hallo"]),
    ],
)  # fmt: skip
async def test_repeat_says_the_last_real_answer_again(
    room: Room, before: list[dict[str, Any]], texts: list[str]
) -> None:
    events, messages = await room.run(Repeat(), tracker("repeat", before=before))
    assert events == []
    assert [message["text"] for message in messages] == texts


async def test_repeat_keeps_buttons_and_outcome(room: Room) -> None:
    _, messages = await room.run(Repeat(), tracker("repeat", before=ANSWERED))
    assert messages[0]["buttons"] == BUTTONS
    assert messages[0]["custom"] == {"outcome": "answer"}


async def test_repeat_says_so_when_there_is_nothing_to_repeat(room: Room) -> None:
    _, (said,) = await room.run(Repeat(), tracker("repeat"))
    assert said["response"] == "utter_nothing_to_repeat"


@pytest.mark.parametrize(
    ("before", "response", "outcome"),
    [
        (turn("action_clarify"), "utter_rephrase", "fallback"),
        (turn("action_answer"), "utter_deny_nothing", "smalltalk"),
        ([], "utter_deny_nothing", "smalltalk"),
    ],
)
async def test_deny_asks_for_other_words_only_after_a_question_of_ours(
    room: Room, before: list[dict[str, Any]], response: str, outcome: str
) -> None:
    _, (said,) = await room.run(Deny(), tracker("deny", before=before))
    assert (said["response"], said["custom"]) == (response, {"outcome": outcome})


# --- handover


@pytest.mark.parametrize(
    ("hours", "response"),
    [(0, "utter_request_human_open"), (12, "utter_request_human_closed")],
)
async def test_request_human_says_what_is_open_now_and_tells_staff(
    room: Room, hours: int, response: str
) -> None:
    room.clock.forward(hours=hours)
    _, (said,) = await room.run(RequestHuman(), tracker("request_human", text="een mens graag"))
    assert said["text"] == f"utter_human_opening (tilburg) {response} (tilburg)"
    assert said["custom"]["outcome"] == "handover"
    (kept,) = room.outbox.waiting
    assert kept.inhoud == "een mens graag"
    assert (kept.kanaal, kept.metadata["reden"]) == ("webchat", "mens_gevraagd")


async def test_request_human_answers_also_when_the_register_is_down(room: Room) -> None:
    room.outbox.down = True
    _, (said,) = await room.run(RequestHuman(), tracker("request_human"))
    assert said["text"].endswith("utter_request_human_open (tilburg)")


async def test_request_human_is_registered_once_when_the_action_runs_again(room: Room) -> None:
    for _ in range(2):
        await room.run(RequestHuman(), tracker("request_human"))
    assert len(room.outbox.waiting) == 1


# --- zaken


async def test_complaint_can_begin_where_it_can_be_handed_in(room: Room) -> None:
    klacht = EDienst("klacht", "Klacht indienen", "KLACHT", "Vertel.", "Dank.", ())
    room.handed_in.every = EDiensten((klacht,))
    _, (said, *_) = await room.run(Tell(), tracker("file_complaint"))
    assert [b["payload"] for b in said["buttons"]] == [
        "/request_human", "/request_callback", '/start_edienst{"choice": "klacht"}',
    ]  # fmt: skip


# --- yes, and never mind

OFFERED = [
    {"title": "Afval", "payload": '/choose_answer{"article": "afval", "section": "algemeen"}'},
    {"title": "Iets anders", "payload": "/deny"},
]


async def test_yes_takes_the_first_that_was_offered(room: Room) -> None:
    before = turn("action_clarify", bot("?", "choice", buttons=OFFERED))
    events, (said,) = await room.run(Affirm(), tracker("affirm", before=before))
    assert said["custom"]["articles"] == ["afval"]
    assert events == [SlotSet("current_article", "afval")]


@pytest.mark.parametrize(
    "before",
    [
        [],
        turn("action_answer", bot("antwoord", "answer", buttons=OFFERED)),
        turn("action_clarify", bot("?", "choice", buttons=OFFERED[1:])),
        turn("action_clarify", bot("?", "choice", buttons=[
            {"title": "Weg", "payload": '/choose_answer{"article": "weg", "section": "a"}'}])),
    ],
)  # fmt: skip
async def test_yes_to_nothing_asks_what_for(room: Room, before: list[Any]) -> None:
    events, (said,) = await room.run(Affirm(), tracker("affirm", before=before))
    assert (events, said["response"]) == ([], "utter_affirm")


async def test_never_mind_ends_the_subject(room: Room) -> None:
    events, (said,) = await room.run(Stop(), tracker("stop"))
    assert events == [
        SlotSet("current_article", None),
        SlotSet("appointment", None),
        SlotSet("edienst", None),
        SlotSet("zaken", None),
    ]
    assert said["response"] == "utter_stop"
