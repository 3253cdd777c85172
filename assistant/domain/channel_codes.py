"""A code with which a resident goes on with a conversation on another channel."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

DIGITS = 8
VALID_FOR = timedelta(minutes=10)
_CODE = re.compile(r"(?:(?:mijn )?code(?: is)?:?\s*)?(\d{4})[ \-.]?(\d{4})\.?", re.IGNORECASE)


def new_code() -> str:
    """Eight digits, of which the first is no zero: they are read aloud and typed on a telephone."""
    return str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))


def spoken_code(code: str) -> str:
    """As a resident sees it: "4821 9637"."""
    return f"{code[:4]} {code[4:]}"


def find_code(text: str) -> str | None:
    """The code, where a text is nothing but that. The digits may be those of any script."""
    found = _CODE.fullmatch(text.strip())
    return "".join(str(int(digit)) for digit in found[1] + found[2]) if found else None
