"""JCC: its REST API ("WARP"), with OAuth2 client credentials (README)."""

from __future__ import annotations

import time as clock
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from assistant.domain.appointments import Appointment, Detail, Location, Order, Product
from assistant.errors import AppointmentNotFound, BackendUnavailable, PlaceTaken
from assistant.ports.appointments import AppointmentsPort
from connectors.backends.appointments.names import split_name
from connectors.backends.appointments.remembered import Remembered
from connectors.json_client import Answer, JsonClient

# The API gives and takes times without a zone.
JCC_TIME = ZoneInfo("Europe/Amsterdam")
MOST_DAYS = 50
"""Of more days at once the API gives no times."""
EARLY = 60.0
"""Seconds before its end that a token is made anew."""
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
_REQUIRED = 2
_FIELDS = {
    "emailAddress": Detail.EMAIL,
    "mainPhoneNumber": Detail.PHONE,
    "mobilePhoneNumber": Detail.PHONE,
    "birthDate": Detail.BIRTH_DATE,
}

Amounts = Sequence[tuple[Product, int]]


class JccAppointments(AppointmentsPort):
    """`url` ends in `/api/warp/v1`; `key` is `client-id:secret`.

    JCC holds no places and takes the same order twice: an order is never repeated.
    """

    def __init__(self, url: str, key: str, timeout: float = 5.0) -> None:
        self._client = JsonClient("jcc", url, timeout)
        self._id, _, self._secret = key.partition(":")
        self._token, self._token_until = "", 0.0
        self._products: Remembered[tuple[Product, ...]] = Remembered()
        self._locations: Remembered[tuple[Location, ...]] = Remembered()

    @property
    def confirms_once(self) -> bool:
        return False

    async def products(self) -> tuple[Product, ...]:
        return await self._products.get("", self._all_products)

    async def combinable(self, products: Sequence[Product]) -> tuple[Product, ...]:
        query = _query(
            [("selectedActivityId", p.id) for p in products]
            + [("includeSelectedActivities", "false")]
        )
        return _products(self, await self._get(f"activity/listforappointment/additional?{query}"))

    async def locations(self, products: Sequence[Product]) -> tuple[Location, ...]:
        query = _query([("selectedActivityId", product.id) for product in products])
        return await self._locations.get(query, lambda: self._for_appointment(query))

    async def days(
        self, amounts: Amounts, location: Location, first: date, last: date
    ) -> tuple[date, ...]:
        found: set[date] = set()
        while first <= last:
            until = min(first + timedelta(days=MOST_DAYS - 1), last)
            free = await self._free(amounts, location, first, until + timedelta(days=1))
            found |= {start.date() for start in free if start.date() <= last}
            first = until + timedelta(days=1)
        return tuple(sorted(found))

    async def times(self, amounts: Amounts, location: Location, day: date) -> tuple[datetime, ...]:
        # From and to on one day give nothing.
        free = await self._free(amounts, location, day, day + timedelta(days=1))
        return tuple(start for start in free if start.date() == day)

    async def required(self, products: Sequence[Product]) -> frozenset[Detail]:
        query = _query([("selectedActivityId", product.id) for product in products])
        answer = await self._get(f"customer/customerfields/required?{query}")
        try:
            needed = {detail for field, detail in _FIELDS.items() if answer.get(field) == _REQUIRED}
            if answer.get("isAnyPhoneNumberRequired"):
                needed.add(Detail.PHONE)
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error
        return frozenset({Detail.NAME, *needed})

    async def reserve(self, order: Order) -> str:
        return ""

    async def confirm(self, order: Order, reservation: str) -> str:
        end = order.start + await self._length(order)
        answer = await self._call("POST", "appointment", _booking(order, end))
        if not answer.ok:
            raise await self._refusal(order, answer)
        try:
            if answer.body["acknowledgeIsSuccess"]:
                return str(answer.body["id"])
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error
        raise await self._refusal(order, answer)

    async def get(self, identifier: str) -> Appointment:
        answer = await self._call("GET", f"appointment?{_query([('id', identifier)])}")
        if answer.status == 404:
            raise AppointmentNotFound(identifier)
        if not answer.ok:
            raise self._client.failure(answer)
        try:
            found = answer.body
            known = {product.id: product for product in await self.products()}
            ids = [str(one["activityId"]) for one in found["activityList"]]
            location = await self._get(f"location/{found['locationId']}")
            return Appointment(
                identifier,
                tuple(known.get(one, Product(one, one)) for one in ids),
                _location(location),
                _moment(found["fromDateTime"]),
                _moment(found["toDateTime"]),
                str(found.get("message") or ""),
            )
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def cancel(self, identifier: str) -> None:
        answer = await self._call("DELETE", f"appointment?{_query([('id', identifier)])}")
        if answer.status == 404:
            return
        if not answer.ok or not isinstance(answer.body, dict) or not answer.body.get("id"):
            raise self._client.failure(answer)

    async def check(self) -> None:
        await self._get("version")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _all_products(self) -> tuple[Product, ...]:
        return _products(self, await self._get("activity/listforappointment"))

    async def _for_appointment(self, query: str) -> tuple[Location, ...]:
        answer = await self._get(f"location/forappointment?{query}")
        try:
            return tuple(_location(one) for one in answer if one.get("isActive", True))
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def _free(
        self, amounts: Amounts, location: Location, first: date, until: date
    ) -> list[datetime]:
        query = _query(
            [("locationId", location.id), ("fromDate", first), ("toDate", until)]
            + [pair for p, n in amounts for pair in (("activityId", p.id), ("amount", n))]
        )
        answer = await self._get(f"appointment/availabletimelist?{query}")
        try:
            return sorted(_moment(one) for one in answer["availableTimesList"])
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def _length(self, order: Order) -> timedelta:
        query = _query(
            [pair for p, n in order.amounts for pair in (("activityId", p.id), ("amount", n))]
            + [("dateTime", _naive(order.start))]
        )
        answer = await self._get(f"appointment/calculateduration?{query}")
        try:
            return timedelta(minutes=int(answer))
        except _UNREADABLE as error:
            raise self._client.unreadable(error) from error

    async def _refusal(self, order: Order, answer: Answer) -> Exception:
        """Somebody else has it when it is not among the free times any more."""
        failure = self._client.failure(answer)
        day = order.start.astimezone(JCC_TIME).date()
        free = await self.times(order.amounts, order.location, day)
        return failure if order.start in free else PlaceTaken(order.key)

    async def _get(self, path: str) -> Any:
        answer = await self._call("GET", path)
        if not answer.ok or answer.body is None:
            raise self._client.failure(answer)
        return answer.body

    async def _call(self, method: str, path: str, body: Any = None) -> Answer:
        headers = await self._signed_in()
        answer = await self._client.call(method, path, headers=headers, body=body)
        if answer.status != 401:
            return answer
        # The token was taken back before its time. What was refused so was not carried out.
        self._token_until = 0.0
        return await self._client.call(method, path, headers=await self._signed_in(), body=body)

    async def _signed_in(self) -> Mapping[str, str]:
        if clock.monotonic() >= self._token_until:
            form = {
                "grant_type": "client_credentials",
                "scope": "warp-api",
                "client_id": self._id,
                "client_secret": self._secret,
            }
            answer = await self._client.call("POST", "connect/token", headers={}, form=form)
            if not answer.ok:
                raise self._client.failure(answer)
            try:
                self._token = str(answer.body["access_token"])
                lasts = float(answer.body.get("expires_in", 300))
            except _UNREADABLE as error:
                raise self._client.unreadable(error) from error
            self._token_until = clock.monotonic() + max(0.0, lasts - EARLY)
        return {"Authorization": f"Bearer {self._token}", "language": "nl"}

    def unreadable(self, error: Exception) -> BackendUnavailable:
        """The error for an answer in a form that nobody agreed on."""
        return self._client.unreadable(error)


