"""Mail to residents."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.mail import Letter


class MailPort(ABC):
    """Renders letters and hands them to a server that delivers them."""

    @abstractmethod
    async def send(self, letter: Letter) -> None:
        """Hand over one letter.

        Raises:
            MailRefused: the server will never take it: there is no such address.
            BackendUnavailable: not now; the same mail may be sent again.
        """

    @abstractmethod
    async def check(self) -> None:
        """See whether the server answers and lets us in; `BackendUnavailable` says why not."""
