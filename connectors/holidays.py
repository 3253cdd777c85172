"""Days on which Dutch city halls are closed, from a maintained library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from holidays import country_holidays


@lru_cache
def dutch_holidays(year: int) -> frozenset[date]:
    """National holidays of one year."""
    return frozenset(country_holidays("NL", years=year))
