"""Twilio's proof that a request comes from Twilio.

https://www.twilio.com/docs/usage/security: Base64 of the HMAC-SHA1, with the auth token as key, of
the address as Twilio knows it followed by the form's names and values, sorted by name. The proof
holds no time: a request that is sent once more is known by the id in it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qsl

HEADER = "X-Twilio-Signature"

_MOST_FIELDS = 200


def read_form(raw: bytes) -> tuple[tuple[str, str], ...] | None:
    """The fields of a form in the order in which they were sent, or None when it is no form."""
    try:
        return tuple(
            parse_qsl(
                raw.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=_MOST_FIELDS,
            )
        )
    except ValueError:
        return None


def signature(auth_token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """What Twilio puts in the header for this address and these fields."""
    content = url + "".join(name + value for name, value in sorted(set(fields)))
    # SHA-1 is what Twilio signs with; as a keyed hash it is still sound.
    digest = hmac.new(auth_token.encode(), content.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_signed(given: str, auth_token: str, url: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Whether the header proves it. Nothing is proven with an empty token."""
    if not auth_token:
        return False
    expected = signature(auth_token, url, fields)
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
