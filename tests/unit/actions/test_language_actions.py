"""A message in another language is met in that language and answered in Dutch."""

from __future__ import annotations

import pytest
from rasa_sdk.events import SlotSet

from actions.languages import TellOtherLanguage
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import candidates, tracker

PASPOORT = [{"slug": "paspoort", "section": "kosten"}]


@pytest.mark.parametrize(
    ("language", "response"),
    [("en", "utter_other_language_en"), ("tr", "utter_other_language_tr"),
     (None, "utter_other_language_en")],
)  # fmt: skip
async def test_other_language_is_answered_in_that_language(
    room: Room, language: str | None, response: str
) -> None:
    _, (said,) = await room.run(TellOtherLanguage(), tracker(language=language))
    assert (said["response"], said["custom"]) == (response, {"outcome": "smalltalk"})


async def test_other_language_gets_likely_answers_to_choose_from(room: Room) -> None:
    asked = tracker(language="en", candidates=candidates("faq/paspoort"))
    _, (told, offered) = await room.run(TellOtherLanguage(), asked)
    assert told["buttons"] == []
    assert offered["response"] == "utter_other_language_topics_en"
    assert offered["custom"] == {"outcome": "choice"}
    assert [button["title"] for button in offered["buttons"]] == ["Paspoort"]


async def test_a_sure_question_is_answered_below_the_greeting(room: Room) -> None:
    asked = tracker(language="pl", questions=PASPOORT, candidates=candidates("faq/paspoort"))
    asked.latest_message["intent"]["confidence"] = 0.97
    events, (greeting, introduced, answer) = await room.run(TellOtherLanguage(), asked)
    assert greeting["response"] == "utter_other_language_pl"
    assert introduced["response"] == "utter_other_language_answer_pl"
    assert (answer["custom"]["outcome"], answer["custom"]["articles"]) == ("answer", ["paspoort"])
    assert events == [SlotSet("current_article", "paspoort")]


async def test_other_subjects_are_offered_below_an_answer_that_may_be_another(room: Room) -> None:
    asked = tracker(
        language="en", questions=PASPOORT, candidates=candidates("faq/paspoort", "faq/afval")
    )
    asked.latest_message["intent"]["confidence"] = 0.8
    *_, offered = (await room.run(TellOtherLanguage(), asked))[1]
    assert offered["response"] == "utter_other_language_topics_en"
    assert offered["custom"] == {"outcome": "answer"}
    assert [button["title"] for button in offered["buttons"]] == ["Afval"]


async def test_an_answer_that_is_gone_still_leaves_the_way_to_a_human(room: Room) -> None:
    asked = tracker(language="en", questions=[{"slug": "weg", "section": "kosten"}])
    events, (said,) = await room.run(TellOtherLanguage(), asked)
    assert (events, said["response"]) == ([], "utter_other_language_en")
