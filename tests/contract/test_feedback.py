"""What every store of feedback does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.conversation import Reply
from assistant.domain.feedback import Feedback
from assistant.domain.transcript import Conversation, Said
from assistant.errors import StorageUnavailable
from assistant.ports.feedback import FeedbackPort
from connectors.storage.conversations import SqlConversations
from connectors.storage.database import open_engine
from connectors.storage.feedback import SqlFeedback
from connectors.storage.schema import downgrade, upgrade
from tests.fakes.feedback import FakeFeedback

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)


async def talk(url: str) -> None:
    """Two conversations with two messages each."""
    conversations = SqlConversations(open_engine(url))
    for name in ("c1", "c2"):
        said = [Said(f"m{n}", Reply("Dag")) for n in (1, 2)]
        await conversations.say(Conversation(name, "rotterdam", "webchat"), said, AT)
    conversations.close()


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FeedbackPort]:
    if request.param == "fake":
        yield FakeFeedback()
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'balie.db'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = open_engine(url)
    upgrade(engine)
    sql = SqlFeedback(engine)
    asyncio.run(talk(url))
    yield sql
    sql.close()
    if request.param == "postgresql":
        downgrade(engine, "base")
        engine.dispose()


async def test_what_is_kept_comes_back_in_the_order_of_the_messages(store: FeedbackPort) -> None:
    second, first = Feedback("c1", 2, True, "", AT), Feedback("c1", 1, False, "é 👎", AT)
    for feedback in (second, first, Feedback("c2", 1, True, "", AT)):
        await store.keep(feedback)
    assert await store.of("c1") == (first, second)
    assert await store.of("c3") == ()


async def test_last_one_about_a_message_counts(store: FeedbackPort) -> None:
    await store.keep(Feedback("c1", 1, True, "goed", AT))
    changed = Feedback("c1", 1, False, "", AT + timedelta(minutes=1))
    await store.keep(changed)
    await store.keep(changed)
    assert await store.of("c1") == (changed,)


async def test_two_clicks_at_once_are_kept_once(store: FeedbackPort) -> None:
    await asyncio.gather(*(store.keep(Feedback("c1", 1, True, str(n), AT)) for n in range(8)))
    assert len(await store.of("c1")) == 1


async def test_database_that_is_away_is_told(tmp_path: Path) -> None:
    store = SqlFeedback(open_engine(f"sqlite:///{tmp_path / 'balie.db'}"))  # without tables
    with pytest.raises(StorageUnavailable):
        await store.keep(Feedback("c1", 1, True, "", AT))
    store.close()
