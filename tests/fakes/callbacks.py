"""Promises to call back, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.domain.callbacks import Callback, Stage
from assistant.errors import StorageUnavailable
from assistant.ports.callbacks import CallbacksPort


class FakeCallbacks(CallbacksPort):
    """`rows` is what is in it; `down` makes it fail."""

    def __init__(self) -> None:
        self.rows: dict[str, Callback] = {}
        self.down = False

    async def ask(self, callback: Callback) -> Callback:
        found = await self.open_in(callback.conversation_id)
        if found is None:
            self.rows[callback.id] = callback
        return found or callback

    async def get(self, callback_id: str) -> Callback | None:
        self._check()
        return self.rows.get(callback_id)

    async def open_in(self, conversation_id: str) -> Callback | None:
        self._check()
        for one in self.rows.values():
            if one.conversation_id == conversation_id and one.stage is Stage.OPEN:
                return one
        return None

    async def open_of(self, municipality: str) -> Sequence[Callback]:
        self._check()
        found = [
            one
            for one in self.rows.values()
            if one.municipality == municipality and one.stage is Stage.OPEN
        ]
        return sorted(found, key=lambda one: (one.due, one.id))

    async def change_phone(self, callback_id: str, phone: str) -> bool:
        return self._change(callback_id, phone=phone)

    async def take(self, callback_id: str, staff_id: str, staff_name: str) -> bool:
        one = self.rows.get(callback_id)
        if one and one.staff_id not in ("", staff_id):
            return False
        return self._change(callback_id, staff_id=staff_id, staff_name=staff_name)

    async def tried(self, callback_id: str, attempts: int, due: datetime) -> bool:
        one = self.rows.get(callback_id)
        if one and one.attempts >= attempts:
            return False
        return self._change(
            callback_id, attempts=attempts, due=due, staff_id="", staff_name="", late=False
        )

    async def end(self, callback_id: str, stage: Stage) -> bool:
        return self._change(callback_id, stage=stage, phone="")

    async def mark_late(self, callback_id: str) -> bool:
        one = self.rows.get(callback_id)
        return bool(one and not one.late) and self._change(callback_id, late=True)

    def _change(self, callback_id: str, **values: Any) -> bool:
        self._check()
        one = self.rows.get(callback_id)
        if one is None or one.stage is not Stage.OPEN:
            return False
        self.rows[callback_id] = replace(one, **values)
        return True

    def _check(self) -> None:
        if self.down:
            raise StorageUnavailable("down")
