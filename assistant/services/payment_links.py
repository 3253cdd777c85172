"""Addresses around a payment: where the browser comes back, and where the provider tells us."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.services.signed_links import SignedLinks

PATH = "betaling"
RETURN = "betaald"
LIVES = timedelta(hours=5)


class PaymentLinks:
    """The address for the provider carries which conversation goes on, signed."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._root = public_url.rstrip("/")
        self._links = SignedLinks(public_url, secret, PATH)

    def return_url(self, municipality: str) -> str:
        """Where the browser comes back."""
        return f"{self._root}/{municipality}/{RETURN}"

    def webhook_url(
        self, municipality: str, conversation_id: str, channel: str, now: datetime
    ) -> str:
        """Where the provider says that a payment is decided."""
        return self._links.url(now + LIVES, municipality, conversation_id, channel)

    def read(self, token: str, now: datetime) -> tuple[str, str, str] | None:
        """(municipality, conversation, channel) of the last part of such an address."""
        found = self._links.read(token, now)
        return (found[0], found[1], found[2]) if found else None
