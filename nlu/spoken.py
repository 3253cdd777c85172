"""What people say around a question: fillers, greetings before it, and words they take back."""

from __future__ import annotations

import re

MIN_WORDS = 3
"""A question of fewer words is left as it is: "eh ja" may be all that was said."""

_FILLERS = re.compile(
    r"\b(?:e+h+|u+h+|e+u+h+|u+h*m+|e+hm+|h+m+|tja|zeg maar|weet je wel|zal ik maar zeggen"
    r"|even kijken(?: hoor)?|hoe zeg je dat"
    r"|hoe heet(?: het| dat)(?: ook)? ?(?:al ?)?weer)\b[, ]*"
)
_OPENING = re.compile(
    r"^(?:(?:ja|nou|hallo|hoi|goede?(?:n)?(?:morgen|middag|avond|dag)|dag)[,.! ]+)*"
    r"(?:(?:u spreekt )?met (?:[\w.-]+ ){1,4}?(?:spreekt u|hier)[,. ]+|u spreekt met \w+[,. ]+)"
)
_REPAIR = re.compile(
    r"\b(?:nee+,? (?:wacht|sorry)|wacht|sorry|of nee|of eigenlijk)?[, ]*ik bedoel(?:de)?[,: ]+"
)


def without_fillers(text: str) -> str:
    """A normalised text without fillers and without who is speaking.

    >>> without_fillers("ja goedemiddag met de vries spreekt u eh wat kost een paspoort")
    'wat kost een paspoort'
    """
    said = _OPENING.sub("", text)
    said = _FILLERS.sub("", said).strip(" ,")
    return said if len(said.split()) >= MIN_WORDS else text


def repaired(text: str) -> tuple[str, str]:
    """What was said before the speaker took it back, and what was meant; "" where nothing was.

    >>> repaired("ik wil een paspoort nee wacht ik bedoel een id-kaart")
    ('ik wil een paspoort', 'een id-kaart')
    """
    found = _REPAIR.search(text)
    if found is None or found.start() == 0:
        return "", ""
    return text[: found.start()].strip(" ,."), text[found.end() :].strip()
