"""A conversation about zaken: what is asked now, and what one message says to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.facts import read as read_facts
from assistant.domain.identity import LINK_LIVES
from assistant.domain.text import fold
from assistant.domain.zaken import find_number

MOST_SECONDS = LINK_LIVES.total_seconds()
"""After so long a silence the subject is closed."""
_SELF = re.compile(
    r"\b(?:zelf|liever niet|hoeft niet|niet nodig|geen toestemming|mag niet|laat maar)\b"
)
_DO = re.compile(
    r"\b(?:vraag (?:\w+ )?(?:maar )?op|opvragen|zoek (?:\w+ )?(?:maar )?op|opzoeken"
    r"|doe (?:jij|u|je)|mag (?:je|u)|toestemming|kijk (?:\w+ )?(?:maar )?(?:na|voor mij))\b"
)
_DONE = re.compile(r"\b(?:ingelogd|gelukt|klaar|gedaan|ben er(?: weer)?|terug|ja|ok(?:e|ay)?)\b")
_ANY_DAY = date(2026, 1, 1)
"""A yes means the same on any day."""
_CODE = re.compile(r"(?<!\d)((?:\d[ ,-]{0,2}){6})(?!\d)")
"""Six digits, typed together or said one by one."""


class Ask(StrEnum):
    """What Balie asked last."""

    CONSENT = "consent"
    LOGIN = "login"
    CODE = "code"
    AGAIN = "again"
    """The case system did not answer; the resident may say when to try again."""


class Wish(StrEnum):
    """What a resident wants."""

    STATUS = "status"
    SEEN = "seen"
    """What was looked up about him."""


@dataclass(frozen=True)
class ZaakTalk:
    """`number` is that of the zaak that was asked about; empty for all of them. It tells nobody who
    the resident is, so it may be in a slot."""

    ask: Ask
    wish: Wish = Wish.STATUS
    number: str = ""

    def to_json(self) -> dict[str, Any]:
        """For a slot."""
        return {"ask": self.ask.value, "wish": self.wish.value, "number": self.number}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ZaakTalk:
        """The way back of `to_json`."""
        return cls(Ask(data["ask"]), Wish(data["wish"]), str(data["number"]))


@dataclass(frozen=True)
class Told:
    """What one message says. `done`: the resident says that he logged in."""

    number: str = ""
    code: str = ""
    yes: bool = False
    no: bool = False
    done: bool = False

    def answers(self, ask: Ask) -> bool:
        """Whether it is an answer to what was asked."""
        by_question = {
            Ask.CONSENT: self.yes or self.no,
            Ask.LOGIN: self.done or self.no or bool(self.code),
            Ask.CODE: bool(self.code),
            Ask.AGAIN: self.yes or self.done or self.no,
        }
        return bool(self.number) or by_question[ask]


def read(text: str) -> Told:
    """Read one message, masked."""
    folded = fold(text)
    facts = read_facts(text, _ANY_DAY, Catalogue())
    code = _CODE.search(text)
    no = facts.no or bool(_SELF.search(folded))
    return Told(
        number=find_number(text),
        code=re.sub(r"\D", "", code[1]) if code else "",
        yes=not no and (facts.yes or bool(_DO.search(folded))),
        no=no,
        done=not no and bool(_DONE.search(folded)),
    )
