"""Appointments at a counter, by video or by telephone, as the core sees them.

Every `datetime` has a time zone; places and days are those of the clock in the Netherlands.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# No letters or digits that are mistaken for one another, read or heard: 0 O 1 I L, B D P T V, M N.
_ALPHABET = "ACEFHJKRUWXY34679"
_CODE_LENGTH = 9
_CODE = re.compile(rf"(?<![A-Z0-9])(?:[{_ALPHABET}][ .-]?){{{_CODE_LENGTH}}}(?![A-Z0-9])")


class Method(StrEnum):
    """How resident and official meet."""

    DESK = "desk"
    VIDEO = "video"
    PHONE = "phone"


class Detail(StrEnum):
    """What a resident tells of himself for an appointment."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    """ISO: 1988-05-12."""


@dataclass(frozen=True)
class Product:
    """What an appointment is for, as the appointment system knows it.

    `limit` is for how many people at once; `minutes` 0 where the system does not tell.
    """

    id: str
    name: str
    minutes: int = 0
    limit: int = 1


@dataclass(frozen=True)
class Location:
    """Where residents are received."""

    id: str
    name: str
    address: str = ""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True)
class Customer:
    """Whose appointment it is. Personal: never in a slot, a log or the model."""

    name: str = ""
    email: str = ""
    phone: str = ""
    birth_date: str = ""

    @classmethod
    def of(cls, details: Mapping[str, str]) -> Customer:
        """From details by `Detail`."""
        return cls(**{one.value: details.get(one.value, "") for one in Detail})

    def details(self) -> dict[str, str]:
        """The way back of `of`: what is known, by `Detail`."""
        return {one.value: value for one in Detail if (value := getattr(self, one.value))}


@dataclass(frozen=True)
class Order:
    """A place that a resident confirmed. `key` is ours and unique: the same key, the same order.

    `amounts` holds each product with the number of people; `notes` is for the official.
    """

    key: str
    amounts: tuple[tuple[Product, int], ...]
    location: Location
    start: datetime
    customer: Customer
    notes: str = ""

    @property
    def products(self) -> tuple[Product, ...]:
        return tuple(product for product, _ in self.amounts)


@dataclass(frozen=True)
class Appointment:
    """What the appointment system holds. `end` is None where it does not tell."""

    id: str
    products: tuple[Product, ...]
    location: Location
    start: datetime
    end: datetime | None = None
    notes: str = ""


class Stage(StrEnum):
    """How far the making of an appointment is. Only `BOOKED` is told as an appointment."""

    NEW = "new"
    """Kept by us; the appointment system may hold a place that frees itself."""
    CONFIRMING = "confirming"
    """Being asked for. After a crash nobody knows whether it was made."""
    BOOKED = "booked"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """The place was gone."""
    UNCERTAIN = "uncertain"
    """The system takes no order twice and did not answer: a person has to look."""


@dataclass(frozen=True)
class Record:
    """Our own memory of an appointment, from the moment that the resident said yes.

    `key` is that of the `Order`; `code` is what the resident gets; `reservation` and `system_id`
    are the appointment system's. `conversation_id` and `contact_id` say who made it: only in that
    conversation, or from that contact's verified address, it is found without proof. `products`
    holds the keys of our own catalogue. `customer` is kept encrypted. `moved_to` is the key of the
    appointment that took its place; `wants_earlier` that the resident waits for an earlier one, and
    `offered` the place that was offered.
    """

    key: str
    code: str
    municipality: str
    channel: str
    conversation_id: str
    order: Order
    method: Method = Method.DESK
    products: tuple[str, ...] = ()
    contact_id: str = ""
    stage: Stage = Stage.NEW
    reservation: str = ""
    system_id: str = ""
    moved_to: str = ""
    wants_earlier: bool = False
    offered: datetime | None = None
    end: datetime | None = None
    made_at: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """Someone who tried to reach an appointment by its code. Holds no code and no proof."""

    at: datetime
    municipality: str
    conversation_id: str
    channel: str
    code_fingerprint: str
    succeeded: bool


def new_code() -> str:
    """A code for a resident: nine characters, about 10^11 of them: "A3F-K7W-E9Y"."""
    chars = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(chars[i : i + 3] for i in range(0, _CODE_LENGTH, 3))


def find_code(text: str) -> str:
    """The code in a text as it was given out, however it was typed; empty when there is none."""
    match = _CODE.search(text.upper())
    if match is None:
        return ""
    chars = re.sub(r"[ .-]", "", match[0])
    # A word of nine of these letters is no code.
    if not any(map(str.isdigit, chars)) and "-" not in match[0]:
        return ""
    return "-".join(chars[i : i + 3] for i in range(0, _CODE_LENGTH, 3))
