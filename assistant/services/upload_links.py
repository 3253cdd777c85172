"""Addresses by which a resident sends files for what he is filling in; each works once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.services.signed_links import SignedLinks

PATH = "bijlage"
LIVES = timedelta(hours=1)


@dataclass(frozen=True)
class UploadLink:
    """What an address is for. `id` is new for each, `key` is where the files of the form are
    kept."""

    id: str
    municipality: str
    conversation_id: str
    channel: str
    key: str


class UploadLinks:
    """Nothing is kept of a link before it is used."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._links = SignedLinks(public_url, secret, PATH)

    def url(
        self, municipality: str, conversation_id: str, channel: str, key: str, now: datetime
    ) -> str:
        """A new address, good for an hour."""
        name = secrets.token_urlsafe(9)
        return self._links.url(now + LIVES, name, municipality, conversation_id, channel, key)

    def read(self, token: str, now: datetime) -> UploadLink | None:
        """What the last part of an address is for; None where it was not made by us, or its time is
        over."""
        found = self._links.read(token, now)
        return UploadLink(*found) if found else None
