"""The municipality's contact register, and the place where entries wait for it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.klantcontact import Klantcontact


class KlantcontactenPort(ABC):
    """The contact register.

    No refusal is final: a wrong token or a kanaal that the register does not know is put right by
    a person, and the entry must still arrive. So every failure is `BackendUnavailable`.
    """

    @abstractmethod
    async def register(self, klantcontact: Klantcontact) -> None:
        """Enter one klantcontact. The same klantcontact again changes nothing.

        Raises:
            BackendUnavailable: it is not certain that the register has it; try again later.
        """

    @abstractmethod
    async def check(self) -> None:
        """See whether the register answers and lets us in.

        Raises:
            BackendUnavailable: it does not; the message says why.
        """


class KlantcontactOutboxPort(ABC):
    """Entries that still have to reach the register. They outlive a crash of any process.

    Every method is one transaction and raises `StorageUnavailable` when the database does not
    answer; then nothing changed.
    """

    @abstractmethod
    async def keep(self, klantcontact: Klantcontact) -> bool:
        """Keep one entry until it is delivered; False where its reference was kept before."""

    @abstractmethod
    async def take(self) -> Klantcontact | None:
        """The entry that waits longest, None when there is none.

        It comes back by itself, later after each attempt, until it is `delivered`. Two processes
        that take at the same moment get different entries.
        """

    @abstractmethod
    async def delivered(self, reference: str) -> None:
        """The register has it: forget its content, remember its reference."""
