"""Message ids of providers, in the alphabet of ours."""

from __future__ import annotations

import base64
import hashlib


def message_id_of(provider_id: str) -> str:
    """32 characters of `[A-Za-z0-9_-]`, the same for the same id.

    Providers use other characters and any length, and some write a telephone number into it
    (WhatsApp does): that number must not come along into our record and our logs.
    """
    digest = hashlib.sha256(provider_id.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest)[:32].decode("ascii")
