"""What was brought to another desk, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.ports.other_desk import Link, OtherDeskPort
from connectors.storage.database import Database
from connectors.storage.desk_tables import other_desk

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SqlOtherDesk(OtherDeskPort):
    """In the database of the conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def take(self, handover_id: str, now: datetime, until: datetime) -> Link | None:
        this = other_desk.c.handover_id == handover_id

        def work() -> Link | None:
            with self._engine.begin() as connection:
                row = connection.execute(
                    update(other_desk)
                    .where(this, other_desk.c.taken_until <= now)
                    .values(taken_until=until)
                    .returning(*_LINK)
                ).first()
                if row:
                    return _link(row)
                if connection.execute(select(other_desk.c.handover_id).where(this)).first():
                    return None
                link = Link(handover_id)
                connection.execute(insert(other_desk), asdict(link) | {"taken_until": until})
                return link

        try:
            return await self._database.run(work)
        except IntegrityError:  # two at once, and the other was first
            return None

    async def keep(self, link: Link) -> None:
        values = {"reference": link.reference, "after": link.after, "closed": link.closed}
        await self._change(values, other_desk.c.handover_id == link.handover_id)

    async def free(self, handover_id: str, until: datetime) -> None:
        ours = (other_desk.c.handover_id == handover_id, other_desk.c.taken_until == until)
        await self._change({"taken_until": _NEVER}, *ours)

    async def _change(self, values: Mapping[str, Any], *where: ColumnElement[bool]) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(update(other_desk).where(*where).values(values))

        await self._database.run(work)

    async def handover(self, reference: str) -> str:
        def work() -> str:
            query = select(other_desk.c.handover_id).where(other_desk.c.reference == reference)
            with self._engine.connect() as connection:
                return str(connection.execute(query).scalar() or "")

        return await self._database.run(work) if reference else ""

    async def not_closed(self) -> Sequence[Link]:
        def work() -> list[Link]:
            query = select(*_LINK).where(
                other_desk.c.closed.is_(False),
                (other_desk.c.reference != "") | (other_desk.c.after > 0),
            )
            with self._engine.connect() as connection:
                return [_link(row) for row in connection.execute(query)]

        return await self._database.run(work)


_LINK = (
    other_desk.c.handover_id, other_desk.c.reference, other_desk.c.after, other_desk.c.closed,
)  # fmt: skip


def _link(row: Any) -> Link:
    return Link(row.handover_id, row.reference, row.after, row.closed)
