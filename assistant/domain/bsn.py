"""A burgerservicenummer: valid wherever it exists, and never shown by accident."""

from __future__ import annotations

from dataclasses import dataclass, field

from stdnum.nl import bsn


@dataclass(frozen=True)
class Bsn:
    """Nine digits that pass the elfproef; an empty or broken one cannot be made.

    An empty BSN in a search at a ZGW server is no filter at all: it finds everybody's zaken.
    """

    digits: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no BSN.

        Raises:
            ValueError: without the number in it.
        """
        ascii_digits = self.digits.isascii() and self.digits.isdigit()
        if not (ascii_digits and len(self.digits) == 9 and bsn.is_valid(self.digits)):
            raise ValueError("not a BSN")

    def __str__(self) -> str:
        return "[BSN]"
