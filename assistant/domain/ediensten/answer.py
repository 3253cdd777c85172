"""One answer to one question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """Why a message is no answer."""

    UNCLEAR = "unclear"
    OUTSIDE = "outside"
    """A day on which this cannot be."""
    IMPOSSIBLE = "impossible"
    """A day, postcode or plate that does not exist."""
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Answer:
    """`value` as it is kept and handed in (a day is ISO); empty where there is a `flaw`."""

    value: str = ""
    flaw: Flaw | None = None


UNCLEAR = Answer(flaw=Flaw.UNCLEAR)
YES, NO = "ja", "nee"
