"""A provider's message id in the alphabet of our own ids."""

from __future__ import annotations

import base64
import hashlib


def message_id_of(provider_id: str) -> str:
    """Url-safe base64 of the SHA-256 of `provider_id`: 32 characters, the same for the same id.

    Providers use signs and lengths that our ids do not have, and some ids tell a phone number.
    """
    digest = hashlib.sha256(provider_id.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:32].decode()
