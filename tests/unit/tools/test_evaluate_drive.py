"""Asking as a browser does, on the public application with a fake engine; the report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from sqlalchemy import insert

from assistant.domain.booking.catalogue import Catalogue
from backoffice.database import metadata
from connectors.engine.tables import turns
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from tests.fakes.engine import FakeEngine
from tests.fakes.gateway import fake_app
from tools.evaluate import dialogues
from tools.evaluate.agenda import Agenda
from tools.evaluate.by_message import Hub
from tools.evaluate.drive import browser, engine_answers, in_parallel, visible
from tools.evaluate.results import Topics
from tools.evaluate.stack import Stack


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


async def test_a_script_presses_buttons_and_starts_anew(
    address: str, engine: FakeEngine, tmp_path: Path
) -> None:
    script = {
        "id": "d1",
        "turns": ["document", "rijbewijs verlengen", "<<new session>>", "hoi", "<<fly>>"],
        "expect": [{"reply": {"turn": 2, "regex": "pasfoto"}}],
    }
    agenda = Agenda(f"sqlite:///{tmp_path / 'backoffice.db'}", Catalogue())
    metadata.create_all(open_engine(f"sqlite:///{tmp_path / 'backoffice.db'}"))
    stack = Stack(address, "sqlite://", "", tmp_path / "log")
    player = dialogues.Player(stack, "rotterdam", agenda, {}, Hub(address, "sqlite://"))
    line = await player.play(script, Topics({}))
    agenda.close()
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
    upgrade(engine)
    answer = {"replies": [], "understanding": {"intent": "faq"}}
    with engine.begin() as connection:
        connection.execute(
            insert(turns).values(
                conversation_id="c", message_id="m1", answer=answer, answered_at=1.0
            )
        )
    engine.dispose()
    assert engine_answers(url) == {("c", "m1"): answer}
