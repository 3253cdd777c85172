"""One answer: from what a resident typed to a value, and from a value to what is read back."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.facts import read as read_facts
from assistant.domain.dutch.addresses import find_house_numbers, find_postcodes
from assistant.domain.dutch.agenda_text import day_text
from assistant.domain.dutch.dates import FoundDate, find_dates
from assistant.domain.dutch.spelled import spelled
from assistant.domain.ediensten import personal
from assistant.domain.ediensten.answer import NO, UNCLEAR, YES, Answer, Flaw
from assistant.domain.ediensten.declaration import Field, Kind, Option
from assistant.domain.places import Spot
from assistant.domain.text import fold

_LEAST_TEXT = 2
_LEAST_SPOT = 3
_DOES_NOT_KNOW = re.compile(r"\b(?:geen idee|weet (?:ik )?(?:het )?niet)\b")
_NO_FILE = re.compile(
    r"\b(?:nee|neen|niet|geen|zonder|overslaan|sla over|later|straks|volgt nog)\b"
)
_FILE_SENT = re.compile(r"\b(?:ja|klaar|gelukt|gedaan|verstuurd|verzonden|gestuurd|geupload)\b")
_NUMBERS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
            "elf", "twaalf")  # fmt: skip
_NOBODY = re.compile(r"\b(?:geen|niemand|nee|alleen)\b")
_GROUP = r"(?:[A-Za-z]{1,3}|\d{1,3})"
_PLATE = re.compile(rf"(?<![\w-]){_GROUP}(?:[ -]?{_GROUP}){{2}}(?![\w-])")
_SIDE_CODES = re.compile(
    r"[A-Z]{2}\d{4}|\d{4}[A-Z]{2}|\d{2}[A-Z]{2}\d{2}|[A-Z]{2}\d{2}[A-Z]{2}|[A-Z]{4}\d{2}|\d{2}[A-Z]{4}"
    r"|\d{2}[A-Z]{3}\d|\d[A-Z]{3}\d{2}|[A-Z]{2}\d{3}[A-Z]|[A-Z]\d{3}[A-Z]{2}|[A-Z]{3}\d{2}[A-Z]"
    r"|[A-Z]\d{2}[A-Z]{3}|\d[A-Z]{2}\d{3}|\d{3}[A-Z]{2}\d"
)
_GROUPS = re.compile(r"[A-Z]+|\d+")


def read(field: Field, text: str, today: date) -> Answer:
    """The answer to the question of a field, in a message (masked) on the day `today`."""
    readers = {
        Kind.CHOICE: _choice, Kind.YES_NO: _yes_no, Kind.DATE: _date, Kind.TEXT: _text,
        Kind.ADDRESS: _address, Kind.NUMBER: _number, Kind.PLATE: _plate, Kind.SPOT: _spot,
        Kind.UPLOAD: _upload, Kind.NAME: personal.name, Kind.PEOPLE: personal.people,
        Kind.TIME: personal.moment, Kind.AMOUNT: personal.amount,
    }  # fmt: skip
    return readers[field.kind](field, text.strip(), today)


def shown(field: Field, value: str, today: date) -> str:
    """As it is read back to the resident."""
    if field.kind is Kind.DATE:
        return day_text(date.fromisoformat(value), today)
    if field.kind is Kind.CHOICE:
        return next((one.title for one in field.options if one.key == value), value)
    if field.kind is Kind.SPOT:
        return Spot.from_text(value).text
    if field.kind is Kind.AMOUNT:
        return f"€ {int(value):,}".replace(",", ".")
    if field.kind is Kind.NAME and field.spelled:
        return f"{value} ({spelled(value)})"
    return value


def handed_in(field: Field, value: str) -> str:
    """As the system of the municipality gets it."""
    return Spot.from_text(value).text if field.kind is Kind.SPOT else value


def option_of(field: Field, key: str) -> Option | None:
    """The option behind a button."""
    return next((one for one in field.options if one.key == key), None)


def _choice(field: Field, text: str, today: date) -> Answer:
    named = [option.key for option in field.options if option.is_named_in(text)]
    return Answer(named[0]) if len(named) == 1 else UNCLEAR


def _yes_no(field: Field, text: str, today: date) -> Answer:
    facts = read_facts(text, today, Catalogue())
    if facts.yes == facts.no:
        return UNCLEAR
    return Answer(YES if facts.yes else NO)


def _date(field: Field, text: str, today: date) -> Answer:
    found = [one for one in find_dates(text, today) if not one.excluded]
    if any(one.problems and one.first is None for one in found):
        return Answer(flaw=Flaw.IMPOSSIBLE)
    if any(_is_outside(field, one, today) for one in found):
        return Answer(flaw=Flaw.OUTSIDE)
    # "Vanaf maandag" is open at its end, and begins on a day all the same.
    days = {one.first for one in found if one.first and one.last in (one.first, None)}
    return Answer(days.pop().isoformat()) if len(days) == 1 else UNCLEAR


def _is_outside(field: Field, found: FoundDate, today: date) -> bool:
    """Whether all of a day, week or month is before or after what can be."""
    early, late = field.earliest, field.latest
    return bool(
        (early is not None and found.last and found.last < today + timedelta(days=early))
        or (late is not None and found.first and found.first > today + timedelta(days=late))
    )


def _text(field: Field, text: str, today: date) -> Answer:
    if len(re.findall(r"\w", text)) < _LEAST_TEXT:
        return UNCLEAR
    return Answer(text) if len(text) <= field.most else Answer(flaw=Flaw.TOO_LONG)


def _address(field: Field, text: str, today: date) -> Answer:
    codes = find_postcodes(text)
    if any(not code.value for code in codes):
        return Answer(flaw=Flaw.IMPOSSIBLE)
    whole = [code for code in codes if len(code.value) > 4]
    # "Het huisnummer is 3511 AB 26": what stands in a postcode is no house number.
    inside = [range(code.start, code.end) for code in codes]
    numbers = {
        one.value
        for one in find_house_numbers(text)
        if not any(one.start in span for span in inside)
    }
    if len(whole) != 1 or len(numbers) != 1:
        return UNCLEAR
    return Answer(f"{whole[0].value} {numbers.pop()}")


def _spot(field: Field, text: str, today: date) -> Answer:
    """In the resident's words: where that is, the map knows."""
    if len(re.findall(r"\w", text)) < _LEAST_SPOT or _DOES_NOT_KNOW.search(fold(text)):
        return UNCLEAR
    return Answer(text) if len(text) <= field.most else Answer(flaw=Flaw.TOO_LONG)


