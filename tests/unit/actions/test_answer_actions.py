"""Answers: one, several, and "Bedoelt u ...?"."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.answers import LIKELY, AnswerQuestion, AnswerSeveralQuestions, Clarify
from tests.unit.actions.conftest import Room
from tests.unit.actions.trackers import answers, bot, candidates, tracker, turn, user

CLARIFIED = turn("action_clarify", bot("?", "choice"))


def payload(slug: str, section: str = "algemeen") -> str:
    return f'/choose_answer{{"article": "{slug}", "section": "{section}"}}'


def chosen(**entities: str) -> list[dict[str, str]]:
    return [{"entity": name, "value": value} for name, value in entities.items()]


# --- action_answer


async def test_answer_gives_the_article_with_its_source_and_remembers_it(room: Room) -> None:
    events, (message,) = await room.run(AnswerQuestion(), tracker(answers=answers("rijbewijs")))
    assert events == [SlotSet("current_article", "rijbewijs")]
    assert message["text"] == "Over het rijbewijs."
    assert message["custom"] == {
        "outcome": "answer",
        "links": [],
        "sources": [{"title": "Bron", "url": "https://example.org", "checked_on": "2026-11-01"}],
        "articles": ["rijbewijs"],
    }


@pytest.mark.parametrize(
    ("intent", "slug", "outcome"),
    [("faq", "afval", "answer"), ("referral", "uwv", "referral"), ("crisis", "brand", "referral")],
)
async def test_answer_says_what_kind_of_answer_it_is(
    room: Room, intent: str, slug: str, outcome: str
) -> None:
    _, (message,) = await room.run(AnswerQuestion(), tracker(intent, answers=answers(slug)))
    assert message["custom"]["outcome"] == outcome


async def test_answer_gives_the_section_that_was_recognised(room: Room) -> None:
    asked = [{"slug": "paspoort", "section": "kosten"}]
    _, (message,) = await room.run(AnswerQuestion(), tracker(answers=asked))
    assert message["text"].endswith("De prijs.")
    assert {"title": "Is het klaar?", "payload": payload("paspoort", "status")} in message[
        "buttons"
    ]


async def test_answer_shows_a_second_section_that_answers_as_well(room: Room) -> None:
    asked = [{"slug": "paspoort", "section": "kosten", "also": "status"}]
    _, (message,) = await room.run(AnswerQuestion(), tracker(answers=asked))
    assert "De prijs." in message["text"]
    assert message["text"].endswith("Bijna.")
    _, messages = await room.run(AnswerSeveralQuestions(), tracker(questions=asked))
    assert messages[1]["text"] == message["text"]


@pytest.mark.parametrize(
    ("entities", "end"),
    [
        (chosen(article="paspoort", section="kosten"), "De prijs."),
        (chosen(article="paspoort"), "Over het paspoort."),
    ],
)
async def test_answer_gives_what_was_chosen_above_what_was_recognised(
    room: Room, entities: list[dict[str, str]], end: str
) -> None:
    asked = tracker("choose_answer", confidence=0.1, entities=entities, answers=answers("afval"),
                    candidates=candidates("faq/rijbewijs"))  # fmt: skip
    events, (message,) = await room.run(AnswerQuestion(), asked)
    assert message["text"].endswith(end)
    assert events == [SlotSet("current_article", "paspoort")]


@pytest.mark.parametrize(
    ("confidence", "offered"),
    [(0.99, None), (0.95, None), (0.6, ["Rijbewijs", "UWV"])],
)
async def test_answer_offers_other_readings_only_when_it_is_not_quite_sure(
    room: Room, confidence: float, offered: list[str] | None
) -> None:
    asked = tracker(
        confidence=confidence,
        answers=answers("paspoort"),
        candidates=candidates("faq/paspoort", "faq/rijbewijs", "referral/uwv", "faq/afval"),
    )
    _, messages = await room.run(AnswerQuestion(), asked)
    assert messages[0]["custom"]["articles"] == ["paspoort"]
    if offered is None:
        assert len(messages) == 1
        return
    assert messages[1]["response"] == "utter_or_did_you_mean"
    assert [button["title"] for button in messages[1]["buttons"]] == offered
    assert messages[1]["custom"] == {"outcome": "answer"}


@pytest.mark.parametrize(
    "message",
    [
        {"answers": answers("weg")},
        {"answers": []},
        {},
        {"entities": chosen(article="weg")},
    ],
)
async def test_answer_says_so_when_the_article_is_not_there(
    room: Room, message: dict[str, Any]
) -> None:
    events, (said,) = await room.run(AnswerQuestion(), tracker(**message))
    assert events == []
    assert said["response"] == "utter_answer_error"
    assert said["custom"] == {"outcome": "fallback"}
    assert said["telefoon"] == "14 010"


# --- action_answer_several


def questions(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"slug": slug, "section": section} for slug, section in pairs]


async def test_answer_several_announces_and_gives_every_answer(room: Room) -> None:
    asked = questions(("paspoort", "kosten"), ("afval", "algemeen"))
    events, messages = await room.run(
        AnswerSeveralQuestions(), tracker("several_questions", questions=asked)
    )
    assert messages[0]["response"] == "utter_multiple_intro"
    assert messages[1]["custom"]["articles"] == ["paspoort", "afval"]
    assert events == [SlotSet("current_article", "paspoort")]


async def test_answer_several_gives_at_most_three(room: Room) -> None:
    asked = questions(*((slug, "algemeen") for slug in ("paspoort", "rijbewijs", "afval", "uwv")))
    _, messages = await room.run(AnswerSeveralQuestions(), tracker(questions=asked))
    assert messages[1]["custom"]["articles"] == ["paspoort", "rijbewijs", "afval"]


async def test_answer_several_leaves_out_what_is_not_there(room: Room) -> None:
    asked = questions(("weg", "algemeen"), ("afval", "algemeen"))
    events, messages = await room.run(AnswerSeveralQuestions(), tracker(questions=asked))
    assert messages[-1]["custom"]["articles"] == ["afval"]
    assert events == [SlotSet("current_article", "afval")]


@pytest.mark.parametrize("asked", [questions(("weg", "algemeen")), []])
async def test_answer_several_says_so_when_none_is_there(
    room: Room, asked: list[dict[str, str]]
) -> None:
    events, (said,) = await room.run(AnswerSeveralQuestions(), tracker(questions=asked))
    assert (events, said["response"]) == ([], "utter_answer_error")


# --- action_clarify


async def test_clarify_asks_which_is_meant_with_a_way_out(room: Room) -> None:
    asked = tracker("nlu_fallback", candidates=candidates("faq/paspoort", "request_human"))
    events, (said,) = await room.run(Clarify(), asked)
    assert events == []
    assert (said["response"], said["custom"]) == ("utter_clarify", {"outcome": "choice"})
    assert said["buttons"] == [
        {"title": "Paspoort", "payload": payload("paspoort")},
        {"title": "utter_title_request_human (tilburg)", "payload": "/request_human"},
        {"title": "utter_clarify_none (tilburg)", "payload": "/deny"},
    ]
    assert room.outbox.waiting == []


@pytest.mark.parametrize(
    ("offered", "titles"),
    [
        (["faq/paspoort", "faq/weg", "faq/afval"], ["Paspoort", "Afval"]),
        (["greet", "faq/afval"], ["Afval"]),
        (["faq/paspoort", "faq/rijbewijs", "faq/afval", "referral/uwv"],
         ["Paspoort", "Rijbewijs", "Afval"]),
    ],
)  # fmt: skip
async def test_clarify_offers_at_most_three_things_that_have_a_title(
    room: Room, offered: list[str], titles: list[str]
) -> None:
    asked = tracker("nlu_fallback", candidates=candidates(*offered))
    _, (said,) = await room.run(Clarify(), asked)
    assert [button["title"] for button in said["buttons"][:-1]] == titles


async def test_clarify_shows_what_it_likely_is_as_a_guess(room: Room) -> None:
    asked = tracker(
        "nlu_fallback",
        candidates=candidates("faq/paspoort", "faq/afval"),
        answers=[{"slug": "paspoort", "section": "kosten", "also": "algemeen"}],
    )
    asked.latest_message["intent"]["confidence"] = LIKELY
    events, (guess, choice) = await room.run(Clarify(), asked)
    assert (guess["response"], guess["custom"]) == ("utter_perhaps", {"outcome": "choice"})
    assert guess["titel"] == "Paspoort"
    assert guess["antwoord"] == "**Wat kost het?**\n\nDe prijs."
    assert [button["title"] for button in choice["buttons"][:-1]] == ["Paspoort", "Afval"]
    assert events == [SlotSet("current_article", "paspoort")]


async def test_clarify_offers_a_human_after_what_a_sensitive_question_may_be_about(
    room: Room,
) -> None:
    guesses = candidates("faq/schulden", "faq/afval")
    asked = tracker("nlu_fallback", candidates=guesses, answers=[{"slug": "schulden"}])
    _, (*_, said) = await room.run(Clarify(), asked)
    assert [button["payload"] for button in said["buttons"]] == [
        payload("schulden"), payload("afval"), "/request_human", "/deny"
    ]  # fmt: skip


@pytest.mark.parametrize("before", [[], CLARIFIED])
async def test_clarify_has_one_button_for_a_human(room: Room, before: list[dict[str, Any]]) -> None:
    guesses = candidates("request_human", "faq/schulden")
    asked = tracker(
        "nlu_fallback", before=before, candidates=guesses, answers=[{"slug": "schulden"}]
    )
    _, (*_, said) = await room.run(Clarify(), asked)
    payloads = [button["payload"] for button in said["buttons"]]
    assert payloads.count("/request_human") == 1


@pytest.mark.parametrize(
    ("first", "confidence"), [("faq/paspoort", LIKELY - 0.01), ("request_human", LIKELY)]
)
async def test_clarify_shows_no_article_that_is_not_the_likeliest(
    room: Room, first: str, confidence: float
) -> None:
    asked = tracker(
        "nlu_fallback",
        candidates=candidates(first, "faq/afval"),
        answers=[{"slug": "paspoort", "section": "kosten"}],
    )
    asked.latest_message["intent"]["confidence"] = confidence
    events, (choice,) = await room.run(Clarify(), asked)
    assert (events, choice["response"]) == ([], "utter_clarify")


@pytest.mark.parametrize("offered", [[], ["greet"], ["faq/weg"]])
async def test_clarify_asks_for_other_words_when_it_has_nothing_to_offer(
    room: Room, offered: list[str]
) -> None:
    asked = tracker("nlu_fallback", candidates=candidates(*offered))
    _, (said,) = await room.run(Clarify(), asked)
    assert (said["response"], said["custom"]) == ("utter_rephrase", {"outcome": "fallback"})
    assert [button["payload"] for button in said["buttons"]] == ["/request_human"]


async def test_clarify_offers_a_human_and_tells_staff_when_it_fails_again(room: Room) -> None:
    asked = tracker("nlu_fallback", before=CLARIFIED, text="iets vaags",
                    candidates=candidates("faq/paspoort"))  # fmt: skip
    _, (said,) = await room.run(Clarify(), asked)
    assert (said["response"], said["custom"]) == ("utter_offer_human", {"outcome": "handover"})
    assert [b["payload"] for b in said["buttons"]] == [payload("paspoort"), "/request_human"]
    (kept,) = room.outbox.waiting
    assert kept.reference == "c1:m1"
    assert kept.inhoud.endswith("iets vaags")
    assert kept.metadata == {"gemeente": "tilburg", "reden": "niet_begrepen"}


async def test_clarify_offers_a_human_also_when_the_register_is_down(room: Room) -> None:
    room.outbox.down = True
    _, (said,) = await room.run(Clarify(), tracker("nlu_fallback", before=CLARIFIED))
    assert said["response"] == "utter_offer_human"


@pytest.mark.parametrize(
    "between", [turn("action_answer", bot("x", "answer")), turn("utter_greet")]
)
async def test_clarify_starts_anew_when_something_was_understood_in_between(
    room: Room, between: list[dict[str, Any]]
) -> None:
    asked = tracker("nlu_fallback", before=[*CLARIFIED, *between])
    _, (said,) = await room.run(Clarify(), asked)
    assert said["response"] == "utter_rephrase"


async def test_register_keeps_the_last_two_typed_questions_and_no_payload(room: Room) -> None:
    before = [user("eerste"), *turn("action_clarify", text="tweede"), user("/deny"), *CLARIFIED[2:]]
    await room.run(Clarify(), tracker("nlu_fallback", before=before, text="derde"))
    assert room.outbox.waiting[0].inhoud == "tweede\n\nderde"
