"""Takes payments of residents."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.payments import NewPayment, Payment


class PaymentsPort(ABC):
    """One payment provider. Both methods raise `BackendUnavailable` when it does not answer, or not
    in its agreed form."""

    @abstractmethod
    async def begin(self, new: NewPayment) -> Payment:
        """Make a payment; the same key again gives the same one."""

    @abstractmethod
    async def get(self, payment_id: str) -> Payment:
        """How it stands now."""
