"""What an eDienst asks and does. Read from `kb/ediensten/<key>.yml`; docs/ediensten.md says how."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from assistant.domain.identity import Level
from assistant.domain.text import fold


class Kind(StrEnum):
    """What a field is filled with."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"
    TEXT = "text"
    ADDRESS = "address"
    NUMBER = "number"
    PLATE = "plate"
    """A Dutch number plate."""


@dataclass(frozen=True)
class Option:
    """One of the answers of a choice; `words` is how residents say it, beside its title."""

    key: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """An earlier answer (`field`) is one of these values."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it is so."""
        return answers.get(self.field) in self.values


@dataclass(frozen=True)
class Field:
    """One question. `ask` is said to the resident, `help` when the answer was not understood,
    `label` names it when all is read back, and `property` is the eigenschap that it becomes.

    `earliest` and `latest` are days from today (-5 is five days ago), outside of which `outside` is
    said. `most`: characters of a text, or the highest number.
    """

    key: str
    ask: str
    kind: Kind
    label: str
    property: str
    help: str = ""
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    earliest: int | None = None
    latest: int | None = None
    outside: str = ""
    most: int = 500

    def applies(self, answers: Mapping[str, str]) -> bool:
        """Whether it is to be asked, after these answers."""
        return self.when is None or self.when.holds(answers)


@dataclass(frozen=True)
class Referral:
    """An answer with which this is not the way: `text` says why, `article` what is (a slug)."""

    when: Condition
    text: str
    article: str = ""


@dataclass(frozen=True)
class EDienst:
    """`words` is how residents call it, `article` what tells about it (a slug), `zaaktype` the
    identificatie of what is made. `level` of DigiD; None: nobody logs in. `receipt` says what
    happens next and how the resident hears."""

    key: str
    title: str
    zaaktype: str
    intro: str
    receipt: str
    fields: tuple[Field, ...]
    article: str = ""
    words: tuple[str, ...] = ()
    level: Level | None = None
    referrals: tuple[Referral, ...] = ()

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((field for field in self.fields if field.key == key), None)

    def missing(self, answers: Mapping[str, str]) -> Field | None:
        """What is to be asked next; None when all is known."""
        return next((f for f in self.fields if f.applies(answers) and f.key not in answers), None)

    def applicable(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers to what is still asked: a correction may have made others idle."""
        kept: dict[str, str] = {}
        for field in self.fields:
            if field.key in answers and field.applies(kept):
                kept[field.key] = answers[field.key]
        return kept

    def referral(self, answers: Mapping[str, str]) -> Referral | None:
        """Why this is not the way, after these answers; None where it is."""
        return next((one for one in self.referrals if one.when.holds(answers)), None)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        names = sorted({fold(one) for one in (self.title, *self.words)}, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")

    def is_named_in(self, text: str) -> bool:
        """Whether a text calls it by one of its names."""
        return bool(self._names.search(fold(text)))


@dataclass(frozen=True)
class EDiensten:
    """All those of one municipality."""

    every: tuple[EDienst, ...] = ()

    def get(self, key: str) -> EDienst | None:
        """The one with this key."""
        return next((one for one in self.every if one.key == key), None)

    def about(self, articles: Sequence[str]) -> EDienst | None:
        """The one that one of these articles tells about."""
        return next((one for one in self.every if one.article and one.article in articles), None)

    def named_in(self, text: str) -> EDienst | None:
        """The one that a text calls by name."""
        return next((one for one in self.every if one.is_named_in(text)), None)
