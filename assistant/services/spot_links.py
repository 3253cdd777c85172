"""Addresses by which a resident shows where he is, for what he is filling in; each works once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.services.signed_links import SignedLinks

PATH = "plek"
LIVES = timedelta(hours=1)


@dataclass(frozen=True)
class SpotLink:
    """Which conversation goes on; `id` is new for each."""

    id: str
    municipality: str
    conversation_id: str
    channel: str


class SpotLinks:
    """Nothing is kept of a link: the same point of the same link is the same message."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._links = SignedLinks(public_url, secret, PATH)

    def url(self, municipality: str, conversation_id: str, channel: str, now: datetime) -> str:
        """A new address, good for an hour."""
        name = secrets.token_urlsafe(9)
        return self._links.url(now + LIVES, name, municipality, conversation_id, channel)

    def read(self, token: str, now: datetime) -> SpotLink | None:
        """What the last part of an address is for; None where it was not made by us, or its time is
        over."""
        found = self._links.read(token, now)
        return SpotLink(*found) if found else None
