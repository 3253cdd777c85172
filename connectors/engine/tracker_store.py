"""Balie's tracker store: append-only, bounded in cost, and an error when it cannot store.

`endpoints.yml` names it; Rasa makes it. It uses the database of the gateway (`BALIE_DATABASE_URL`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, UserUttered
from rasa.shared.core.events import deserialise_events as read_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import Connection, desc, insert, select

from assistant.settings import get_settings
from connectors.engine import tables
from connectors.engine.tracker import (
    StoredTracker,
    count_turns,
    opening_events,
    state_of,
)
from connectors.engine.turns import Turn, current_turn, find_answer, keep_answer
from connectors.storage.database import Database, open_engine
from connectors.storage.schema import upgrade


class BalieTrackerStore(TrackerStore):
    """Reads at least the last `turns_kept` and at most twice as many turns of a conversation."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        turns_kept: int = 5,
        **kwargs: Any,
    ) -> None:
        """Opens nothing yet: a database that is away makes turns fail, not the process."""
        super().__init__(domain, event_broker, **kwargs)
        self._database = Database(open_engine(host or get_settings().database_url))
        self._turns_kept = turns_kept
        self._up_to_date = False

    async def check(self) -> None:
        """Raises StorageUnavailable when the database does not answer."""
        await self._database.run(lambda: self._transaction(lambda connection: None))

    async def find_answer(self, conversation_id: str, message_id: str) -> dict[str, Any] | None:
        """The answer that this message got before, if any."""
        return await self._database.run(
            lambda: self._transaction(
                lambda connection: find_answer(connection, conversation_id, message_id)
            )
        )

    def init_tracker(self, sender_id: str) -> StoredTracker:
        """A tracker without events."""
        return StoredTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The last turns of the last session, or None if this conversation is new.

        Raises:
            StorageUnavailable: the database did not answer.
        """
        return await self._database.run(
            lambda: self._transaction(lambda connection: self._load(connection, sender_id))
        )

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Every event of every session, however many."""
        stored = await self._database.run(
            lambda: self._transaction(lambda connection: self._events(connection, conversation_id))
        )
        return self._build(conversation_id, stored) if stored else None

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        query = select(tables.events.c.conversation_id).distinct()
        return await self._database.run(
            lambda: self._transaction(lambda connection: connection.execute(query).scalars().all())
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the new events, and the answer of the turn they belong to, in one transaction.

        Raises:
            StorageUnavailable: the database did not answer.
            IntegrityError: another process stored a turn of this conversation meanwhile.
            TurnFailed: the turn ends without a reply.
            In each case nothing was stored.
        """
        if not isinstance(tracker, StoredTracker):
            raise TypeError("only a tracker that came from this store can be saved")
        new = tracker.new_events()
        if not new:
            return
        turn = _turn_of(tracker, new)
        # Before the transaction: without a reply there is nothing to store.
        answer = turn.close(tracker.latest_message.parse_data) if turn else None
        await self._database.run(
            lambda: self._transaction(
                lambda connection: self._append(connection, tracker, new, turn, answer)
            )
        )
        tracker.mark_stored(len(new))
        if turn:
            turn.answer = answer
        if self.event_broker:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def _transaction(self, work: Any) -> Any:
        if not self._up_to_date:
            upgrade(self._database.engine)
            self._up_to_date = True
        with self._database.engine.begin() as connection:
            return work(connection)

    def _load(self, connection: Connection, conversation_id: str) -> StoredTracker | None:
        marks = connection.execute(
            select(tables.checkpoints.c.seq, tables.checkpoints.c.state)
            .where(tables.checkpoints.c.conversation_id == conversation_id)
            .order_by(desc(tables.checkpoints.c.seq))
            .limit(2)
        ).all()
        # From the last but one, so that at least one whole stretch of turns is in sight.
        start, state = (marks[1].seq, marks[1].state) if len(marks) == 2 else (0, None)
        stored = self._events(connection, conversation_id, start)
        if not stored:
            return None
        newest = marks[0].seq if marks else 0
        since = count_turns(stored[newest - start :])
        next_seq = start + len(stored)
        session = _last_session(stored)
        if session is not None:
            stored = stored[session:]
        elif state is not None:
            stored = opening_events(state, stored[0].timestamp) + stored
        tracker = self._build(conversation_id, stored)
        tracker.next_seq = next_seq
        tracker.turns_since_checkpoint = since
        return tracker

    def _events(self, connection: Connection, conversation_id: str, start: int = 0) -> list[Event]:
        rows = connection.execute(
            select(tables.events.c.data)
            .where(tables.events.c.conversation_id == conversation_id, tables.events.c.seq >= start)
            .order_by(tables.events.c.seq)
        )
        return read_events(list(rows.scalars()))

    def _build(self, conversation_id: str, stored: list[Event]) -> StoredTracker:
        tracker = self.init_tracker(conversation_id)
        for event in stored:
            tracker.update(event)
        tracker.known = tracker.next_seq = len(stored)
        return tracker

    def _append(
        self,
        connection: Connection,
        tracker: StoredTracker,
        new: list[Event],
        turn: Turn | None,
        answer: dict[str, Any] | None,
    ) -> None:
        connection.execute(
            insert(tables.events),
            [
                {
                    "conversation_id": tracker.sender_id,
                    "seq": tracker.next_seq + offset,
                    "type": event.type_name,
                    "data": _plain(event.as_dict()),
                    "message_id": turn.message_id if turn else None,
                }
                for offset, event in enumerate(new)
            ],
        )
        if turn and answer:
            keep_answer(connection, turn, answer)
        self._mark(connection, tracker, new)

    def _mark(self, connection: Connection, tracker: StoredTracker, new: list[Event]) -> None:
        """Write a checkpoint after every `turns_kept` turns, at the end of one."""
        tracker.turns_since_checkpoint += count_turns(new)
        last = new[-1]
        at_rest = isinstance(last, ActionExecuted) and last.action_name == ACTION_LISTEN_NAME
        if not at_rest or tracker.turns_since_checkpoint < self._turns_kept:
            return
        connection.execute(
            insert(tables.checkpoints).values(
                conversation_id=tracker.sender_id,
                seq=tracker.next_seq + len(new),
                state=_plain(state_of(tracker, self.domain.slots)),
            )
        )
        tracker.turns_since_checkpoint = 0


def _turn_of(tracker: StoredTracker, new: list[Event]) -> Turn | None:
    """The open turn, if these events are its events."""
    turn = current_turn.get()
    if turn is None or turn.conversation_id != tracker.sender_id:
        return None
    heard = (event for event in new if isinstance(event, UserUttered))
    return turn if any(event.message_id == turn.message_id for event in heard) else None


def _last_session(stored: list[Event]) -> int | None:
    """Where the last session begins, if that is in sight."""
    return next(
        (i for i in range(len(stored) - 1, -1, -1) if isinstance(stored[i], SessionStarted)), None
    )


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Numpy numbers, which classifiers leave in events, as numbers of Python."""
    plain: dict[str, Any] = json.loads(json.dumps(data, default=lambda value: value.item()))
    return plain
