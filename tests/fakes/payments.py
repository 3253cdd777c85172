"""A payment provider in memory."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.payments import NewPayment, Payment, PaymentStatus
from assistant.errors import BackendUnavailable
from assistant.ports.payments import PaymentsPort


class FakePayments(PaymentsPort):
    """`made` is what was begun, by key; `end` decides one; `down` makes it fail."""

    def __init__(self) -> None:
        self.made: dict[str, tuple[NewPayment, Payment]] = {}
        self.down = False

    async def begin(self, new: NewPayment) -> Payment:
        self._check()
        if new.key not in self.made:
            number = f"tr_{len(self.made) + 1:04}"
            payment = Payment(number, PaymentStatus.OPEN, f"https://pay.example/{number}")
            self.made[new.key] = (new, payment)
        return self.made[new.key][1]

    async def get(self, payment_id: str) -> Payment:
        self._check()
        for _, payment in self.made.values():
            if payment.id == payment_id:
                return payment
        raise BackendUnavailable("no such payment")

    def end(self, status: PaymentStatus) -> None:
        """Decide the last one."""
        key, (new, payment) = list(self.made.items())[-1]
        self.made[key] = (new, replace(payment, status=status, checkout=""))

    def _check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")
