"""Replaces personal numbers in a resident's text, before anything else sees it.

Each kind of number is proven by its own check (elfproef, mod 97, Luhn), so that amounts, dates,
postcodes, case numbers and public telephone numbers stay readable. When in doubt the text is
masked: a mask too many costs a word, a mask too few costs someone's privacy. Numbers may be in
words too, as a listener writes them down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import iban

from assistant.domain.dutch.contacts import find_phones
from assistant.domain.dutch.plain import plain
from assistant.domain.dutch.problems import Problem
from assistant.domain.numbers import (
    Run,
    is_bsn,
    is_card,
    is_personal_number,
    is_personal_phone,
    runs,
)

BSN = "BSN"
IBAN = "IBAN"
PHONE = "telefoonnummer"
EMAIL = "e-mailadres"
CARD = "kaartnummer"
DOCUMENT = "documentnummer"


@dataclass(frozen=True)
class Masked:
    """Text that may be stored, and which kinds of numbers were taken out of it."""

    text: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: str


_WORTH_A_LOOK = re.compile(r"@|[(\[]at[)\]]|\d\D*\d", re.IGNORECASE)
# Two numbers side by side of which one is a word, as in "nul zes" and "zes 12345678".
_NUMBER_WORD = (
    r"(?:nul|[eé][eé]n|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien"
    r"|dertig|veertig|twintig|tachtig|honderd|dubbel|plus)[a-zéë]{0,16}"
)
_GAP = r"[ ,.\u00a0-]{1,3}"
_SPOKEN = re.compile(
    rf"\b(?:{_NUMBER_WORD}{_GAP}(?:\d|{_NUMBER_WORD}\b)|\d{_GAP}{_NUMBER_WORD}\b)", re.IGNORECASE
)
# "nul-zes-twaalf", "nul zes, twaalf": signs that a listener puts between the groups.
_PAUSE = re.compile(r"(?:\s|,(?!\d)|(?<=[^\W\d])-(?=[^\W\d]))+")
# Behind a number "een" may be the next one. Elsewhere it is mostly an article, but one more does
# not make eight digits of a time or a price.
_ONE = re.compile(
    r"(?:(?<=\d )|(?<=nul )|(?<=[eé][eé]n )|(?<=twee )|(?<=drie )|(?<=vier )|(?<=vijf )|(?<=zes )"
    r"|(?<=zeven )|(?<=acht )|(?<=negen )|(?<=tien )|(?<=elf )|(?<=aalf )|(?<=tig ))een\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,24}\b",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ .-]?\d{2}(?:[ .-]?[A-Za-z0-9]){11,30}")
_DUTCH_IBAN = re.compile(r"NL\d{2}[A-Z]{4}\d{10}", re.IGNORECASE)
# Dutch passports and identity cards: two letters, six letters or digits, one digit; never an O.
_DOCUMENT = re.compile(r"(?<![A-Za-z0-9])[A-NP-Za-np-z]{2}[A-NP-Za-np-z0-9]{6}\d(?![A-Za-z0-9])")
_WORD_AND_NUMBER = re.compile(r"^[A-Za-z]{3,}\d+$")
# A number with its name in front needs no proof: a mistyped BSN is personal too.
_NAMED = re.compile(
    r"\b(?:(?P<bsn>bsn|burgerservicenummer|sofi-?nummer)"
    r"|(?P<document>(?:rijbewijs|paspoort|document|id-?kaart)-?nummer))"
    r"\D{0,12}(?P<number>\d(?:[ .-]?\d){7,9})(?!\d)",
    re.IGNORECASE,
)
_NON_ALNUM = re.compile(r"[^A-Za-z0-9]")


def mask(text: str) -> Masked:
    """Replace personal numbers and addresses by their kind between square brackets."""
    digits = _plain_digits(text)
    if not _WORTH_A_LOOK.search(digits) and not _SPOKEN.search(digits):
        return Masked(text)
    taken: list[_Span] = []
    for find in _FINDERS:
        for span in find(digits):
            if not any(span.start < other.end and other.start < span.end for other in taken):
                taken.append(span)
    if not taken:
        return Masked(text)
    taken.sort(key=lambda span: span.start)
    parts: list[str] = []
    position = 0
    for span in taken:
        parts += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
    parts.append(text[position:])
    return Masked("".join(parts), tuple(dict.fromkeys(span.kind for span in taken)))


def _plain_digits(text: str) -> str:
    """The same text, character for character, with every decimal digit as 0-9."""
    if text.isascii():
        return text
    return "".join(
        str(int(char)) if not char.isascii() and char.isdecimal() else char for char in text
    )


def _emails(text: str) -> Iterator[_Span]:
    for match in _EMAIL.finditer(text):
        yield _Span(match.start(), match.end(), EMAIL)


def _ibans(text: str) -> Iterator[_Span]:
    for match in _IBAN.finditer(text):
        # The pattern is greedy and may have swallowed the words that follow: try shorter ends.
        for end in range(match.end(), match.start() + 14, -1):
            if not text[end - 1].isalnum():
                continue
            compact = _NON_ALNUM.sub("", text[match.start() : end])
            if _DUTCH_IBAN.fullmatch(compact) or (
                len(compact) >= 15 and iban.is_valid(compact, check_country=False)
            ):
                yield _Span(match.start(), end, IBAN)
                break


def _named(text: str) -> Iterator[_Span]:
    for match in _NAMED.finditer(text):
        kind = BSN if match["bsn"] else DOCUMENT
        yield _Span(match.start("number"), match.end("number"), kind)


def _documents(text: str) -> Iterator[_Span]:
    for match in _DOCUMENT.finditer(text):
        word = match.group()
        enough_digits = sum(map(str.isdigit, word)) >= 2
        # "versie123" is a word with a number, "NWRA12345" is a document.
        if enough_digits and (word.isupper() or not _WORD_AND_NUMBER.match(word)):
            yield _Span(match.start(), match.end(), DOCUMENT)


def _by_check(kind: str, check: Callable[[Run], bool]) -> Callable[[str], Iterator[_Span]]:
    def find(text: str) -> Iterator[_Span]:
        for run in runs(text):
            if check(run):
                yield _Span(run.start, run.end, kind)

    return find


def _spoken(text: str) -> Iterator[_Span]:
    """Numbers of which a part is in words: "nul zes twaalf vierendertig ..."."""
    if not _SPOKEN.search(text):
        return
    said, places = _in_one_breath(text)
    said = _ONE.sub("één", said)

    def span(start: int, end: int, kind: str) -> _Span:
        return _Span(places[start], places[end - 1] + 1, kind)

    for found in find_phones(said):
        personal = is_personal_number(found.value) if found.value else False
        # Ten digits that begin as a mobile number and are none: one was misheard.
        if personal or Problem.IMPOSSIBLE in found.problems:
            yield span(found.start, found.end, PHONE)
    read = plain(said)
    for kind, check in ((PHONE, is_personal_phone), (BSN, is_bsn), (CARD, is_card)):
        for run in runs(read.text):
            start, end = read.span(run.start, run.end)
            # What is in digits only has been looked at with its own signs between the groups.
            if check(run) and any(map(str.isalpha, said[start:end])):
                yield span(start, end, kind)


def _in_one_breath(text: str) -> tuple[str, list[int]]:
    """The text with every pause as one space, and where each of its characters stood."""
    parts: list[str] = []
    places: list[int] = []
    position = 0
    for pause in _PAUSE.finditer(text):
        parts += [text[position : pause.start()], " "]
        places += range(position, pause.start() + 1)
        position = pause.end()
    parts.append(text[position:])
    places += range(position, len(text))
    return "".join(parts), places


_FINDERS: tuple[Callable[[str], Iterator[_Span]], ...] = (
    _emails,
    _ibans,
    _named,
    _by_check(CARD, is_card),
    _by_check(BSN, is_bsn),
    _by_check(PHONE, is_personal_phone),
    _spoken,
    _documents,
)
