"""Short ids for choices: a resident's click travels as an id, never as a payload.

The id says where the choice was offered (message number and place), so the transcript itself
holds the mapping and an id means nothing outside its own conversation.

Where there are no buttons a resident types a number: the place of the choice, or the number that
its title begins with ("Stap 3: Ouderschapsplan maken").
"""

from __future__ import annotations

import re

_ID = re.compile(r"(\d{1,6})-(\d{1,2})", re.ASCII)
_OWN_NUMBER = re.compile(r"stap (\d+)\b", re.IGNORECASE | re.ASCII)


def choice_id(sequence: int, index: int) -> str:
    """Id of the choice at `index` of the message with this number."""
    return f"{sequence}-{index}"


def parse_choice_id(value: str) -> tuple[int, int] | None:
    """(message number, index), or None when this is not an id of ours."""
    match = _ID.fullmatch(value)
    return (int(match[1]), int(match[2])) if match else None


def own_number(title: str) -> str:
    """The number that a title begins with; empty where it has none."""
    match = _OWN_NUMBER.match(title)
    return match[1] if match else ""
