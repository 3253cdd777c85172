"""What can be wrong with a quantity that was found."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """Data for the conversation, never text: what to ask about before using the value."""

    IMPOSSIBLE = "impossible"
    """Does not exist: 31 februari, 25 uur, postcode 0123 AB. There is no value."""
    PAST = "past"
    """Lies wholly before today."""
    CONTRADICTION = "contradiction"
    """The weekday is not the weekday of the date."""
    AMBIGUOUS = "ambiguous"
    """People mean different things by it; the other meanings are in `others`."""
    UNKNOWN = "unknown"
    """A period that differs per region or year, such as a school holiday. There is no value."""
    INCOMPLETE = "incomplete"
    """A part is missing: a postcode without letters, a telephone number that is too short."""
