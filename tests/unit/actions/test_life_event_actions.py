"""Life events: the checklist, ticking steps by button and by words, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.answers import AnswerQuestion, Clarify
from actions.life_events import MarkStepDone, ShowLifeEvent, TellNextStep
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import answers, candidates, tracker

IDS = [
    "verhuizen/paspoort/status",
    "verhuizen/afval/algemeen",
    "verhuizen/uwv/algemeen",
    "verhuizen/rijbewijs/algemeen",
]
OPEN = [
    '/choose_answer{"article": "paspoort", "section": "status"}',
    '/choose_answer{"article": "afval", "section": "algemeen"}',
    '/choose_answer{"article": "uwv", "section": "algemeen"}',
    '/choose_answer{"article": "rijbewijs", "section": "algemeen"}',
]


def entity(name: str, value: str) -> dict[str, Any]:
    return {"entities": [{"entity": name, "value": value}]}


def slots(*done: str, article: str = "verhuizen", event: str = "verhuizen") -> dict[str, Any]:
    return {"life_event": event, "done_steps": list(done), "current_article": article}


def payloads(message: dict[str, Any]) -> list[str]:
    return [button["payload"] for button in message["buttons"]]


# --- action_life_event


async def test_life_event_shows_every_step_and_buttons_for_the_first_three(room: Room) -> None:
    asked = tracker("life_event", answers=answers("verhuizen"))
    events, (message,) = await room.run(ShowLifeEvent(), asked)
    opening, *steps = message["text"].split("utter_step_to_do (tilburg) ")
    assert opening == "Dit zijn de stappen.\n\n"
    assert steps[0] == "1 Paspoort wijzigen Doe dat zo. binnen 5 dagen\n"
    assert len(steps) == 4
    assert "utter_steps_hint" in steps[-1]
    assert "utter_steps_progress" not in message["text"]
    assert payloads(message) == OPEN[:3]
    assert message["buttons"][0]["title"].startswith("utter_button_open_step (tilburg) 1 Paspoort")
    assert message["custom"]["articles"] == ["verhuizen"]
    assert message["custom"]["outcome"] == "answer"
    assert message["custom"]["sources"]
    assert events == [SlotSet("life_event", "verhuizen"), SlotSet("current_article", "verhuizen")]


async def test_life_event_ticks_what_is_done_when_it_is_asked_for_again(room: Room) -> None:
    asked = tracker("life_event", answers=answers("verhuizen"), slots=slots(IDS[0]))
    _, (message,) = await room.run(ShowLifeEvent(), asked)
    assert "utter_step_ticked (tilburg) 1 Paspoort" in message["text"]
    assert message["text"].count("utter_step_to_do") == 3
    assert "utter_steps_progress (tilburg) 1 4" in message["text"]
    assert payloads(message) == OPEN[1:]


async def test_life_event_of_a_button_is_shown_above_what_was_recognised(room: Room) -> None:
    asked = tracker("life_event", confidence=0.2, answers=answers("verhuizen"),
                    candidates=candidates("faq/afval"), **entity("article", "overlijden"))  # fmt: skip
    events, (message,) = await room.run(ShowLifeEvent(), asked)
    assert message["text"].startswith("Gecondoleerd.")
    assert events[0] == SlotSet("life_event", "overlijden")


async def test_life_event_offers_other_readings_when_it_is_not_quite_sure(room: Room) -> None:
    asked = tracker("life_event", confidence=0.5, answers=answers("verhuizen"),
                    candidates=candidates("life_event/verhuizen", "faq/afval", "life_event/overlijden"))  # fmt: skip
    _, (_, others) = await room.run(ShowLifeEvent(), asked)
    assert payloads(others) == [OPEN[1], '/life_event{"article": "overlijden"}']


@pytest.mark.parametrize("slug", ["weg", "paspoort"])
async def test_life_event_says_so_when_there_is_none(room: Room, slug: str) -> None:
    events, (message,) = await room.run(ShowLifeEvent(), tracker(answers=answers(slug)))
    assert (events, message["response"]) == ([], "utter_answer_error")


async def test_clarify_offers_a_life_event_by_its_checklist(room: Room) -> None:
    asked = tracker("nlu_fallback", candidates=candidates("life_event/verhuizen"))
    _, (message,) = await room.run(Clarify(), asked)
    assert payloads(message)[0] == '/life_event{"article": "verhuizen"}'


# --- action_answer below a checklist


async def test_answer_about_a_step_has_a_button_to_tick_it(room: Room) -> None:
    asked = tracker(answers=answers("paspoort"), slots=slots())
    _, (message,) = await room.run(AnswerQuestion(), asked)
    assert len(message["buttons"]) == 3
    assert message["buttons"][-1] == {
        "title": "utter_button_step_done (tilburg) 1 Paspoort wijzigen Doe dat zo. binnen 5 dagen",
        "payload": f'/mark_step_done{{"step": "{IDS[0]}"}}',
    }


async def test_answer_about_a_step_keeps_its_way_to_a_human(room: Room) -> None:
    asked = tracker(answers=answers("rijbewijs"), slots=slots())
    _, (message,) = await room.run(AnswerQuestion(), asked)
    assert payloads(message)[2:] == [f'/mark_step_done{{"step": "{IDS[3]}"}}', "/request_human"]
    assert len(payloads(message)) == 4


@pytest.mark.parametrize(
    ("article", "kept"),
    [("paspoort", slots(IDS[0])), ("brand", slots()), ("paspoort", {}), ("paspoort", slots(event="weg"))],
)  # fmt: skip
async def test_answer_has_no_such_button_for_what_is_no_step_or_done(
    room: Room, article: str, kept: dict[str, Any]
) -> None:
    _, (message,) = await room.run(AnswerQuestion(), tracker(answers=answers(article), slots=kept))
    assert not any("mark_step_done" in payload for payload in payloads(message))


# --- action_mark_step_done


@pytest.mark.parametrize(
    ("text", "article", "done", "expected"),
    [
        ("klaar met stap 1", "verhuizen", [], [IDS[0]]),
        ("de eerste heb ik al gedaan", "verhuizen", [], [IDS[0]]),
        ("stap 2 en 3 zijn klaar", "verhuizen", [IDS[0]], IDS[:3]),
        ("de container is gekozen", "verhuizen", [], [IDS[1]]),
        # without a name: the step that was just talked about
        ("gedaan", "uwv", [IDS[0]], [IDS[0], IDS[2]]),
        # a step of another life event stays done, and done twice is done once
        ("stap 1 is klaar", "verhuizen", ["overlijden/afval/algemeen", IDS[0]],
         ["overlijden/afval/algemeen", IDS[0]]),
        # it turns out not to be done
        ("stap 1 is toch nog niet klaar", "verhuizen", IDS[:2], [IDS[1]]),
    ],
)  # fmt: skip
async def test_mark_step_done_remembers_the_step_that_is_meant(
    room: Room, text: str, article: str, done: list[str], expected: list[str]
) -> None:
    asked = tracker("mark_step_done", text=text, slots=slots(*done, article=article))
    events, _ = await room.run(MarkStepDone(), asked)
    assert SlotSet("done_steps", expected) in events


async def test_mark_step_done_says_what_is_done_and_what_comes_next(room: Room) -> None:
    asked = tracker("mark_step_done", text="stap 1 is klaar", slots=slots())
    events, (message,) = await room.run(MarkStepDone(), asked)
    assert message["text"].split("\n\n") == [
        "utter_step_done (tilburg) 1 Paspoort wijzigen Doe dat zo. binnen 5 dagen",
        "utter_steps_progress (tilburg) 1 4",
        "utter_steps_next (tilburg)",
        "utter_step_to_do (tilburg) 2 Container kiezen Kies er een. na de verhuizing",
    ]
    assert payloads(message) == OPEN[1:]
    assert (message["custom"]["outcome"], message["custom"]["articles"]) == ("flow", ["verhuizen"])
    # "Gedaan" is about the next step from here on.
    assert SlotSet("current_article", "afval") in events


async def test_mark_step_done_ends_when_all_is_done(room: Room) -> None:
    asked = tracker("mark_step_done", text="alles is gedaan", slots=slots())
    events, (message,) = await room.run(MarkStepDone(), asked)
    assert SlotSet("done_steps", IDS) in events
    assert message["text"].endswith("utter_steps_all_done (tilburg)")
    assert message["buttons"] == []


async def test_mark_step_done_by_button_also_below_an_older_checklist(room: Room) -> None:
    asked = tracker("mark_step_done", text="/mark_step_done{}", slots=slots(event="overlijden"),
                    **entity("step", IDS[3]))  # fmt: skip
    events, (message,) = await room.run(MarkStepDone(), asked)
    assert events[:2] == [SlotSet("life_event", "verhuizen"), SlotSet("done_steps", [IDS[3]])]
    assert "utter_step_done (tilburg) 4" in message["text"]


@pytest.mark.parametrize("text", ["gedaan", "stap 8 is klaar"])
async def test_mark_step_done_asks_which_when_it_cannot_tell(room: Room, text: str) -> None:
    asked = tracker("mark_step_done", text=text, slots=slots(IDS[1]))
    events, (message,) = await room.run(MarkStepDone(), asked)
    assert events == []
    assert (message["response"], message["custom"]) == (
        "utter_which_step_done",
        {"outcome": "choice"},
    )
    assert payloads(message) == [f'/mark_step_done{{"step": "{IDS[i]}"}}' for i in (0, 2, 3)]


@pytest.mark.parametrize("action", [MarkStepDone(), TellNextStep()])
@pytest.mark.parametrize("kept", [{}, slots(event="weg")])
async def test_without_a_checklist_residents_hear_which_there_are(
    room: Room, action: Any, kept: dict[str, Any]
) -> None:
    events, (message,) = await room.run(action, tracker(slots=kept))
    assert (events, message["response"]) == ([], "utter_no_checklist")
    assert message["stappenplannen"] == "- Stappenplan verhuizen\n- Stappenplan na een overlijden"


# --- action_next_step


async def test_next_step_says_all_that_is_still_to_be_done(room: Room) -> None:
    asked = tracker("ask_next_step", text="wat moet ik nog doen?", slots=slots(IDS[0], IDS[2]))
    events, (message,) = await room.run(TellNextStep(), asked)
    progress, heading, steps = message["text"].split("\n\n")
    assert (progress, heading) == (
        "utter_steps_progress (tilburg) 2 4",
        "utter_steps_to_do (tilburg)",
    )
    assert [line.split()[2] for line in steps.split("\n")] == ["2", "4"]
    assert payloads(message) == [OPEN[1], OPEN[3]]
    assert events == [SlotSet("current_article", "afval")]


async def test_next_step_explains_the_step_that_is_named(room: Room) -> None:
    asked = tracker("ask_next_step", text="vertel meer over stap 1", slots=slots())
    events, (message,) = await room.run(TellNextStep(), asked)
    assert message["text"].endswith("Bijna.")
    assert payloads(message)[-1] == f'/mark_step_done{{"step": "{IDS[0]}"}}'
    assert events == [SlotSet("current_article", "paspoort")]
