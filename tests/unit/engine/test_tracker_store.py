"""The tracker store, with Rasa's own processor driving it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assistant.errors import StorageUnavailable
from connectors.engine import tables
from connectors.engine.tracker import StoredTracker, count_turns, opening_events, state_of
from connectors.engine.tracker_store import BalieTrackerStore
from connectors.engine.turns import Turn, TurnFailed, current_turn

pytestmark = pytest.mark.asyncio
KEPT = 3

Say = Callable[..., Awaitable[None]]


@pytest.fixture
def store(database_url: str) -> BalieTrackerStore:
    return BalieTrackerStore(host=database_url, turns_kept=KEPT)


@pytest.fixture
def agent(tiny_model: Path, store: BalieTrackerStore) -> Agent:
    return Agent.load(tiny_model, tracker_store=store)


@pytest.fixture
def who() -> str:
    return uuid4().hex


@pytest.fixture
def say(agent: Agent, who: str) -> Say:
    async def say(*texts: str, to: str = "") -> None:
        for text in texts:
            await agent.handle_message(UserMessage(text, sender_id=to or who))

    return say


def rows(store: BalieTrackerStore, who: str) -> list[tuple[int, Any]]:
    query = (
        select(tables.events.c.seq, tables.events.c.data)
        .where(tables.events.c.conversation_id == who)
        .order_by(tables.events.c.seq)
    )
    with store._database.engine.begin() as connection:
        return [(row.seq, row.data) for row in connection.execute(query)]


async def loaded(store: BalieTrackerStore, who: str) -> StoredTracker:
    tracker = await store.retrieve(who)
    assert isinstance(tracker, StoredTracker)
    return tracker


async def test_a_new_conversation_is_not_there(store: BalieTrackerStore, who: str) -> None:
    assert await store.retrieve(who) is None
    assert await store.retrieve_full_tracker(who) is None
    assert await store.exists(who) is False


async def test_what_was_said_is_there_again(store: BalieTrackerStore, say: Say, who: str) -> None:
    await say("hallo", "dag")
    tracker = await loaded(store, who)
    heard = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    answered = [event.text for event in tracker.events if isinstance(event, BotUttered)]
    assert heard == ["hallo", "dag"]
    assert answered == ["Hallo", "Tot ziens\n\nen welkom terug"]
    assert tracker.latest_action_name == "action_listen"


async def test_events_are_only_ever_added(store: BalieTrackerStore, say: Say, who: str) -> None:
    await say("hallo")
    before = rows(store, who)
    await say("dag", "hallo")
    after = rows(store, who)
    assert after[: len(before)] == before
    assert [seq for seq, _ in after] == list(range(len(after)))


async def test_a_long_conversation_costs_what_a_short_one_does(
    store: BalieTrackerStore, say: Say, who: str
) -> None:
    seen = []
    for _ in range(8 * KEPT):
        await say("hallo")
        seen.append(len((await loaded(store, who)).events))
    assert max(seen[3 * KEPT :]) <= max(seen[: 3 * KEPT])
    turns = count_turns((await loaded(store, who)).events)
    assert KEPT <= turns <= 2 * KEPT
    full = await store.retrieve_full_tracker(who)
    assert full
    assert count_turns(full.events) == 8 * KEPT


async def test_a_slot_set_long_ago_is_still_set(
    store: BalieTrackerStore, say: Say, who: str
) -> None:
    await say('/order{"subject": "brood"}', *["hallo"] * 5 * KEPT)
    tracker = await loaded(store, who)
    assert tracker.get_slot("subject") == "brood"
    # also in the copy that Rasa makes for actions, and after it undoes something
    assert tracker.copy().get_slot("subject") == "brood"
    tracker._reset()
    tracker.replay_events()
    assert tracker.get_slot("subject") == "brood"


@pytest.mark.parametrize("seed", range(3))
async def test_the_short_tracker_agrees_with_the_whole_one(
    store: BalieTrackerStore, say: Say, who: str, seed: int
) -> None:
    dice = random.Random(seed)
    said = ["hallo", "dag", '/order{"subject": "brood"}', '/order{"subject": "kaas"}', "/restart"]
    for _ in range(5 * KEPT):
        await say(dice.choice(said))
        short, whole = await loaded(store, who), await store.retrieve_full_tracker(who)
        assert whole
        assert short.current_slot_values() == whole.current_slot_values()
        assert short.latest_action_name == whole.latest_action_name
        assert short.active_loop_name == whole.active_loop_name
        assert short.followup_action == whole.followup_action
        assert short.next_seq == len(rows(store, who))


async def test_a_new_session_keeps_the_slots_and_forgets_the_turns(
    store: BalieTrackerStore, say: Say, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say('/order{"subject": "brood"}', "hallo")
    now = __import__("time").time

    class Later:
        @staticmethod
        def time() -> float:
            return float(now()) + 2 * 3600

    monkeypatch.setattr("rasa.core.processor.time", Later)
    await say("dag")
    tracker = await loaded(store, who)
    assert count_turns(tracker.events) == 1
    assert tracker.get_slot("subject") == "brood"


async def test_a_checkpoint_keeps_form_pause_and_changed_slots() -> None:
    domain = Domain.from_dict(
        {"slots": {n: {"type": "any", "mappings": [{"type": "custom"}]} for n in "ab"}}
    )
    before = DialogueStateTracker("x", domain.slots)
    for event in (SlotSet("a", [1]), ActiveLoop("some_form"), ConversationPaused()):
        before.update(event)
    state = state_of(before, domain.slots)
    assert state == {"slots": {"a": [1]}, "loop": "some_form", "paused": True}
    after = DialogueStateTracker.from_events("x", opening_events(state, 1.0), domain.slots)
    assert state_of(after, domain.slots) == state


async def test_two_at_once_cannot_both_write(
    database_url: str, store: BalieTrackerStore, say: Say, who: str
) -> None:
    await say("hallo")
    other = BalieTrackerStore(domain=store.domain, host=database_url)
    mine, theirs = await loaded(store, who), await loaded(other, who)
    mine.update(SlotSet("subject", "mijn"))
    theirs.update(SlotSet("subject", "hun"))
    await store.save(mine)
    with pytest.raises(IntegrityError):
        await other.save(theirs)
    assert (await loaded(store, who)).get_slot("subject") == "mijn"


async def test_an_answer_is_kept_with_its_events(store: BalieTrackerStore, who: str) -> None:
    tracker = store.init_tracker(who)
    tracker.update(UserUttered("x", {"name": "greet", "confidence": 0.5}, message_id="1"))
    turn = Turn(who, "1", said=[{"text": "Hallo"}])
    token = current_turn.set(turn)
    await store.save(tracker)
    current_turn.reset(token)
    assert turn.answer == await store.find_answer(who, "1")
    assert await store.find_answer(who, "2") is None


async def test_without_a_reply_nothing_is_kept(store: BalieTrackerStore, who: str) -> None:
    tracker = store.init_tracker(who)
    tracker.update(UserUttered("x", message_id="1"))
    token = current_turn.set(Turn(who, "1", said=[{"custom": {"outcome": "answer"}}]))
    with pytest.raises(TurnFailed):
        await store.save(tracker)
    current_turn.reset(token)
    assert await store.retrieve(who) is None


async def test_the_turn_of_another_conversation_is_left_alone(
    store: BalieTrackerStore, who: str
) -> None:
    tracker = store.init_tracker(who)
    tracker.update(UserUttered("x", message_id="1"))
    token = current_turn.set(Turn("someone else", "1"))
    await store.save(tracker)
    current_turn.reset(token)
    assert await store.find_answer(who, "1") is None


async def test_numbers_of_numpy_can_be_stored(store: BalieTrackerStore, who: str) -> None:
    tracker = store.init_tracker(who)
    tracker.update(UserUttered("x", {"name": "greet", "confidence": np.float32(0.5)}))
    await store.save(tracker)
    assert (await loaded(store, who)).latest_message.intent["confidence"] == 0.5


async def test_all_conversations_are_listed_and_none_is_remembered(
    store: BalieTrackerStore, say: Say
) -> None:
    def sizes() -> dict[str, int]:
        return {k: len(v) for k, v in vars(store).items() if hasattr(v, "__len__")}

    before = sizes()
    names = {uuid4().hex for _ in range(20)}
    for name in names:
        await say("hallo", to=name)
    assert names <= set(await store.keys())
    assert sizes() == before


async def test_a_database_that_is_away_is_an_error_and_comes_back(
    tiny_model: Path, tmp_path: Path, who: str
) -> None:
    path = tmp_path / "engine.db"
    path.mkdir()  # in the place of the database file
    store = BalieTrackerStore(host=f"sqlite:///{path}")
    agent = Agent.load(tiny_model, tracker_store=store)
    with pytest.raises(StorageUnavailable):
        await store.check()
    with pytest.raises(StorageUnavailable):
        await agent.handle_message(UserMessage("hallo", sender_id=who))
    path.rmdir()
    await agent.handle_message(UserMessage("hallo", sender_id=who))
    assert count_turns((await loaded(store, who)).events) == 1


async def test_a_tracker_from_elsewhere_is_refused(store: BalieTrackerStore) -> None:
    with pytest.raises(TypeError):
        await store.save(DialogueStateTracker("x", []))


async def test_the_tables_say_what_they_hold(store: BalieTrackerStore, say: Say, who: str) -> None:
    await say("hallo")
    count = select(func.count()).select_from(tables.events).where(tables.events.c.type == "user")
    with store._database.engine.begin() as connection:
        assert connection.execute(count).scalar_one() >= 1
