"""An appointment system in memory, with places that a test sets and failures that it turns on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from assistant.domain.appointments import Appointment, Detail, Location, Order, Product
from assistant.errors import AppointmentNotFound, BackendUnavailable, PlaceTaken
from assistant.ports.appointments import AppointmentsPort
from tests.fakes.clock import FakeClock

HOLD = timedelta(minutes=5)


class FakeAppointments(AppointmentsPort):
    """`places` are the free starts by location id, each with how many it takes.

    `down` fails everything; `answer_lost` makes an appointment and then does not say so.
    """

    def __init__(
        self,
        clock: FakeClock,
        products: Sequence[Product],
        locations: dict[str, Sequence[Location]],
        places: dict[str, dict[datetime, int]],
        *,
        confirms_once: bool = True,
        holds: bool = True,
    ) -> None:
        """`locations` by product id."""
        self._clock = clock
        self._products = tuple(products)
        self._locations = locations
        self.places = places
        self._once = confirms_once
        self._holds = holds
        self.down = False
        self.answer_lost = False
        self.needs: frozenset[Detail] = frozenset({Detail.NAME})
        self.apart: set[str] = set()
        self.booked: dict[str, Order] = {}
        self.cancelled: list[str] = []
        self._held: dict[str, tuple[Order, datetime]] = {}
        self._confirmed: dict[str, str] = {}
        self._ids = count(1)

    @property
    def confirms_once(self) -> bool:
        return self._once

    async def products(self) -> tuple[Product, ...]:
        self._answer()
        return self._products

    async def combinable(self, products: Sequence[Product]) -> tuple[Product, ...]:
        self._answer()
        own = {product.id for product in products}
        return tuple(p for p in self._products if p.id not in own | self.apart)

    async def locations(self, products: Sequence[Product]) -> tuple[Location, ...]:
        self._answer()
        found = [self._locations.get(product.id, ()) for product in products]
        return tuple(one for one in found[0] if all(one in others for others in found))

    async def days(
        self, amounts: Sequence[tuple[Product, int]], location: Location, first: date, last: date
    ) -> tuple[date, ...]:
        self._answer()
        starts = self._free(location)
        return tuple(sorted({s.date() for s in starts if first <= s.date() <= last}))

    async def times(
        self, amounts: Sequence[tuple[Product, int]], location: Location, day: date
    ) -> tuple[datetime, ...]:
        self._answer()
        return tuple(start for start in self._free(location) if start.date() == day)

    async def required(self, products: Sequence[Product]) -> frozenset[Detail]:
        self._answer()
        return self.needs

    async def reserve(self, order: Order) -> str:
        self._answer()
        if not self._holds:
            return ""
        if order.start not in self._free(order.location):
            raise PlaceTaken(order.key)
        identifier = f"held-{next(self._ids)}"
        self._held[identifier] = (order, self._clock.now() + HOLD)
        return identifier

    async def confirm(self, order: Order, reservation: str) -> str:
        self._answer()
        if reservation in self._confirmed:
            return self._confirmed[reservation]
        held = self._held.pop(reservation, None)
        if self._holds and (held is None or held[1] <= self._clock.now()):
            raise PlaceTaken(order.key)
        if order.start not in self._free(order.location):
            raise PlaceTaken(order.key)
        identifier = f"afspraak-{next(self._ids)}"
        self.booked[identifier] = order
        if reservation:
            self._confirmed[reservation] = identifier
        if self.answer_lost:
            raise BackendUnavailable("the answer was lost")
        return identifier

    async def get(self, identifier: str) -> Appointment:
        self._answer()
        order = self.booked.get(identifier)
        if order is None:
            raise AppointmentNotFound(identifier)
        return Appointment(
            identifier, order.products, order.location, order.start, notes=order.notes
        )

    async def cancel(self, identifier: str) -> None:
        self._answer()
        if self.booked.pop(identifier, None) is not None:
            self.cancelled.append(identifier)

    async def check(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.down:
            raise BackendUnavailable("down")

    def _free(self, location: Location) -> list[datetime]:
        now = self._clock.now()
        taken = [order for order in self.booked.values() if order.location.id == location.id]
        taken += [
            order
            for order, until in self._held.values()
            if order.location.id == location.id and until > now
        ]
        starts = self.places.get(location.id, {})
        return sorted(
            start
            for start, room in starts.items()
            if start > now and room > sum(order.start == start for order in taken)
        )
