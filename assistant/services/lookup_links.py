"""Addresses at which somebody can download what was looked up about him, for a short time."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from assistant.domain.identity import LINK_LIVES

PATH = "inzage"


class LookupLinks:
    """Signs the pseudonym of who was logged in, with the municipality and until when."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._root = public_url.rstrip("/")
        self._secret = secret.encode()

    def url(self, municipality: str, subject: str, now: datetime) -> str:
        """The address, good from now on for as long as a link to log in is."""
        until = int((now + LINK_LIVES).timestamp())
        content = json.dumps([municipality, subject, until]).encode()
        name = urlsafe_b64encode(content).decode().rstrip("=")
        return f"{self._root}/{PATH}/{name}.{self._signature(name)}"

    def read(self, token: str, now: datetime) -> tuple[str, str] | None:
        """(municipality, subject) of the last part of an address; None where it was not made by us,
        or its time is over."""
        name, _, signature = token.partition(".")
        if not signature.isascii() or not hmac.compare_digest(signature, self._signature(name)):
            return None
        municipality, subject, until = json.loads(urlsafe_b64decode(name + "=" * (-len(name) % 4)))
        return (municipality, subject) if now.timestamp() < until else None

    def _signature(self, name: str) -> str:
        content = f"{PATH}:{name}".encode("utf-8", "surrogateescape")
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()[:40]
