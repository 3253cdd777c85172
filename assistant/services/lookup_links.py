"""Addresses at which somebody can download what was looked up about him, for a short time."""

from __future__ import annotations

from datetime import datetime

from assistant.domain.identity import LINK_LIVES
from assistant.services.signed_links import SignedLinks

PATH = "inzage"


class LookupLinks:
    """Signs the pseudonym of who was logged in, with the municipality."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._links = SignedLinks(public_url, secret, PATH)

    def url(self, municipality: str, subject: str, now: datetime) -> str:
        """The address, good from now on for as long as a link to log in is."""
        return self._links.url(now + LINK_LIVES, municipality, subject)

    def read(self, token: str, now: datetime) -> tuple[str, str] | None:
        """(municipality, subject) of the last part of an address; None where it was not made by us,
        or its time is over."""
        found = self._links.read(token, now)
        return (found[0], found[1]) if found else None
