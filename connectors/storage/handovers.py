"""Residents in line for a human, on SQLAlchemy Core, beside the record of conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.handover import Ending, Handover, Note, Packet, Passed, Stage, Verdict
from assistant.domain.transcript import State
from assistant.errors import StorageUnavailable
from assistant.ports.handovers import HandoversPort
from connectors.storage.database import Database
from connectors.storage.desk_tables import handovers, notes
from connectors.storage.tables import conversations, messages

_OPEN = handovers.c.stage != Stage.ENDED.value


class SqlHandovers(HandoversPort):
    """In the database of the conversations: whose turn it is stands in the row that every message
    of a conversation locks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def ask(self, handover: Handover) -> Handover:
        values = asdict(handover) | {
            "packet": handover.packet.to_json(),
            "stage": handover.stage.value,
            "ending": "",
        }

        def work() -> Handover:
            with self._engine.begin() as connection:
                found = _open_in(connection, handover.conversation_id)
                if found:
                    return _handover(found)
                connection.execute(insert(handovers), values)
                return handover

        try:
            return await self._database.run(work)
        except IntegrityError:  # two at once, and the other was first
            found = await self.open_in(handover.conversation_id)
            if found is None:
                raise StorageUnavailable("IntegrityError") from None
            return found

    async def get(self, handover_id: str) -> Handover | None:
        return await self._one(handovers.c.id == handover_id)

    async def open_in(self, conversation_id: str) -> Handover | None:
        return await self._one(_OPEN, handovers.c.conversation_id == conversation_id)

    async def open_of(self, municipality: str) -> Sequence[Handover]:
        def work() -> list[Handover]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(handovers)
                    .where(_OPEN, handovers.c.municipality == municipality)
                    .order_by(handovers.c.asked_at, handovers.c.id)
                )
                return [_handover(row) for row in rows]

        return await self._database.run(work)

    async def lengths(self, municipality: str) -> Mapping[str, int]:
        def work() -> dict[str, int]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(handovers.c.id, conversations.c.last_sequence)
                    .join(conversations, conversations.c.id == handovers.c.conversation_id)
                    .where(_OPEN, handovers.c.municipality == municipality)
                )
                return {row.id: row.last_sequence for row in rows}

        return await self._database.run(work)

    async def accept(self, handover_id: str, staff_id: str, staff_name: str, at: datetime) -> bool:
        def change(connection: Connection) -> Any:
            return connection.execute(
                update(handovers)
                .where(handovers.c.id == handover_id, handovers.c.stage == Stage.WAITING.value)
                .values(
                    stage=Stage.ACTIVE.value,
                    staff_id=staff_id,
                    staff_name=staff_name,
                    accepted_at=at,
                )
                .returning(handovers.c.conversation_id)
            ).scalar()

        return await self._turn(change, handover_id)

    async def back_in_line(
        self, handover_id: str, staff_id: str, at: datetime, to: Passed | None = None
    ) -> bool:
        passed = {"team": to.team, "for_staff": to.staff_id, "passed_at": at} if to else {}

        def change(connection: Connection) -> Any:
            return connection.execute(
                update(handovers)
                .where(
                    handovers.c.id == handover_id,
                    handovers.c.stage == Stage.ACTIVE.value,
                    handovers.c.staff_id == staff_id,
                )
                .values(stage=Stage.WAITING.value, staff_id="", staff_name="", **passed)
                .returning(handovers.c.conversation_id)
            ).scalar()

        return await self._turn(change, "")

    async def end(self, handover_id: str, ending: Ending, at: datetime, staff_id: str = "") -> bool:
        def change(connection: Connection) -> Any:
            own = [handovers.c.staff_id == staff_id] if staff_id else []
            return connection.execute(
                update(handovers)
                .where(handovers.c.id == handover_id, _OPEN, *own)
                .values(stage=Stage.ENDED.value, ended_at=at, ending=ending.value)
                .returning(handovers.c.conversation_id)
            ).scalar()

        return await self._turn(change, "")

    async def lasted(self, municipality: str, since: datetime) -> Sequence[float]:
        def work() -> list[float]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(handovers.c.accepted_at, handovers.c.ended_at).where(
                        handovers.c.municipality == municipality,
                        handovers.c.ended_at >= since,
                        handovers.c.accepted_at.is_not(None),
                    )
                )
                return [(row.ended_at - row.accepted_at).total_seconds() for row in rows]

        return await self._database.run(work)

    async def judge(self, verdict: Verdict) -> None:
        said = {k: v for k, v in asdict(verdict).items() if k != "handover_id" and v is not None}

        def work() -> None:
            with self._engine.begin() as connection:
                this = handovers.c.id == verdict.handover_id
                connection.execute(update(handovers).where(this).values(said))

        if said:
            await self._database.run(work)

    async def verdict(self, handover_id: str) -> Verdict:
        def work() -> Verdict:
            with self._engine.connect() as connection:
                query = select(handovers.c.solved, handovers.c.score, handovers.c.remark)
                row = connection.execute(query.where(handovers.c.id == handover_id)).first()
            if row is None:
                return Verdict(handover_id)
            return Verdict(handover_id, row.solved, row.score, row.remark or None)

        return await self._database.run(work)

    async def note(self, note: Note) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(notes), asdict(note))

        try:
            await self._database.run(work)
        except IntegrityError:
            return  # it was kept before

    async def notes(self, handover_id: str) -> Sequence[Note]:
        def work() -> list[Note]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(notes)
                    .where(notes.c.handover_id == handover_id)
                    .order_by(notes.c.at, notes.c.id)
                ).mappings()
                return [Note(**row) for row in rows]

        return await self._database.run(work)

    async def _one(self, *where: Any) -> Handover | None:
        def work() -> Handover | None:
            with self._engine.connect() as connection:
                row = connection.execute(select(handovers).where(*where)).first()
            return _handover(row) if row else None

        return await self._database.run(work)

    async def _turn(self, change: Callable[[Connection], Any], turn: str) -> bool:
        """Change a handover, and with it whose turn it is in its conversation."""

        def work() -> bool:
            with self._engine.begin() as connection:
                conversation_id = change(connection)
                if conversation_id is None:
                    return False
                connection.execute(
                    update(conversations)
                    .where(conversations.c.id == conversation_id)
                    .values(turn=turn)
                )
                if turn:
                    # What Balie has not answered yet is for the human.
                    connection.execute(
                        update(messages)
                        .where(
                            messages.c.conversation_id == conversation_id,
                            messages.c.state == State.RECEIVED.value,
                        )
                        .values(state=State.RELAYED.value)
                    )
                return True

        return await self._database.run(work)


def _open_in(connection: Connection, conversation_id: str) -> Any:
    return connection.execute(
        select(handovers).where(_OPEN, handovers.c.conversation_id == conversation_id)
    ).first()


def _handover(row: Any) -> Handover:
    values = dict(row._mapping)
    for afterwards in ("solved", "score", "remark"):
        del values[afterwards]
    return Handover(
        **{
            **values,
            "packet": Packet.from_json(values["packet"]),
            "stage": Stage(values["stage"]),
            "ending": Ending(values["ending"]) if values["ending"] else None,
        }
    )