def _products(jcc: JccAppointments, answer: Any) -> tuple[Product, ...]:
    try:
        return tuple(
            Product(
                str(one["id"]),
                str(one["description"]),
                int(one.get("appointmentDuration") or 0),
                max(1, int(one.get("maxCountForEvent") or 1)),
            )
            for one in answer
        )
    except _UNREADABLE as error:
        raise jcc.unreadable(error) from error


def _location(one: Any) -> Location:
    address = one.get("address") or {}
    parts = ("streetName", "houseNumber", "houseNumberSuffix")
    street = " ".join(str(address[part]) for part in parts if address.get(part))
    return Location(
        str(one["id"]),
        str(one["description"]),
        street,
        str(address.get("postalCode") or ""),
        str(address.get("city") or ""),
    )


def _booking(order: Order, end: datetime) -> dict[str, Any]:
    customer, (first, last) = order.customer, split_name(order.customer.name)
    mobile = customer.phone.startswith("+316")
    main = {
        "id": None,
        "isMainCustomer": True,
        "gender": 0,
        "firstName": first,
        "lastName": last,
        "birthDate": customer.birth_date,
        "emailAddress": customer.email,
        "mobilePhoneNumber" if mobile else "phoneNumber": customer.phone,
    }
    return {
        "id": None,
        "activityList": [{"activityId": p.id, "amount": n} for p, n in order.amounts],
        "customerList": [{name: value for name, value in main.items() if value != ""}],
        "fromDateTime": _naive(order.start),
        "toDateTime": _naive(end),
        "locationId": order.location.id,
        "message": order.notes,
        "fieldList": None,
    }


def _query(pairs: Sequence[tuple[str, object]]) -> str:
    return urlencode([(name, str(value)) for name, value in pairs])


def _naive(moment: datetime) -> str:
    return moment.astimezone(JCC_TIME).replace(tzinfo=None).isoformat()


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=JCC_TIME)
