"""The zaken of a municipality, in its own case system."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import Zaak
from assistant.ports.intake import IntakePort


class ZakenPort(IntakePort):
    """One case system of one municipality.

    Every method raises `BackendUnavailable` when the system does not answer, or not in its agreed
    form: that is never the same as having nothing. What is confidential is left out.
    """

    @abstractmethod
    async def of_person(self, bsn: Bsn) -> Sequence[Zaak]:
        """The zaken that this person began or that were begun for him: open ones first, then
        closed ones, the newest first."""

    @abstractmethod
    async def at(self, url: str) -> Zaak | None:
        """The zaak at this address, as the system itself gave it; None where it is not of this
        municipality, or too confidential. Only for who was given the address when he handed it
        in."""

    @abstractmethod
    async def of_person_by_number(self, bsn: Bsn, number: str) -> Zaak | None:
        """The zaak with this number, if it is of this person. Of somebody else's it tells nothing,
        not even that it is there."""
