"""Qmatic Orchestra Calendar: its public appointment API (guide of July 2017, README)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from assistant.domain.appointments import Appointment, Detail, Location, Order, Product
from assistant.errors import AppointmentNotFound, PlaceTaken
from assistant.ports.appointments import AppointmentsPort
from connectors.backends.appointments.names import split_name
from connectors.backends.appointments.remembered import Remembered
from connectors.json_client import Answer, JsonClient

# The API gives the times of the branch without a zone; our branches are in the Netherlands.
BRANCH_TIME = ZoneInfo("Europe/Amsterdam")
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
_NO_RESERVE = {404, 405, 501}
_GONE = {404, 410}

Amounts = Sequence[tuple[Product, int]]


class QmaticAppointments(AppointmentsPort):
    """`url` ends in `/calendar-backend/public/api`; `key` goes into the header `X-Api-Key`."""

    def __init__(self, url: str, key: str, timeout: float = 5.0) -> None:
        self._client = JsonClient("qmatic", url, timeout)
        self._headers = {"X-Api-Key": key, "Accept": "application/json"}
        self._products: Remembered[tuple[Product, ...]] = Remembered()
        self._locations: Remembered[tuple[Location, ...]] = Remembered()

    @property
    def confirms_once(self) -> bool:
        return True

    async def products(self) -> tuple[Product, ...]:
        return await self._products.get("", self._all_products)

    async def combinable(self, products: Sequence[Product]) -> tuple[Product, ...]:
        answer = await self._get(f"v1/services/groups{_matrix([(p, 1) for p in products])}")
        chosen = {product.id for product in products}
        try:
            found = {
                service["publicId"]
                for branch in answer["branches"]
                for group in branch["serviceGroups"]
                for service in group["services"]
            }
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error
        return tuple(p for p in await self.products() if p.id in found - chosen)

    async def locations(self, products: Sequence[Product]) -> tuple[Location, ...]:
        found = [
            await self._locations.get(p.id, lambda p=p: self._branches(p.id))  # type: ignore[misc]
            for p in products
        ]
        return tuple(one for one in found[0] if all(one in others for others in found))

    async def days(
        self, amounts: Amounts, location: Location, first: date, last: date
    ) -> tuple[date, ...]:
        answer = await self._get(f"v2/branches/{location.id}/dates{_matrix(amounts)}")
        try:
            days = sorted(date.fromisoformat(day[:10]) for day in answer["dates"])
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error
        return tuple(day for day in days if first <= day <= last)

    async def times(self, amounts: Amounts, location: Location, day: date) -> tuple[datetime, ...]:
        path = f"v2/branches/{location.id}/dates/{day}/times{_matrix(amounts)}"
        answer = await self._get(path)
        try:
            moments = sorted(time.fromisoformat(moment) for moment in answer["times"])
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error
        return tuple(datetime.combine(day, moment, BRANCH_TIME) for moment in moments)

    async def required(self, products: Sequence[Product]) -> frozenset[Detail]:
        # The API asks for nothing; a desk wants to call someone in.
        return frozenset({Detail.NAME})

    async def reserve(self, order: Order) -> str:
        path = f"{_slot(order)}/reserve"
        answer = await self._client.call(
            "POST", path, headers=self._headers, body=_customers(order, named=False)
        )
        if answer.status in _NO_RESERVE and not answer.message:
            # An older Orchestra holds no places: then `confirm` books at once.
            return ""
        if not answer.ok:
            raise await self._refusal(order, answer)
        return self._id(answer)

    async def confirm(self, order: Order, reservation: str) -> str:
        if not reservation:
            answer = await self._client.call(
                "POST", f"{_slot(order)}/book", headers=self._headers, body=_customers(order)
            )
            if not answer.ok:
                raise await self._refusal(order, answer)
            return self._id(answer)
        path = f"v2/appointments/{reservation}/confirm"
        answer = await self._client.call(
            "POST", path, headers=self._headers, body=_customers(order)
        )
        if answer.status in _GONE:
            raise PlaceTaken(order.key)
        if not answer.ok:
            raise self._client.failure(answer)
        return self._id(answer)

    async def get(self, identifier: str) -> Appointment:
        path = f"v1/appointments/{identifier}"
        answer = await self._client.call("GET", path, headers=self._headers)
        if answer.status in _GONE:
            raise AppointmentNotFound(identifier)
        if not answer.ok:
            raise self._client.failure(answer)
        try:
            found = answer.body["appointment"]
            return Appointment(
                identifier,
                tuple(_product(service) for service in found["services"]),
                _location(found["branch"]),
                _moment(found["start"]),
                _moment(found["end"]),
                str(found.get("notes") or ""),
            )
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def cancel(self, identifier: str) -> None:
        path = f"v1/appointments/{identifier}"
        answer = await self._client.call("DELETE", path, headers=self._headers)
        if not answer.ok and answer.status not in _GONE:
            raise self._client.failure(answer)

    async def check(self) -> None:
        await self._get("v1/services")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _all_products(self) -> tuple[Product, ...]:
        answer = await self._get("v1/services")
        try:
            return tuple(
                _product(service)
                for service in answer["serviceList"]
                if service.get("active", True) and service.get("publicEnabled", True)
            )
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def _branches(self, product_id: str) -> tuple[Location, ...]:
        answer = await self._get(f"v1/services/{product_id}/branches")
        try:
            return tuple(_location(branch) for branch in answer["branchList"])
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def _get(self, path: str) -> Any:
        answer = await self._client.call("GET", path, headers=self._headers)
        if not answer.ok:
            raise self._client.failure(answer)
        return answer.body

    async def _refusal(self, order: Order, answer: Answer) -> Exception:
        """Why a place was refused. The API has one status for all errors, so that the free times
        tell whether somebody else has it."""
        failure = self._client.failure(answer)
        if answer.status in {401, 403}:
            return failure
        day = order.start.astimezone(BRANCH_TIME).date()
        free = await self.times(order.amounts, order.location, day)
        return failure if order.start in free else PlaceTaken(order.key)

    def _id(self, answer: Answer) -> str:
        try:
            return str(answer.body["publicId"])
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error


def _matrix(amounts: Amounts) -> str:
    """Parameters behind `;`. The number of customers is that of the others."""
    others = max(number for _, number in amounts) - 1
    services = "".join(f";servicePublicId={product.id}" for product, _ in amounts)
    return f"{services};numberOfCustomers={others}" if others else services


def _slot(order: Order) -> str:
    local = order.start.astimezone(BRANCH_TIME)
    return f"v2/branches/{order.location.id}/dates/{local:%Y-%m-%d}/times/{local:%H:%M}"


def _customers(order: Order, *, named: bool = True) -> dict[str, Any]:
    """The body of reserve, confirm and book; who comes is told only when it is certain."""
    people = max(number for _, number in order.amounts)
    first, last = split_name(order.customer.name)
    main = {
        "firstName": first,
        "lastName": last,
        "email": order.customer.email,
        "phone": order.customer.phone,
        "dateOfBirth": order.customer.birth_date,
        "externalId": order.key,
    }
    customer = {name: value for name, value in main.items() if value} if named else {}
    return {
        "title": " + ".join(product.name for product in order.products),
        "customers": [customer] * people,
        "services": [{"publicId": product.id} for product in order.products],
        "notes": order.notes if named else "",
    }


def _product(service: Any) -> Product:
    return Product(
        str(service["publicId"]),
        str(service["name"]),
        int(service.get("duration") or 0),
        _limit(service.get("custom")),
    )


def _limit(custom: Any) -> int:
    """How many people at once: JSON that a municipality enters in the field `custom`."""
    try:
        return max(1, int(json.loads(custom)["maxCustomers"]))
    except _UNREADABLE:
        return 1


def _location(branch: Any) -> Location:
    return Location(
        str(branch["publicId"]),
        str(branch["name"]),
        str(branch.get("addressLine1") or ""),
        str(branch.get("addressZip") or ""),
        str(branch.get("addressCity") or ""),
    )


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=BRANCH_TIME)
