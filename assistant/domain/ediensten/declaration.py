"""What an eDienst asks and does. Read from `kb/ediensten/<key>.yml`; docs/ediensten.md says how."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from assistant.domain.dutch.spots import find_spot
from assistant.domain.ediensten.answer import NO, YES
from assistant.domain.identity import Level
from assistant.domain.lookups import Source
from assistant.domain.places import Spot
from assistant.domain.text import fold

_STORY_WORDS = 6
_FILLER_WORDS = 4


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
    NAME = "name"
    PEOPLE = "people"
    """Names of several people."""
    TIME = "time"
    """A time of the day."""
    AMOUNT = "amount"
    """Whole euros."""
    SPOT = "spot"
    """Somewhere in the municipality, looked up on the map."""
    UPLOAD = "upload"
    """A photo or a document, through a link; or none."""


@dataclass(frozen=True)
class Option:
    """One of the answers of a choice; `words` is how residents say it, beside its title."""

    key: str
    title: str
    words: tuple[str, ...] = ()

    def is_named_in(self, text: str) -> bool:
        """Whether a text calls it by one of its names."""
        folded = fold(text)
        names = (self.title, self.key, *self.words)
        return any(re.search(rf"(?<!\w){re.escape(fold(one))}(?!\w)", folded) for one in names)


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
    `label` names it when all is read back, and `property` is the eigenschap that it becomes (empty:
    none).

    `begins`: where what was said first is a story, it is the answer. `told_in` is an earlier field:
    where its answer tells this one too, it is not asked.

    `spelled`: a name is read back letter by letter. `within`: longer ago than so many days is too
    late, as the Algemene termijnenwet counts them; `outside` is said.

    `earliest` and `latest` are days from today (-5 is five days ago), outside of which `outside` is
    said. `most`: characters of a text, or the highest number.

    `known_in`: where the municipality has the answer already, after the answers of `known_when`. It
    may be looked up there, once the resident says so and is logged in.
    """

    key: str
    ask: str
    kind: Kind
    label: str
    property: str = ""
    help: str = ""
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    earliest: int | None = None
    latest: int | None = None
    outside: str = ""
    most: int = 500
    begins: bool = False
    told_in: str = ""
    spelled: bool = False
    within: int | None = None
    known_in: Source | None = None
    known_when: Condition | None = None

    def applies(self, answers: Mapping[str, str]) -> bool:
        """Whether it is to be asked, after these answers."""
        return self.when is None or self.when.holds(answers)

    def is_known(self, answers: Mapping[str, str]) -> bool:
        """Whether the municipality has the answer already, after these answers."""
        if self.known_in is None:
            return False
        return self.known_when is None or self.known_when.holds(answers)


@dataclass(frozen=True)
class Referral:
    """An answer with which this is not the way: `text` says why, `article` what is (a slug)."""

    when: Condition
    text: str
    article: str = ""


@dataclass(frozen=True)
class Zone:
    """Part of a municipality for which a rule holds: streets, or postcodes by what they begin with
    ("3081"), from `begins` up to and including `ends`."""

    streets: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    begins: date | None = None
    ends: date | None = None

    def covers(self, spot: Spot, day: date) -> bool:
        """Whether a spot lies in it, on that day."""
        if (self.begins and day < self.begins) or (self.ends and day > self.ends):
            return False
        code = spot.postcode.replace(" ", "").upper()
        return fold(spot.street) in {fold(street) for street in self.streets} or any(
            code.startswith(start.replace(" ", "").upper()) for start in self.postcodes if code
        )


class System(StrEnum):
    """The system of the municipality that takes what is handed in."""

    ZAKEN = "zaken"
    REPORTS = "meldingen"
    """Reports about public space."""


@dataclass(frozen=True)
class EDienst:
    """`words` is how residents call it, `articles` what tells about it (slugs), `system` where it
    goes, `zaaktype` the identificatie of what is made there. `level` of DigiD; None: nobody logs
    in. `receipt` says what happens next and how the resident hears.

    With `zones` a spot answers `<key>.zone` too, with ja or nee, for the day in the answer to
    `zones_on` (else today).

    `fee` names the fact of the municipality that says what it costs, for each of the number in the
    answer to `fee_per`.
    """

    key: str
    title: str
    zaaktype: str
    intro: str
    receipt: str
    fields: tuple[Field, ...]
    articles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    level: Level | None = None
    referrals: tuple[Referral, ...] = ()
    system: System = System.ZAKEN
    zones: tuple[Zone, ...] = ()
    zones_on: str = ""
    fee: str = ""
    fee_per: str = ""

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

    def referral(self, answers: Mapping[str, str], today: date) -> Referral | None:
        """Why this is not the way, after these answers; None where it is."""
        known = {**answers, **self._zones(answers, today)}
        return next((one for one in self.referrals if one.when.holds(known)), None)

    def _zones(self, answers: Mapping[str, str], today: date) -> dict[str, str]:
        """For each spot that a map knows whether it lies in a zone."""
        if not self.zones:
            return {}
        said = answers.get(self.zones_on, "")
        day = date.fromisoformat(said) if said else today
        spots = {
            field.key: Spot.from_text(answers[field.key])
            for field in self.fields
            if field.kind is Kind.SPOT and field.key in answers
        }
        return {
            f"{key}.zone": YES if any(zone.covers(spot, day) for zone in self.zones) else NO
            for key, spot in spots.items()
            if spot.found and spot.street
        }

    @cached_property
    def _names(self) -> re.Pattern[str]:
        names = sorted({fold(one) for one in (self.title, *self.words)}, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")

    def tells_in(self, text: str) -> bool:
        """Whether a text has one of the words by which a choice is told in a story."""
        options = (one for field in self.fields if field.told_in for one in field.options)
        return any(option.is_named_in(text) for option in options)

    @property
    def begins_by_itself(self) -> bool:
        """Whether one message can tell enough of it to begin."""
        return self.fields[0].begins and any(field.kind is Kind.SPOT for field in self.fields)

    def is_all_of(self, text: str) -> bool:
        """Whether a text says hardly more than one of its names: "ik wil een melding doen"."""
        rest, names = self._names.subn("", fold(text))
        return bool(names) and len(rest.split()) <= _FILLER_WORDS

    def story_in(self, text: str) -> str:
        """The message that began it, where it tells more than that it is to begin."""
        rest = self._names.sub("", fold(text))
        spot = find_spot(text)
        only_a_spot = spot is not None and spot.words == text.strip(" .")
        tells = len(rest.split()) >= _STORY_WORDS or spot is not None
        return text if tells and not only_a_spot else ""

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
        return next((one for one in self.every if set(one.articles) & set(articles)), None)

    def begun_by(self, article: str, text: str) -> EDienst | None:
        """The one that a message about this article begins by itself: it says what is wrong and
        where, or in so many words that there is something to tell."""
        spot = find_spot(text)
        for one in self.every:
            if not one.begins_by_itself:
                continue
            # A point on the map is shared for nothing else.
            if spot and (article in one.articles or spot.lat is not None):
                return one
            if one.is_all_of(text):
                return one
        return None

    def named_in(self, text: str) -> EDienst | None:
        """The one that a text calls by name."""
        return next((one for one in self.every if one.is_named_in(text)), None)
