"""A contact register with tasks to call, in memory."""

from __future__ import annotations

from assistant.domain.callbacks import Callback
from assistant.errors import BackendUnavailable
from assistant.ports.call_tasks import CallTasksPort


class FakeCallTasks(CallTasksPort):
    """`numbers` of the tasks that were registered, `closed` those that are done; `down` makes it
    fail. `asked` counts how often it was asked whether one was done."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.closed: set[str] = set()
        self.down = False
        self.asked = 0

    async def register(self, callback: Callback) -> None:
        self._check()
        self.numbers.setdefault(callback.id, callback.phone)

    async def handled(self, callback: Callback) -> bool:
        self.asked += 1
        self._check()
        return callback.id in self.closed

    async def close(self, callback: Callback) -> None:
        self._check()
        if callback.id in self.numbers:
            self.closed.add(callback.id)

    def _check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")
