"""What every store of callback requests does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.callbacks import Callback, Stage
from assistant.domain.handover import Packet
from assistant.ports.callbacks import CallbacksPort
from connectors.storage.callbacks import SqlCallbacks
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from tests.contract.databases import database_urls, stored
from tests.fakes.callbacks import FakeCallbacks

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=1)
ONE = Callback(
    "b1", "c1", "rotterdam", "webchat", "", NOW, DUE, "+31612345678", Packet(questions=("wat nu",))
)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def callbacks(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CallbacksPort]:
    if request.param == "fake":
        yield FakeCallbacks()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlCallbacks(open_engine(url), "geheim")
        yield sql
        sql.close()


async def test_one_per_conversation(callbacks: CallbacksPort) -> None:
    assert await callbacks.ask(ONE) == ONE
    assert await callbacks.ask(replace(ONE, id="b2")) == ONE
    asked = (callbacks.ask(replace(ONE, id=f"b{n}", conversation_id="c2")) for n in range(3, 8))
    assert len({one.id for one in await asyncio.gather(*asked)}) == 1
    assert await callbacks.get("b1") == await callbacks.open_in("c1") == ONE
    assert await callbacks.get("unknown") is None


async def test_what_is_due_first_is_first(callbacks: CallbacksPort) -> None:
    for name, days, place in (("a", 3, "rotterdam"), ("b", 1, "rotterdam"), ("c", 2, "tilburg")):
        due = NOW + timedelta(days=days)
        await callbacks.ask(
            replace(ONE, id=name, conversation_id=name, due=due, municipality=place)
        )
    assert [one.id for one in await callbacks.open_of("rotterdam")] == ["b", "a"]


async def test_another_number(callbacks: CallbacksPort) -> None:
    await callbacks.ask(ONE)
    assert await callbacks.change_phone("b1", "+31687654321")
    found = await callbacks.get("b1")
    assert found is not None
    assert (found.phone, found.phone_ends) == ("+31687654321", "21")


async def test_one_takes_it(callbacks: CallbacksPort) -> None:
    await callbacks.ask(ONE)
    took = await asyncio.gather(*(callbacks.take("b1", f"s{n}", f"N{n}") for n in range(5)))
    assert sorted(took) == [False] * 4 + [True]
    winner = f"s{took.index(True)}"
    assert await callbacks.take("b1", winner, "Dezelfde")


async def test_nobody_answered_is_counted_once_and_for_another(callbacks: CallbacksPort) -> None:
    await callbacks.ask(ONE)
    await callbacks.take("b1", "s1", "Fatima")
    await callbacks.mark_late("b1")
    later = DUE + timedelta(days=1)
    assert await callbacks.tried("b1", 1, later)
    assert not await callbacks.tried("b1", 1, later)
    found = await callbacks.get("b1")
    assert found == replace(ONE, attempts=1, due=later)


async def test_ended_the_number_is_gone(callbacks: CallbacksPort) -> None:
    await callbacks.ask(ONE)
    assert await callbacks.end("b1", Stage.DONE)
    assert not await callbacks.end("b1", Stage.CANCELLED)
    for late in (
        callbacks.change_phone("b1", "+31687654321"), callbacks.take("b1", "s1", "Fatima"),
        callbacks.tried("b1", 1, DUE), callbacks.mark_late("b1"),
    ):  # fmt: skip
        assert not await late
    assert await callbacks.get("b1") == replace(ONE, stage=Stage.DONE, phone="")
    assert await callbacks.open_in("c1") is None
    assert await callbacks.ask(replace(ONE, id="b2"))


async def test_told_once_that_it_is_late(callbacks: CallbacksPort) -> None:
    await callbacks.ask(ONE)
    assert await callbacks.mark_late("b1")
    assert not await callbacks.mark_late("b1")


async def test_no_number_on_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    upgrade(open_engine(url))
    sql = SqlCallbacks(open_engine(url), "geheim")
    await sql.ask(ONE)
    sql.close()
    assert b"612345678" not in stored(tmp_path)
    assert "612345678" not in repr(ONE)
