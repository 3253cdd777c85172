"""Rows of the appointment table, and what the core makes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.domain.appointments import (
    Customer,
    Location,
    Method,
    Order,
    Product,
    Record,
    Stage,
)
from connectors.storage.sealing import Sealing


def record_row(record: Record, sealing: Sealing) -> dict[str, Any]:
    """The row of a record."""
    order = record.order
    return {
        "key": record.key,
        "code": record.code,
        "municipality": record.municipality,
        "conversation_id": record.conversation_id,
        "contact_id": record.contact_id,
        "stage": record.stage.value,
        "start": order.start,
        "record": {
            "channel": record.channel,
            "method": record.method.value,
            "products": list(record.products),
            "amounts": [[p.id, p.name, p.minutes, p.limit, n] for p, n in order.amounts],
            "location": [
                order.location.id, order.location.name, order.location.address,
                order.location.postcode, order.location.city,
            ],
            "start": order.start.isoformat(),
            "notes": order.notes,
            "reservation": record.reservation,
            "system_id": record.system_id,
            "moved_to": record.moved_to,
            "wants_earlier": record.wants_earlier,
            "offered": _iso(record.offered),
            "end": _iso(record.end),
            "made_at": _iso(record.made_at),
            "extra": dict(record.extra),
        },
        "customer": sealing.seal(record.key, order.customer.details()),
    }  # fmt: skip


def record_of(row: Any, sealing: Sealing) -> Record:
    """The record of a row."""
    data = row.record
    order = Order(
        key=row.key,
        amounts=tuple(
            (Product(identifier, name, minutes, limit), number)
            for identifier, name, minutes, limit, number in data["amounts"]
        ),
        location=Location(*data["location"]),
        # With the clock of the Netherlands, which the column does not keep.
        start=datetime.fromisoformat(data["start"]),
        customer=Customer.of(sealing.open(row.key, row.customer)),
        notes=data["notes"],
    )
    return Record(
        key=row.key,
        code=row.code,
        municipality=row.municipality,
        channel=data["channel"],
        conversation_id=row.conversation_id,
        order=order,
        method=Method(data["method"]),
        products=tuple(data["products"]),
        contact_id=row.contact_id,
        stage=Stage(row.stage),
        reservation=data["reservation"],
        system_id=data["system_id"],
        moved_to=data["moved_to"],
        wants_earlier=data["wants_earlier"],
        offered=_moment(data["offered"]),
        end=_moment(data["end"]),
        made_at=_moment(data["made_at"]),
        extra=data["extra"],
    )


def _iso(value: datetime | None) -> str:
    return value.isoformat() if value else ""


def _moment(value: str) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
