"""Short ids for choices: a resident's click travels as an id, never as a payload.

The id says where the choice was offered (message number and place), so the transcript itself
holds the mapping and an id means nothing outside its own conversation.
"""

from __future__ import annotations

import re

_ID = re.compile(r"(\d{1,6})-(\d{1,2})", re.ASCII)


def choice_id(sequence: int, index: int) -> str:
    """Id of the choice at `index` of the message with this number."""
    return f"{sequence}-{index}"


def parse_choice_id(value: str) -> tuple[int, int] | None:
    """(message number, index), or None when this is not an id of ours."""
    match = _ID.fullmatch(value)
    return (int(match[1]), int(match[2])) if match else None
