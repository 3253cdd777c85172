"""Postcodes and house numbers, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum.nl import postcode

from assistant.domain.dutch.letters import LETTER, WORD, letters, only_everyday
from assistant.domain.dutch.plain import Plain, plain
from assistant.domain.dutch.problems import Problem


@dataclass(frozen=True)
class FoundPostcode:
    """`value` is "3012 AB"; empty when it is `IMPOSSIBLE`, "3012" when it is `INCOMPLETE`."""

    start: int
    end: int
    text: str
    value: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FoundHouseNumber:
    """`letter` and `addition` as the BAG keeps them apart: 10 A bis."""

    start: int
    end: int
    text: str
    number: int
    letter: str = ""
    addition: str = ""

    @property
    def value(self) -> str:
        """As on an envelope: "10 A bis"."""
        return " ".join(filter(None, (str(self.number), self.letter, self.addition)))


_NAMED = re.compile(r"\bpost ?code\b\D{0,15}$")
_POSTCODE = re.compile(
    r"(?<![\w€.,/-])(?<!€ )(?P<digits>\d(?: ?\d){3})(?!\d)[ ,.-]{0,2}"
    rf"(?P<letters>(?:{LETTER}|{WORD})[ ,.-]{{0,2}}"
    rf"(?:en )?(?:{LETTER}|{WORD})|[a-z]{{2}})(?![\w'])"
)
_DIGITS_ONLY = re.compile(r"\bpost ?code(?: is| van ons is)?:? (?P<digits>\d(?: ?\d){3})(?![\d\w])")
# Two letters behind four digits that are mostly a word behind a year.
_WORDS = frozenset((
    "al", "da", "de", "dt", "en", "eh", "em", "er", "eu", "ff", "gb", "ha", "he", "ho", "if",
    "ik", "in", "is", "ja", "je", "jo", "km", "kg", "la", "le", "ma", "me", "mn", "na", "nb",
    "nl", "nr", "nu", "of", "om", "ok", "on", "op", "pm", "re", "st", "ta", "te", "to", "tv",
    "um", "uw", "va", "we", "wo", "ze", "zo",
))  # fmt: skip
_UNITS = (
    r"(?! ?(?:jaar|jaren|weken|week|dagen|dag\b|maand|uur|minuten|keer|euro|meter|km\b|personen"
    r"|kinder"
    r"|januari|februari|maart|april|mei\b|juni|juli|augustus|september|oktober|november|december"
    r"|[/%:]|[.,]\d))"
)
_NUMBER = (
    r"(?P<number>\d{1,5})(?!\d)"
    r"(?:(?: ?-?(?P<letter>[a-tv-z])(?![\w'])(?! \d))"
    r"|(?P<close>u)(?![\w']))?"
    r"(?:[ -]{0,2}(?P<addition>bis(?: [a-z](?![\w']))?|rood|zwart|wit|huis|hs|boven|beneden|bov|ben"
    r"|begane grond|i{1,3}(?!\w)|iv(?!\w)|\d{1,2} ?hoog|(?<=-)\d{1,4}(?!\d)))?(?![\w])" + _UNITS
)
STREET_ENDINGS = (
    r"(?:straat|str\.|laan|weg|plein|kade|gracht|singel|dijk|pad|hof|steeg"
    r"|dreef|markt|plantsoen|boulevard|baan|wal|weide|oord|erf|hoek|park|veld|ring)"
)
_STREET = rf"(?<![\w-])[a-z'.-]*[a-z]{STREET_ENDINGS}"
_HOUSE_NUMBERS = (
    re.compile(rf"(?<!\w)huis ?(?:nummer|nr\.?)(?: is| van mij is)?:? {_NUMBER}"),
    re.compile(rf"{_STREET},? (?:(?:op )?(?:nummer|nr\.?|no\.?) )?{_NUMBER}"),
)
_AFTER_POSTCODE = re.compile(
    rf"[ ,;.-]{{1,3}}(?:en )?(?:(?:op |het )?(?:huis ?)?(?:nummer|nr\.?|no\.?)"
    rf"(?: is)?:? )?{_NUMBER}"
)
_NUMBER_WORD = re.compile(rf"(?<!\w)(?:nummer|nr\.?) {_NUMBER}")
_AT_HOME = re.compile(_STREET + r"|\b(?:woon|wonen|woont|adres|huis|postcode)\b")


def find_postcodes(text: str) -> tuple[FoundPostcode, ...]:
    """Every Dutch postcode in a text, also one that cannot exist."""
    read = plain(text)
    found = [code for code, _ in _whole(read)]
    for match in _DIGITS_ONLY.finditer(read.text):
        start, end = read.span(*match.span("digits"))
        if not any(start < other.end and other.start < end for other in found):
            code = re.sub(r"\D", "", match["digits"])
            problem = Problem.IMPOSSIBLE if code[0] == "0" else Problem.INCOMPLETE
            value = "" if code[0] == "0" else code
            found.append(FoundPostcode(start, end, read.source[start:end], value, (problem,)))
    return tuple(sorted(found, key=lambda one: one.start))


def _whole(read: Plain) -> Iterator[tuple[FoundPostcode, int]]:
    """Postcodes with their letters, and where each ends in the plain text."""
    for match in _POSTCODE.finditer(read.text):
        named = bool(_NAMED.search(read.text, 0, match.start()))
        said = match["letters"]
        two = said if len(said) == 2 and said.isalpha() else letters(said)
        shown = read.said(match.start("letters"), match.end("letters"))
        if len(two) == 2 and (named or _is_meant(read.text, match, said, shown)):
            code = re.sub(r"\D", "", match["digits"]) + two.upper()
            start, end = read.span(*match.span())
            problems = () if postcode.is_valid(code) else (Problem.IMPOSSIBLE,)
            value = "" if problems else f"{code[:4]} {code[4:]}"
            yield FoundPostcode(start, end, read.source[start:end], value, problems), match.end()


def _is_meant(text: str, match: re.Match[str], said: str, shown: str) -> bool:
    """Whether four digits and two letters are more than a year and a word: "in 2026 is het"."""
    alone = match[0] == text.strip(" .!")
    if alone or shown.isupper() or match.end("digits") == match.start("letters"):
        return True
    if said in _WORDS or only_everyday(said):
        return False
    if any(word in said.split() for word in ("en", "er", "de")) and " van " not in said:
        return False
    if re.search(WORD, said) and " van " not in said:
        return bool(_AFTER_POSTCODE.match(text, match.end()))
    return True


def find_house_numbers(text: str) -> tuple[FoundHouseNumber, ...]:
    """Every house number behind a postcode, a street or the word for it."""
    read = plain(text)
    matches = [m for pattern in _HOUSE_NUMBERS for m in pattern.finditer(read.text)]
    matches += filter(None, (_AFTER_POSTCODE.match(read.text, end) for _, end in _whole(read)))
    if _AT_HOME.search(read.text):
        matches += _NUMBER_WORD.finditer(read.text)
    found: dict[int, FoundHouseNumber] = {}
    for match in matches:
        start, end = read.span(match.start("number"), match.end())
        letter = (match["letter"] or match["close"] or "").upper()
        found.setdefault(
            start,
            FoundHouseNumber(
                start, end, read.source[start:end], int(match["number"]), letter,
                match["addition"] or "",
            ),
        )  # fmt: skip
    return tuple(found[start] for start in sorted(found))