def _upload(field: Field, text: str, today: date) -> Answer:
    """Whether something comes: what came, its link knows."""
    folded = fold(text)
    if _NO_FILE.search(folded):
        return Answer(NO)
    return Answer(YES) if _FILE_SENT.search(folded) else UNCLEAR


def _number(field: Field, text: str, today: date) -> Answer:
    words = re.findall(r"[a-z]+|\d+", fold(text))
    said = {_NUMBERS.index(word) for word in words if word in _NUMBERS}
    said |= {int(word) for word in words if word.isdigit() and len(word) < 4}
    if not said and _NOBODY.search(fold(text)):
        said = {0}
    if len(said) != 1:
        return UNCLEAR
    number = said.pop()
    return Answer(str(number)) if number <= field.most else Answer(flaw=Flaw.OUTSIDE)


def _plate(field: Field, text: str, today: date) -> Answer:
    found = {re.sub(r"[ -]", "", match[0]).upper() for match in _PLATE.finditer(text)}
    plates = {one for one in found if _SIDE_CODES.fullmatch(one)}
    if len(plates) != 1:
        return UNCLEAR
    return Answer("-".join(_parts(plates.pop())))


def _parts(plate: str) -> list[str]:
    """In the three groups as they stand on a car: letters or digits, at most three together."""
    groups = _GROUPS.findall(plate)
    parts: list[str] = []
    for group in groups:
        parts += [group] if len(group) < 4 else [group[:2], group[2:]]
    return parts
