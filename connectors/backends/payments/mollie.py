"""Payments by iDEAL, over the API of Mollie (v2)."""

from __future__ import annotations

import re
from typing import Any

from assistant.domain.payments import NewPayment, Payment, PaymentStatus
from assistant.errors import BackendUnavailable
from assistant.ports.payments import PaymentsPort
from connectors.json_client import JsonClient

METHOD = "ideal"
NOBODYS = "tr_doctor"
_STATUS = {
    "open": PaymentStatus.OPEN,
    "pending": PaymentStatus.OPEN,
    "authorized": PaymentStatus.OPEN,
    "paid": PaymentStatus.PAID,
    "failed": PaymentStatus.STOPPED,
    "canceled": PaymentStatus.STOPPED,
    "expired": PaymentStatus.STOPPED,
}
_ID = re.compile(r"[A-Za-z0-9_]{3,64}")


class MolliePayments(PaymentsPort):
    """`url` ends in `/v2`; timeout in seconds."""

    def __init__(self, url: str, key: str, timeout: float = 8.0) -> None:
        self._client = JsonClient("mollie", url, timeout)
        self._headers = {"Authorization": f"Bearer {key}"}

    async def begin(self, new: NewPayment) -> Payment:
        body = {
            "amount": {"currency": "EUR", "value": f"{new.cents // 100}.{new.cents % 100:02d}"},
            "description": new.description,
            "redirectUrl": new.return_url,
            "webhookUrl": new.webhook_url,
            "method": METHOD,
            "locale": "nl_NL",
        }
        headers = self._headers | {"Idempotency-Key": new.key}
        return self._payment(await self._call("POST", "payments", headers, body))

    async def get(self, payment_id: str) -> Payment:
        if not _ID.fullmatch(payment_id):
            raise BackendUnavailable("mollie: no id")
        return self._payment(await self._call("GET", f"payments/{payment_id}", self._headers))

    async def check(self) -> None:
        """Whether it is there and knows our key.

        Raises:
            BackendUnavailable: it is not, or does not.
        """
        answer = await self._client.call("GET", f"payments/{NOBODYS}", headers=self._headers)
        if answer.status != 404:
            raise self._client.failure(answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _call(
        self, method: str, path: str, headers: dict[str, str], body: Any = None
    ) -> dict[str, Any]:
        answer = await self._client.call(method, path, headers=headers, body=body)
        if not answer.ok or not isinstance(answer.body, dict):
            raise self._client.failure(answer)
        return answer.body

    def _payment(self, body: dict[str, Any]) -> Payment:
        try:
            status = _STATUS[body["status"]]
            checkout = body.get("_links", {}).get("checkout") or {}
            return Payment(str(body["id"]), status, str(checkout.get("href", "")))
        except (KeyError, TypeError, AttributeError) as error:
            raise self._client.unreadable(error) from error
