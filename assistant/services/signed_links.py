"""Addresses that carry what they are for, signed, and good for a short time."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime


class SignedLinks:
    """`path` is the first part of the address, and of what is signed: a link is for one thing."""

    def __init__(self, public_url: str, secret: str, path: str) -> None:
        self._root = public_url.rstrip("/")
        self._secret = secret.encode()
        self._path = path

    def url(self, until: datetime, *content: str) -> str:
        """The address, good until then."""
        data = json.dumps([int(until.timestamp()), *content]).encode()
        name = urlsafe_b64encode(data).decode().rstrip("=")
        return f"{self._root}/{self._path}/{name}.{self._signature(name)}"

    def read(self, token: str, now: datetime) -> tuple[str, ...] | None:
        """The content of the last part of an address; None where it was not made by us, or its
        time is over."""
        name, _, signature = token.partition(".")
        if not signature.isascii() or not hmac.compare_digest(signature, self._signature(name)):
            return None
        until, *content = json.loads(urlsafe_b64decode(name + "=" * (-len(name) % 4)))
        return tuple(content) if now.timestamp() < until else None

    def _signature(self, name: str) -> str:
        content = f"{self._path}:{name}".encode("utf-8", "surrogateescape")
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()[:40]
