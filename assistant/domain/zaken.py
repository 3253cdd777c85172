"""Zaken as a resident may see them, and as Balie hands them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.domain.bsn import Bsn
from assistant.domain.places import Spot
from assistant.domain.uploads import Upload

_NUMBER = re.compile(
    r"\b(zaak|[a-z]{2,12}(?=-))[ -]?((?:19|20)\d\d)[ -](\d{1,10})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Zaak:
    """`number` is the identificatie, `kind` the zaaktype in words. `status` is what the last
    status tells the resident (`statustekst`), `next_step` the name of the one after it, `due` by
    when it will be done. `ended` and `result` are for a zaak that is closed."""

    number: str
    kind: str
    started: date
    status: str = ""
    status_at: datetime | None = None
    next_step: str = ""
    due: date | None = None
    ended: date | None = None
    result: str = ""
    url: str = field(default="", compare=False)

    @property
    def is_open(self) -> bool:
        return self.ended is None


@dataclass(frozen=True)
class NewZaak:
    """What a resident hands in. The same `key` again (at most 40 characters) is the same zaak.

    `zaaktype` is its identificatie, `at` when it was handed in, `summary` at most 80 and
    `explanation` at most 1000 characters; `properties` are its eigenschappen by name. `initiator`
    is who hands it in, after DigiD, and `on_behalf_of` for whom; both None where nobody logs in.
    `spot` is where it is, `files` what is sent along, and `paid` that all of it is paid.
    """

    key: str
    zaaktype: str
    at: datetime
    summary: str
    explanation: str = ""
    channel: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    initiator: Bsn | None = None
    on_behalf_of: Bsn | None = None
    spot: Spot | None = None
    files: tuple[Upload, ...] = ()
    paid: bool = False


def find_number(text: str) -> str:
    """The number of a zaak in a message, as Open Zaak writes it; empty where there is none.

    "zaak 2026 12" is "ZAAK-2026-0000000012".
    """
    return next(iter(find_numbers(text)), "")


def find_numbers(text: str) -> tuple[str, ...]:
    """All of them."""
    return tuple(
        f"{prefix.upper()}-{year}-{serial.zfill(10)}"
        for prefix, year, serial in _NUMBER.findall(text)
    )
