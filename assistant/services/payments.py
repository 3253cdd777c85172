"""What has to be paid before something is handed in, and whether it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from assistant.domain.dutch.amounts import find_money
from assistant.domain.ediensten.declaration import EDienst
from assistant.domain.payments import NewPayment, Payment, PaymentStatus
from assistant.errors import PaidOtherwise
from assistant.ports.clock import ClockPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.payments import PaymentsPort
from assistant.services.payment_links import PaymentLinks

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """How a payment stands that is needed. `kept` is what has to be remembered of it."""

    payment: Payment
    cents: int
    kept: str
    again: bool = False
    """The one before it was stopped."""


class PaymentService:
    """The fee is a fact of the municipality, with its source; without it nothing is paid here."""

    def __init__(
        self,
        payments: PaymentsPort | None,
        municipalities: MunicipalitiesPort,
        links: PaymentLinks,
        clock: ClockPort,
    ) -> None:
        self._payments = payments
        self._municipalities = municipalities
        self._links = links
        self._clock = clock

    def cents(self, edienst: EDienst, answers: Mapping[str, str], municipality: str) -> int:
        """What this costs; 0 where it costs nothing, or nobody told us what."""
        if self._payments is None or not edienst.fee:
            return 0
        fact = self._municipalities.get(municipality).facts.get(edienst.fee, "")
        amounts = {one.cents for one in find_money(fact)}
        if len(amounts) != 1:
            return 0
        number = answers.get(edienst.fee_per, "1")
        return amounts.pop() * (int(number) if number.isdigit() else 1)

    async def due(
        self, cents: int, edienst: EDienst, kept: str, place: str, conversation: tuple[str, str],
        key: str,
    ) -> Due | None:  # fmt: skip
        """The payment that is still needed; None where it is paid. `kept` is what was remembered
        of the one before, `conversation` its id and channel, `key` that of the form.

        Raises:
            BackendUnavailable: the provider does not answer.
            PaidOtherwise: it is paid, and another amount than this.
        """
        if self._payments is None:
            return None
        attempt, again = 0, False
        if kept:
            known, was, attempt = _remembered(kept)
            payment = await self._payments.get(known)
            if payment.status is PaymentStatus.PAID:
                if was != cents:
                    raise PaidOtherwise(edienst.key)
                return None
            if payment.status is PaymentStatus.OPEN and was == cents:
                return Due(payment, cents, kept)
            again = payment.status is PaymentStatus.STOPPED
        attempt += 1
        conversation_id, channel = conversation
        payment = await self._payments.begin(
            NewPayment(
                f"{key}-{cents}-{attempt}",
                cents,
                f"{edienst.title}, {self._municipalities.get(place).name}",
                self._links.return_url(place),
                self._links.webhook_url(place, conversation_id, channel, self._clock.now()),
            )
        )
        log.info("payment_begun", edienst=edienst.key)
        return Due(payment, cents, f"{payment.id}|{cents}|{attempt}", again)


def _remembered(kept: str) -> tuple[str, int, int]:
    known, cents, attempt = kept.split("|")
    return known, int(cents), int(attempt)
