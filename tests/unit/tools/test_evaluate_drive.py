"""Asking as a browser does, on the public application with a fake engine; the report."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from sqlalchemy import insert

from connectors.engine.tables import metadata, turns
from connectors.storage.database import open_engine
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from tools.evaluate import dialogues, report
from tools.evaluate.drive import browser, engine_answers, in_parallel, visible
from tools.evaluate.judge import rows_of, summarise
from tools.evaluate.results import Topics


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest_asyncio.fixture
async def address(engine: FakeEngine) -> AsyncIterator[str]:
    async with TestServer(fake_app(engine=engine)) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_a_resident_gets_the_answer_as_the_page_shows_it(address: str) -> None:
    async with browser(address, "rotterdam") as resident:
        found = await resident.say("hoe vraag ik een paspoort aan?")
    assert [said.text for said in found.said] == [
        "Een paspoort vraagt u persoonlijk aan.\nneem een pasfoto mee\nneem uw oude paspoort mee"
    ]
    assert found.said[0].outcome == "answer"
    assert found.said[0].articles == ("paspoort",)
    assert found.said[0].links == (("Afspraak maken", "https://www.rotterdam.example/afspraak"),)
    assert (found.error, found.message_id) == ("", "m1")
    assert found.ms > 0


async def test_the_conversation_is_known_by_its_cookie(address: str, engine: FakeEngine) -> None:
    async with browser(address, "rotterdam") as first:
        one, two = await first.say("een"), await first.say("twee")
    async with browser(address, "rotterdam") as second:
        other = await second.say("drie")
    assert [m.conversation_id for m in engine.asked] == [
        one.conversation_id,
        two.conversation_id,
        other.conversation_id,
    ]
    assert one.conversation_id == two.conversation_id != other.conversation_id
    assert two.said[0].text == "antwoord op: twee"


async def test_a_notice_belongs_to_the_turn_but_does_not_end_it(
    address: str, engine: FakeEngine
) -> None:
    engine.slow = 0.4
    async with browser(address, "rotterdam") as resident:
        found = await resident.say("hallo")
    assert [said.final for said in found.said] == [False, True]


async def test_a_refusal_is_an_error(address: str) -> None:
    async with browser(address, "nergenshuizen") as resident:
        found = await resident.say("hallo")
    assert "404" in found.error
    assert found.said == ()


async def test_a_script_presses_buttons_and_starts_anew(address: str, engine: FakeEngine) -> None:
    script = {
        "id": "d1",
        "turns": ["document", "rijbewijs verlengen", "<<new session>>", "hoi", "<<fly>>"],
        "expect": [{"reply": {"turn": 2, "regex": "pasfoto"}}],
    }
    line = await dialogues.play(script, address, "rotterdam", Topics({}))
    asked = engine.asked
    assert [bool(message.payload) for message in asked] == [False, True, False]
    assert "rijbewijs" in asked[1].payload
    assert asked[0].conversation_id == asked[1].conversation_id != asked[2].conversation_id
    assert [len(turn) for turn in line["turns"]] == [1, 1, 0, 1, 0]
    assert line["checks"][0]["passed"]
    assert not line["passed"]
    assert "unknown instruction <<fly>>" in line["error"]


async def test_no_more_than_asked_at_once_and_results_in_order(
    address: str, engine: FakeEngine
) -> None:
    engine.slow = 0.05

    async def say(text: str) -> str:
        async with browser(address, "rotterdam") as resident:
            return (await resident.say(text)).said[-1].text

    found = await in_parallel(say, ["a", "b", "c", "d", "e"], 2, "questions")
    assert found == [f"antwoord op: {letter}" for letter in "abcde"]
    assert engine.most_at_once == 2


def test_visible_text() -> None:
    html = '<p>Bel <strong>113</strong> &amp; <a href="https://x.example">x</a><br>nu</p><ul><li>één</li></ul>'
    assert visible(html) == "Bel 113 & x\nnu\néén"


def test_engine_answers_are_found_by_conversation_and_message(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    engine = open_engine(url)
    metadata.create_all(engine)
    answer = {"replies": [], "understanding": {"intent": "faq"}}
    with engine.begin() as connection:
        connection.execute(
            insert(turns).values(
                conversation_id="c", message_id="m1", answer=answer, answered_at=1.0
            )
        )
    engine.dispose()
    assert engine_answers(url) == {("c", "m1"): answer}


# --- the report


def _row(identifier: str, topics: list[str], **other: Any) -> tuple[Any, Any]:
    item = {"id": identifier, "text": "a|b <script>", "topic": "woz", "kind": "faq"}
    result = {
        "id": identifier,
        "replies": ["Zo."],
        "intent": "faq",
        "articles": [],
        "outcome": "answer",
        "topics": topics,
        "confidence": 0.8,
        "ms": 9.0,
    }
    return item | {k: v for k, v in other.items() if k != "outcome"}, result | (
        {"outcome": other["outcome"]} if "outcome" in other else {}
    )


def test_report_names_what_went_wrong(tmp_path: Path) -> None:
    pairs = [
        _row("q1", ["woz"]),
        _row("q2", ["afval"]),
        _row("q3", [], outcome="fallback"),
        _row("q4", ["woz"], expect="rustig_begrenzen"),
    ]
    rows = rows_of([item for item, _ in pairs], [result for _, result in pairs])
    check = {"check": {"reply": {"turn": 1}}, "passed": False, "seen": "niets"}
    played = [{"id": "d1", "checks": [check], "passed": False}]
    summary = summarise(rows, played)
    report.write(tmp_path, "proef", summary, rows, played, [{"id": "d1", "title": "Verhuizen"}])
    text = (tmp_path / "report.md").read_text()
    assert "| right topic first | 50.0% | 4 |" in text
    assert "| woz | afval | 1 |" in text
    assert "| woz | (none) | 1 |" in text
    assert "## In scope, first topic wrong (2)" in text
    assert "| q2 | woz | a\\|b &lt;script> | answer: afval | faq 0.80 | Zo. |" in text
    assert "| q1 |" not in text
    assert "## Required behaviour, for a person to judge (1)" in text
    assert "| d1 | Verhuizen | failed |" in text
    for picture in ("confusions.png", "reliability.png", "coverage.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
        assert f"({picture})" in text


def test_coverage_lowers_the_bar_step_by_step() -> None:
    pairs = [_row("q1", ["woz"]), _row("q2", ["afval"]), _row("q3", [], outcome="fallback")]
    pairs[1][1]["confidence"] = 0.3
    rows = rows_of([item for item, _ in pairs], [result for _, result in pairs])
    assert report.plots.coverage(rows) == [(1 / 3, 1.0), (2 / 3, 0.5)]


def test_short_report_says_that_something_was_not_answered() -> None:
    rows = rows_of(*([one] for one in _row("q1", ["woz"])))
    summary = summarise(rows, [])
    assert not any("NOT ANSWERED" in line for line in report.short(summary))
    assert any("NOT ANSWERED: 1" in line for line in report.short(summary | {"unanswered": 1}))
    json.dumps(summary)
