"""Reaching an appointment from elsewhere than where it was made: a code and something one knows.

Whether the code or the proof was wrong is never told, wrong tries are few, and each is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta

import structlog

from assistant.domain.appointments import Attempt, Detail, Record, Stage
from assistant.errors import TooManyAttempts
from assistant.ports.appointment_book import AppointmentBookPort
from assistant.ports.clock import ClockPort

log = structlog.get_logger(__name__)

MOST_FAILURES = 5
WINDOW = timedelta(hours=1)
PROOFS = (Detail.BIRTH_DATE, Detail.EMAIL, Detail.PHONE)


class AppointmentAccess:
    """`secret` makes fingerprints of codes that cannot be traced back by trying all of them."""

    def __init__(self, book: AppointmentBookPort, clock: ClockPort, secret: str) -> None:
        self._book = book
        self._clock = clock
        self._secret = secret.encode()

    async def open(
        self,
        municipality: str,
        conversation_id: str,
        channel: str,
        code: str,
        proof: Mapping[str, str],
    ) -> Record | None:
        """The appointment to come with this code, when the proof is that of its customer.

        `proof` holds what was told, by `Detail`; one that is right is enough.

        Raises:
            TooManyAttempts: not now, whatever is told.
            StorageUnavailable: nobody knows.
        """
        now = self._clock.now()
        fingerprint = hmac.new(self._secret, code.encode(), hashlib.sha256).hexdigest()
        failures = await self._book.failures(conversation_id, fingerprint, now - WINDOW)
        allowed = failures < MOST_FAILURES
        record = await self._book.by_code(municipality, code)
        opened = allowed and record is not None and _proves(record, proof)
        if opened and record is not None:
            opened = record.stage is Stage.BOOKED and record.order.start > now
        await self._book.note(
            Attempt(now, municipality, conversation_id, channel, fingerprint, opened)
        )
        log.info("appointment_opened", channel=channel, succeeded=opened, allowed=allowed)
        if not allowed:
            raise TooManyAttempts
        return record if opened else None


def _proves(record: Record, proof: Mapping[str, str]) -> bool:
    customer = record.order.customer
    known = {
        Detail.BIRTH_DATE: customer.birth_date,
        Detail.EMAIL: customer.email.casefold(),
        Detail.PHONE: customer.phone,
    }
    told = {detail: proof.get(detail, "") for detail in PROOFS}
    told[Detail.EMAIL] = told[Detail.EMAIL].casefold()
    return any(
        told[detail] and hmac.compare_digest(told[detail].encode(), known[detail].encode())
        for detail in PROOFS
    )
