"""Encrypts what is personal before it is stored, bound to the row that it belongs to."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

import structlog
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

log = structlog.get_logger(__name__)


class Sealing:
    """AES with an HMAC (Fernet), under a key per row: text moved to another row does not open."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, row: str, values: Mapping[str, str]) -> str:
        """What may be stored. Empty for nothing."""
        if not values:
            return ""
        return self._fernet(row).encrypt(json.dumps(dict(values)).encode()).decode()

    def open(self, row: str, sealed: str) -> dict[str, str]:
        """What was sealed; nothing where the secret is another one or the text was changed."""
        if not sealed:
            return {}
        try:
            values: dict[str, str] = json.loads(self._fernet(row).decrypt(sealed.encode()))
        except InvalidToken:
            log.error("personal_details_do_not_open", hint="was BALIE_DETAILS_KEY changed?")
            return {}
        return values

    def _fernet(self, row: str) -> Fernet:
        derived = HKDF(SHA256(), 32, salt=None, info=row.encode()).derive(self._secret)
        return Fernet(base64.urlsafe_b64encode(derived))
