"""The engine door as the gateway meets it: real Rasa, real action server, real database."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.unit.engine.conftest import Engine, StartEngine

REST = b'"municipality": "utrecht", "channel": "webchat", '


@pytest.fixture
def who() -> str:
    return uuid4().hex


def test_health_names_the_model_and_the_store_in_use(engine: Engine) -> None:
    assert engine.health() == (200, {"model": "tiny", "tracker_store": "BalieTrackerStore"})


def test_a_plain_response_is_small_talk(engine: Engine, who: str) -> None:
    status, answer = engine.say("hallo", to=who, id="1")
    assert status == 200
    assert answer["replies"] == [{"text": "Hallo", "outcome": "smalltalk"}]
    assert answer["understanding"]["intent"] == "greet"


def test_a_button_is_understood_as_what_it_says(engine: Engine, who: str) -> None:
    _, answer = engine.press("/greet", to=who, id="1")
    assert answer["understanding"] == {
        "intent": "greet",
        "confidence": 1.0,
        "ranking": [["greet", 1.0]],
    }


def test_a_reply_stays_whole_and_brings_everything_along(engine: Engine, who: str) -> None:
    _, answer = engine.say("dag", to=who, id="1")
    assert answer["replies"] == [
        {
            "text": "Tot ziens\n\nen welkom terug",
            "outcome": "answer",
            "choices": [{"title": "Nog iets bestellen", "payload": '/order{"subject": "brood"}'}],
            "links": [{"title": "Site", "url": "https://example.nl"}],
            "sources": [
                {"title": "Wet", "url": "https://example.nl/wet", "checked_on": "2026-11-01"}
            ],
            "articles": ["paspoort"],
        }
    ]


def test_a_response_may_differ_by_channel(engine: Engine, who: str) -> None:
    _, answer = engine.say("hallo", to=who, id="1", channel="sms")
    assert answer["replies"][0]["text"] == "Hallo per sms"


def test_actions_see_municipality_and_channel(engine: Engine, who: str) -> None:
    _, answer = engine.press('/order{"subject": "brood"}', to=who, id="1")
    assert answer["replies"][0] == {"text": "1 brood utrecht/webchat", "outcome": "flow"}


def test_the_same_id_gets_the_same_answer_and_has_no_second_effect(
    engine: Engine, who: str
) -> None:
    first = engine.say("bestellen", to=who, id="1")
    assert engine.say("bestellen", to=who, id="1") == first
    # even if the text is another: the id decides
    assert engine.say("hallo", to=who, id="1") == first
    assert engine.say("bestellen", to=who, id="2")[1]["replies"][0]["text"].startswith("2 ")


def test_the_same_id_of_another_conversation_is_another_message(engine: Engine, who: str) -> None:
    engine.say("bestellen", to=who, id="1")
    assert engine.say("hallo", to=who + "x", id="1")[1]["replies"][0]["text"] == "Hallo"


def test_the_same_id_at_the_same_time_has_one_effect(
    engine: Engine, who: str, together: Callable[..., list[Any]]
) -> None:
    answers = together([lambda: engine.say("bestellen", to=who, id="1")] * 5)
    assert {json.dumps(answer) for answer in answers} == {json.dumps(answers[0])}
    assert answers[0][1]["replies"][0]["text"].startswith("1 ")


def test_many_messages_of_one_conversation_at_once_all_count_and_quickly(
    engine: Engine, who: str, together: Callable[..., list[Any]]
) -> None:
    started = time.monotonic()
    ids = [str(number) for number in range(8)]
    answers = together([lambda i=i: engine.say("bestellen", to=who, id=i) for i in ids])
    counts = {int(answer["replies"][0]["text"].split()[0]) for _, answer in answers}
    assert counts == set(range(1, 9))
    assert time.monotonic() - started < 4  # Rasa's own lock would take a second for each


def test_answers_survive_a_restart(start_engine: StartEngine, tmp_path: Path, who: str) -> None:
    database = f"sqlite:///{tmp_path / 'engine.db'}"
    engine = start_engine(database)
    first = engine.say("bestellen", to=who, id="1")
    engine.stop()
    again = start_engine(database)
    assert again.say("bestellen", to=who, id="1") == first
    assert again.say("bestellen", to=who, id="2")[1]["replies"][0]["text"].startswith("2 ")
    again.stop()


@pytest.mark.parametrize(
    "text",
    [
        '/order{"subject": "goud"}',
        ' /order{"subject": "goud"}',
        '// / /order{"subject": "goud"}',
        '\t/\n/order{"subject": "goud"}',
        "/restart",
        "/session_start",
        "EXTERNAL: order",
    ],
)
def test_typed_text_is_never_a_command(engine: Engine, who: str, text: str) -> None:
    engine.say("bestellen", to=who, id="1")
    engine.say(text, to=who, id="2")  # understood as words, or not at all
    _, answer = engine.say("bestellen", to=who, id="3")
    assert answer["replies"][0]["text"] == "2 None utrecht/webchat"


def test_a_message_of_slashes_only_is_still_a_message(engine: Engine, who: str) -> None:
    assert engine.say("///", to=who, id="1")[0] in (200, 503)


@pytest.mark.parametrize("text", ["stil", "kapot"])
def test_no_reply_is_unavailable_and_leaves_no_trace(engine: Engine, who: str, text: str) -> None:
    status, answer = engine.say(text, to=who, id="1")
    assert status == 503
    assert "replies" not in answer
    # the slot that the silent action set is not kept either
    assert engine.say("bestellen", to=who, id="1")[1]["replies"][0]["text"].startswith("1 ")


def test_an_action_that_hangs_is_given_up_after_ten_seconds(engine: Engine, who: str) -> None:
    started = time.monotonic()
    assert engine.say("slaap", to=who, id="1")[0] == 503
    assert 9 < time.monotonic() - started < 13


def test_wrong_secret(engine: Engine) -> None:
    assert engine.post(b"{}", secret="guess")[0] == 401
    assert engine.post(b"{}", secret="")[0] == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[1, 2]",
        b"null",
        b"{}",
        b'{"conversation_id": "c"}',
        b'{"conversation_id": 1, "message_id": "1", ' + REST + b'"text": "x"}',
        b'{"conversation_id": "", "message_id": "1", ' + REST + b'"text": "x"}',
        b'{"conversation_id": "c", "message_id": "1", ' + REST + b'"text": 1}',
        b'{"conversation_id": "c", "message_id": "1", ' + REST + b'"text": " "}',
        b'{"conversation_id": "c", "message_id": "1", ' + REST + b'"text": "x", "payload": "/a"}',
        b'{"conversation_id": "c", "message_id": "1", ' + REST + b'"payload": "greet"}',
    ],
)
def test_a_body_that_is_not_in_the_agreed_form(engine: Engine, body: bytes) -> None:
    status, problem = engine.post(body)
    assert status == 400
    assert problem["error"]


def test_too_long(engine: Engine, who: str) -> None:
    assert engine.say("a" * 10_000, to=who, id="1")[0] in (200, 503)
    assert engine.say("a" * 10_001, to=who, id="2")[0] == 413
    assert engine.say("a" * 1_000_000, to=who, id="3")[0] == 413


@pytest.mark.parametrize("text", ["\x00hallo", "\ud800 hallo", "hallo \u202e", "hallo 🙂" * 100])
def test_odd_characters_do_no_harm(engine: Engine, who: str, text: str) -> None:
    assert engine.say(text, to=who, id="1")[0] in (200, 400, 503)
    assert engine.say("hallo", to=who, id="2")[0] == 200


def test_when_storing_fails_nobody_is_told_that_it_worked(
    engine: Engine, engine_database: Path, who: str
) -> None:
    with sqlite3.connect(engine_database) as connection:
        connection.execute("ALTER TABLE engine_turns RENAME TO away")
    try:
        assert engine.say("bestellen", to=who, id="1")[0] == 503
    finally:
        with sqlite3.connect(engine_database) as connection:
            connection.execute("ALTER TABLE away RENAME TO engine_turns")
    assert engine.say("bestellen", to=who, id="1")[1]["replies"][0]["text"].startswith("1 ")


def test_texts_of_residents_are_not_logged(engine: Engine, who: str) -> None:
    engine.say("hallo geheimpje", to=who, id="1")
    engine.say("kapot geheimpje", to=who, id="2")
    assert "geheimpje" not in engine.log()


def test_suggestions_are_for_who_has_the_secret_and_are_part_of_no_conversation(
    engine: Engine,
) -> None:
    asked = json.dumps({"text": "hallo", "municipality": "utrecht"}).encode()
    assert engine.suggest(asked, secret="guess")[0] == 401
    # This model is not ours, and knows no answers.
    assert engine.suggest(asked) == (200, {"suggestions": []})
    for body in (b"{", b"[]", b"{}", b'{"text": 3, "municipality": "utrecht"}', b'{"text": "x"}'):
        assert engine.suggest(body)[0] == 400
