"""A payment by a resident, for something that he asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PaymentStatus(StrEnum):
    """How it stands."""

    OPEN = "open"
    """Begun, and not decided yet."""
    PAID = "paid"
    STOPPED = "stopped"
    """Failed, cancelled or expired: nothing was paid, and nothing will be."""


@dataclass(frozen=True)
class NewPayment:
    """`key` again is the same payment. `cents` in euros; `description` is what stands on the bank
    statement. The browser goes to `return_url`; `webhook_url` is told when it is decided."""

    key: str
    cents: int
    description: str
    return_url: str
    webhook_url: str


@dataclass(frozen=True)
class Payment:
    """`checkout` is where the resident pays; empty once it is decided."""

    id: str
    status: PaymentStatus
    checkout: str = ""
