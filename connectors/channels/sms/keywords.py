"""Words that end or resume text messages, when they are the whole of a message."""

from __future__ import annotations

from connectors.channels.arrivals import Keyword

_MEANING = {
    "stop": Keyword.STOP,
    "stopall": Keyword.STOP,
    "unsubscribe": Keyword.STOP,
    "afmelden": Keyword.STOP,
    "start": Keyword.START,
    "hervat": Keyword.START,
    "aanmelden": Keyword.START,
    "help": Keyword.HELP,
    "info": Keyword.HELP,
}


def keyword_of(text: str) -> Keyword:
    """What a message asks for that is such a word; `NONE` for a sentence with the word in it."""
    return _MEANING.get(text.strip(" \t\r\n.!?\"'").casefold(), Keyword.NONE)
