"""A text message as it came in, whoever carried it: numbers in one form, and what it says."""

from __future__ import annotations

import re
from datetime import datetime

from connectors.channels.arrivals import Arrival, Keyword, Media
from connectors.channels.provider_id import message_id_of
from connectors.channels.sms.keywords import keyword_of

CHANNEL = "sms"

_NOISE = re.compile(r"[\s().-]")
_NUMBER = re.compile(r"(?:\+|00)?([1-9]\d{7,14})", re.ASCII)


def phone_number(value: str) -> str:
    """A number that can be answered in the form "+31600000000"; empty for any other sender.

    Names ("PostNL") and short codes send text messages too, but take none.
    """
    match = _NUMBER.fullmatch(_NOISE.sub("", value))
    return f"+{match[1]}" if match else ""


def arrivals(
    *,
    line: str,
    address: str,
    provider_id: str,
    at: datetime,
    text: str,
    files: bool,
    keyword: Keyword = Keyword.NONE,
) -> list[Arrival]:
    """What one message brings: its words, and after these its files. Nothing when it is empty.

    `keyword` is the provider's own reading of the message, where it has one.
    """
    keyword = keyword or keyword_of(text)
    found = []
    if keyword or text.strip():
        said = "" if keyword else text
        found.append(
            Arrival(
                CHANNEL, line, address, message_id_of(provider_id), at, text=said, keyword=keyword
            )
        )
    if files:
        # With an id of its own: beside words, the files are a second thing to answer.
        own = message_id_of(f"{provider_id}:files")
        found.append(Arrival(CHANNEL, line, address, own, at, media=Media.FILE))
    return found
