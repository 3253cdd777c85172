"""Contacts, and the messages on their way to them, on SQLAlchemy Core."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.contacts import Contact, Outgoing
from assistant.ports.outbox import OutboxPort
from connectors.storage.database import Database
from connectors.storage.rows import message_of
from connectors.storage.tables import contacts, messages, outbox

# Written out, so that both databases see that their partial index applies.
_OPEN = "outbox.state IN ('waiting', 'sending')"
_earlier = outbox.alias("earlier")
_HEADS = (
    select(
        outbox.c.id.label("outgoing_id"),
        outbox.c.attempts,
        *(column.label(f"contact_{column.name}") for column in contacts.columns),
        messages,
    )
    .join(contacts, contacts.c.id == outbox.c.contact_id)
    .join(
        messages,
        (messages.c.conversation_id == outbox.c.conversation_id)
        & (messages.c.sequence == outbox.c.sequence),
    )
    .where(
        text(_OPEN),
        outbox.c.next_at <= bindparam("now_"),
        ~select(_earlier.c.id)
        .where(
            _earlier.c.contact_id == outbox.c.contact_id,
            _earlier.c.id < outbox.c.id,
            text(_OPEN.replace("outbox", "earlier")),
        )
        .exists(),
    )
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(bindparam("limit_"))
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), text(_OPEN), outbox.c.next_at <= bindparam("now_"))
    .values(state="sending", attempts=outbox.c.attempts + 1, next_at=bindparam("until_"))
)
_CLOSE = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), text(_OPEN))
    .values(state=bindparam("state_"), reason=bindparam("reason_"))
)
_POSTPONE = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), text(_OPEN))
    .values(state="waiting", next_at=bindparam("until_"))
)


class SqlOutbox(OutboxPort):
    """On the tables of the conversation store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def contact(self, contact_id: str) -> Contact | None:
        def work() -> Contact | None:
            with self._engine.connect() as connection:
                found = connection.execute(
                    select(contacts).where(contacts.c.id == contact_id)
                ).one_or_none()
                return Contact(**found._mapping) if found else None

        return await self._database.run(work)

    async def keep(self, contact: Contact) -> None:
        values = asdict(contact)

        def change() -> bool:
            with self._engine.begin() as connection:
                found = connection.execute(
                    update(contacts).where(contacts.c.id == contact.id).values(**values)
                )
                return bool(found.rowcount)

        def add() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(contacts), values)

        if await self._database.run(change):
            return
        try:
            await self._database.run(add)
        except IntegrityError:  # two first messages at once, and the other was first
            await self._database.run(change)

    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Outgoing, ...]:
        def work() -> tuple[Outgoing, ...]:
            with self._engine.begin() as connection:
                heads = connection.execute(_HEADS, {"now_": now, "limit_": limit}).all()
                return tuple(
                    _outgoing(head)
                    for head in heads
                    # Two processes may see the same head; one of them gets it.
                    if connection.execute(
                        _CLAIM, {"id_": head.outgoing_id, "now_": now, "until_": until}
                    ).rowcount
                )

        return await self._database.run(work)

    async def sent(self, outgoing_id: int) -> None:
        await self._change(_CLOSE, {"id_": outgoing_id, "state_": "sent", "reason_": ""})

    async def postpone(self, outgoing_id: int, until: datetime) -> None:
        await self._change(_POSTPONE, {"id_": outgoing_id, "until_": until})

    async def give_up(self, outgoing_id: int, reason: str) -> None:
        await self._change(_CLOSE, {"id_": outgoing_id, "state_": "failed", "reason_": reason})

    async def waiting(self) -> int:
        def work() -> int:
            with self._engine.connect() as connection:
                found = select(func.count()).select_from(outbox).where(text(_OPEN))
                return int(connection.execute(found).scalar_one())

        return await self._database.run(work)

    async def _change(self, statement: Any, values: dict[str, Any]) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(statement, values)

        await self._database.run(work)


def _outgoing(found: Any) -> Outgoing:
    contact = {one.name: getattr(found, f"contact_{one.name}") for one in fields(Contact)}
    return Outgoing(found.outgoing_id, Contact(**contact), message_of(found), found.attempts + 1)
