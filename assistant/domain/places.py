"""A spot in a municipality: as a resident names it, and as a map knows it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Wanted:
    """What a resident says of a spot. `words` is how he said it; the rest what could be told from
    that: a postcode ("3011 AD"), a street (of a corner the first), a house
    number ("10 A"), or a point (`lon`, `lat` in degrees, WGS 84)."""

    words: str
    street: str = ""
    postcode: str = ""
    number: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Spot:
    """A point in degrees (WGS 84) and what it is called. `found` is False where no map knew what a
    resident said: `text` is then in his words, and the point somewhere in the municipality."""

    text: str
    lon: float
    lat: float
    street: str = ""
    number: str = ""
    postcode: str = ""
    city: str = ""
    found: bool = True

    def to_text(self) -> str:
        """As it is kept among the answers of an eDienst."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Spot:
        """The way back of `to_text`."""
        return cls(**json.loads(text))
