"""What a messaging provider brings: one message of a resident, whoever carried it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Media(StrEnum):
    """What came instead of text."""

    NONE = ""
    VOICE = "voice"
    FILE = "file"
    LOCATION = "location"
    OTHER = "other"


class Keyword(StrEnum):
    """Words that a provider or the law gives a fixed meaning, as the whole of a message."""

    NONE = ""
    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True)
class Arrival:
    """A message as it came in. Exactly one of `text`, `choice`, `media` and `keyword` says what.

    `line` is the number or account of the municipality on which it came in, as the provider names
    it; `address` that of the resident; `id` the provider's own, the same when it sends again; `at`
    when the resident sent it, by the provider's clock. `choice` is the id of a button.
    """

    channel: str
    line: str
    address: str
    id: str
    at: datetime
    text: str = ""
    choice: str = ""
    media: Media = Media.NONE
    keyword: Keyword = Keyword.NONE
