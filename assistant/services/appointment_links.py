"""Addresses that open one appointment: whoever has such an address may do what it is for."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum


class Door(StrEnum):
    """What an address is for; each opens nothing else. The values stand in addresses."""

    MANAGE = "afspraak"
    """See, move and cancel the appointment; the resident's."""
    WAIT = "videogesprek"
    """The waiting room of a video appointment; the resident's."""
    HOST = "videogesprek-medewerker"
    """Opens the conversation of a video appointment; the official's."""


class AppointmentLinks:
    """Signs the key of an appointment together with what the address is for."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._root = public_url.rstrip("/")
        self._secret = secret.encode()

    def url(self, door: Door, key: str) -> str:
        """The address, as it stands in mail and in the agenda of the official."""
        return f"{self._root}/{door.value}/{self.token(door, key)}"

    def token(self, door: Door, key: str) -> str:
        """The last part of the address."""
        name = urlsafe_b64encode(key.encode()).decode().rstrip("=")
        return f"{name}.{self._signature(door, key)}"

    def room(self, key: str) -> str:
        """A name for the conversation about an appointment that nobody can guess."""
        signed = hmac.new(self._secret, f"room:{key}".encode(), hashlib.sha256)
        return f"balie-{signed.hexdigest()[:32]}"

    def key(self, door: Door, token: str) -> str | None:
        """The key of the appointment; None where the address was not made by us for this."""
        name, _, signature = token.partition(".")
        try:
            key = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
        except ValueError:
            return None
        if not hmac.compare_digest(signature.encode(), self._signature(door, key).encode()):
            return None
        return key

    def _signature(self, door: Door, key: str) -> str:
        content = f"{door.value}:{key}".encode()
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()[:32]
