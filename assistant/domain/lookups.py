"""What Balie looked up of a resident, and whether that was allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PURPOSE_LENGTH = 64


class Source(StrEnum):
    """Where personal data may be looked up. Its texts are `utter_lookup_<value>_...`."""

    ZAKEN = "zaken"
    BRP_ADDRESS = "brp_address"
    """The address in the register of persons (BRP)."""
    BRP_PARTNER = "brp_partner"
    """The name of the spouse or registered partner there."""


class Result(StrEnum):
    """What became of a look-up."""

    FOUND = "found"
    NOTHING = "nothing"
    FAILED = "failed"
    BEGUN = "begun"
    """It was asked for, and what came back is not known."""


@dataclass(frozen=True)
class Consent:
    """What a resident answered to "zal ik het opvragen?". `subject` is the pseudonym of whom the
    first look-up with it was about: it counts for nobody else; empty before that."""

    conversation_id: str
    source: Source
    given: bool
    at: datetime
    until: datetime
    subject: str = ""


@dataclass(frozen=True)
class Lookup:
    """One look-up. `subject` is the pseudonym of the person that it was about, so that it can be
    shown to that person and tells nobody else who it was; `purpose` names what it was for."""

    id: str
    conversation_id: str
    municipality: str
    subject: str
    source: Source
    purpose: str
    at: datetime
    result: Result = Result.BEGUN
