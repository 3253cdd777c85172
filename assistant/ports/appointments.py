"""The appointment system of a municipality: what can be booked, where, when, and the booking."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime

from assistant.domain.appointments import Appointment, Detail, Location, Order, Product


class AppointmentsPort(ABC):
    """One municipality's appointments.

    Every method raises `BackendUnavailable` when the system does not answer, or not as agreed: an
    empty list always means that there is nothing, never that nobody knows.
    """

    @property
    @abstractmethod
    def confirms_once(self) -> bool:
        """Whether confirming the same reservation again is harmless.

        Where it is not, or where nothing was reserved, an order of which the outcome is unknown
        must not be confirmed again.
        """

    @abstractmethod
    async def products(self) -> tuple[Product, ...]:
        """Everything that residents may book."""

    @abstractmethod
    async def combinable(self, products: Sequence[Product]) -> tuple[Product, ...]:
        """What may be booked together with these, without themselves."""

    @abstractmethod
    async def locations(self, products: Sequence[Product]) -> tuple[Location, ...]:
        """Where all of these can be booked together."""

    @abstractmethod
    async def days(
        self, amounts: Sequence[tuple[Product, int]], location: Location, first: date, last: date
    ) -> tuple[date, ...]:
        """Days from `first` to `last` that have a free place, in order."""

    @abstractmethod
    async def times(
        self, amounts: Sequence[tuple[Product, int]], location: Location, day: date
    ) -> tuple[datetime, ...]:
        """Free places on a day, in order, in the time of the Netherlands."""

    @abstractmethod
    async def required(self, products: Sequence[Product]) -> frozenset[Detail]:
        """What the system insists on knowing of the resident."""

    @abstractmethod
    async def reserve(self, order: Order) -> str:
        """Hold the place for some minutes, after which it frees itself; its id.

        Empty where the system holds no places: then `confirm` alone decides.

        Raises:
            PlaceTaken: somebody else has it.
        """

    @abstractmethod
    async def confirm(self, order: Order, reservation: str) -> str:
        """Make the appointment; its id in the system. After an error it may have been made.

        Raises:
            PlaceTaken: it was not made: the place is gone, or was not held any more.
        """

    @abstractmethod
    async def get(self, identifier: str) -> Appointment:
        """One appointment.

        Raises:
            AppointmentNotFound: it is not there, or was cancelled.
        """

    @abstractmethod
    async def cancel(self, identifier: str) -> None:
        """Free its place. One that is not there any more is as good as cancelled."""

    @abstractmethod
    async def check(self) -> None:
        """See whether the system answers and lets us in; `BackendUnavailable` says why not."""
