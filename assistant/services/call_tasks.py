"""Brings promises to call to the contact register, and their end."""

from __future__ import annotations

import structlog

from assistant.domain.callbacks import Stage
from assistant.domain.jobs import Job
from assistant.ports.call_tasks import CallTasksPort
from assistant.ports.callbacks import CallbacksPort

log = structlog.get_logger(__name__)


class CallTasks:
    """Both are jobs: they are tried until the register has them."""

    def __init__(self, callbacks: CallbacksPort, tasks: CallTasksPort) -> None:
        self._callbacks = callbacks
        self._tasks = tasks

    async def register(self, job: Job) -> None:
        """Raises `BackendUnavailable` where it is to be tried again."""
        callback = await self._callbacks.get(job.about)
        # Cancelled before the register was there: then nobody has to see it.
        if callback is not None and callback.stage is Stage.OPEN:
            await self._tasks.register(callback)
            log.info("call_task_registered")

    async def close(self, job: Job) -> None:
        """Raises `BackendUnavailable` where it is to be tried again."""
        callback = await self._callbacks.get(job.about)
        if callback is not None:
            await self._tasks.close(callback)
            log.info("call_task_closed", stage=callback.stage.value)
