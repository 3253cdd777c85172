"""The task for staff to call a resident, in the municipality's contact register."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.callbacks import Callback


class CallTasksPort(ABC):
    """Staff may do the call from there instead of from our desk."""

    @abstractmethod
    async def register(self, callback: Callback) -> None:
        """Have staff see it, with the number. The same promise again changes nothing, also after an
        answer that was lost or a registration that stopped halfway: what is missing is added.

        Raises:
            BackendUnavailable: it is not certain that all of it is there; try again later.
        """

    @abstractmethod
    async def handled(self, callback: Callback) -> bool:
        """Whether staff are done with it there; False where there is no such task.

        Raises:
            BackendUnavailable: nobody knows.
        """

    @abstractmethod
    async def close(self, callback: Callback) -> None:
        """Nobody has to call any more. Where there is no such task, nothing changes.

        Raises:
            BackendUnavailable: try again later.
        """
