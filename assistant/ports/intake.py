"""Takes what a resident hands in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.zaken import NewZaak, Zaak


class IntakePort(ABC):
    """A system of one municipality: its case system, or that for reports about public space."""

    @abstractmethod
    async def register(self, new: NewZaak) -> Zaak:
        """Hand something in; what comes back has its number and what happens with it.

        The same key again gives the same zaak, also after an answer that was lost or a registration
        that stopped halfway: what is missing is added, and no second one is made.

        Raises:
            ZaakRefused: the system will never take it like this.
            BackendUnavailable: it does not answer; it may have been taken.
        """
