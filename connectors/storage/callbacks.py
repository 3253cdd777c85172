"""Promises to call back, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.callbacks import Callback, Stage
from assistant.domain.handover import Packet
from assistant.errors import StorageUnavailable
from assistant.ports.callbacks import CallbacksPort
from connectors.storage.callback_tables import callbacks
from connectors.storage.database import Database
from connectors.storage.sealing import Sealing

_OPEN = callbacks.c.stage == Stage.OPEN.value


class SqlCallbacks(CallbacksPort):
    """`secret` seals the numbers."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._sealing = Sealing(secret)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def ask(self, callback: Callback) -> Callback:
        values = asdict(callback) | {
            "packet": callback.packet.to_json(),
            "stage": callback.stage.value,
            "sealed": self._sealed(callback.id, callback.phone),
        }
        del values["phone"]

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(callbacks), values)

        found = await self.open_in(callback.conversation_id)
        if found is not None:
            return found
        try:
            await self._database.run(work)
        except IntegrityError:  # two at once, and the other was first
            found = await self.open_in(callback.conversation_id)
            if found is None:
                raise StorageUnavailable("IntegrityError") from None
            return found
        return callback

    async def get(self, callback_id: str) -> Callback | None:
        found = await self._read(callbacks.c.id == callback_id)
        return found[0] if found else None

    async def open_in(self, conversation_id: str) -> Callback | None:
        found = await self._read(_OPEN, callbacks.c.conversation_id == conversation_id)
        return found[0] if found else None

    async def open_of(self, municipality: str) -> Sequence[Callback]:
        return await self._read(_OPEN, callbacks.c.municipality == municipality)

    async def change_phone(self, callback_id: str, phone: str) -> bool:
        return await self._change(callback_id, sealed=self._sealed(callback_id, phone))

    async def take(self, callback_id: str, staff_id: str, staff_name: str) -> bool:
        mine = callbacks.c.staff_id.in_(("", staff_id))
        return await self._change(callback_id, mine, staff_id=staff_id, staff_name=staff_name)

    async def tried(self, callback_id: str, attempts: int, due: datetime) -> bool:
        fewer = callbacks.c.attempts < attempts
        return await self._change(
            callback_id, fewer, attempts=attempts, due=due, staff_id="", staff_name="", late=False
        )

    async def end(self, callback_id: str, stage: Stage) -> bool:
        return await self._change(callback_id, stage=stage.value, sealed="")

    async def mark_late(self, callback_id: str) -> bool:
        return await self._change(callback_id, callbacks.c.late.is_(False), late=True)

    async def _read(self, *where: Any) -> list[Callback]:
        def work() -> list[Any]:
            with self._engine.connect() as connection:
                query = select(callbacks).where(*where).order_by(callbacks.c.due, callbacks.c.id)
                return list(connection.execute(query).mappings())

        return [self._callback(row) for row in await self._database.run(work)]

    async def _change(self, callback_id: str, *where: Any, **values: Any) -> bool:
        def work() -> bool:
            with self._engine.begin() as connection:
                this = (callbacks.c.id == callback_id, _OPEN, *where)
                changed = connection.execute(update(callbacks).where(*this).values(values))
                return changed.rowcount == 1

        return await self._database.run(work)

    def _sealed(self, callback_id: str, phone: str) -> str:
        return self._sealing.seal(callback_id, {"phone": phone})

    def _callback(self, row: Any) -> Callback:
        values = dict(row)
        phone = self._sealing.open(values["id"], values.pop("sealed")).get("phone", "")
        packet, stage = Packet.from_json(values.pop("packet")), Stage(values.pop("stage"))
        return Callback(**values, phone=phone, packet=packet, stage=stage)
