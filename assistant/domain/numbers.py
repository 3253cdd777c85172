"""Finds the numbers that people type in groups, and says which of them are personal.

"mijn nummer is 06-12 34 56 78 en bsn 1234.56.782" holds two clusters of groups. A *run* is a
number of neighbouring groups read as one number; each check looks at runs, so that a number is
found although another stands right beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import phonenumbers
from stdnum import luhn
from stdnum.nl import bsn

_GROUP = re.compile(r"\d+")
# Between the groups of one number: at most two characters of this kind. People also type
# no-break spaces and typographic hyphens.
_GAP = re.compile("[ .\\-/()\u00a0\u2009\u202f\u2010-\u2015]{1,2}")
# No personal number begins inside these: dates, dates with a time, amounts, Chamber of Commerce.
_SKIP = re.compile(
    r"(?<!\d)(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
    r"(?![-/.]?\d)"
    r"|(?<!\d)\d{1,2}[-/]\d{1,2}[-/]\d\d(?=,? \d{1,2}[.:]\d\d(?!\d))"
    r"|(?:€|\beuro|\bEUR)\s?\d+(?:[.,]\d+)*"
    r"|(?<![\d.])\d{1,3}(?:\.\d{3}){0,4},\d\d(?!\d)"
    r"|\b(?i:kvk)\D{0,12}\d{8}(?!\d)"
)
# References of the form ZAAK-2026-0000001.
_REFERENCE = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,12}-(?:19|20)\d\d-\d+(?:-\d+)?")
_MAX_DIGITS = 19
_COMPACT_DATE = re.compile(
    r"^(?:(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d|[0-3]\d(?:0\d|1[0-2])(?:19|20)\d\d)$"
)
_FREE_OR_PAID = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
}


@dataclass(frozen=True)
class Run:
    """Neighbouring groups of digits: `groups` are their lengths, `gaps` what stands between."""

    start: int
    end: int
    digits: str
    groups: tuple[int, ...]
    gaps: tuple[str, ...]
    plus: bool


def runs(text: str) -> tuple[Run, ...]:
    """Every run of at least eight digits, from each first group the longest run first."""
    return _runs(text)


@lru_cache(maxsize=8)
def _runs(text: str) -> tuple[Run, ...]:
    return tuple(run for cluster in _clusters(text) for run in _runs_of(text, cluster))


def _clusters(text: str) -> Iterator[list[re.Match[str]]]:
    skipped = [m.span() for pattern in (_SKIP, _REFERENCE) for m in pattern.finditer(text)]
    cluster: list[re.Match[str]] = []
    for group in _GROUP.finditer(text):
        if any(start <= group.start() < end for start, end in skipped):
            continue
        if cluster and not _GAP.fullmatch(text, cluster[-1].end(), group.start()):
            yield cluster
            cluster = []
        cluster.append(group)
    if cluster:
        yield cluster


def _runs_of(text: str, cluster: list[re.Match[str]]) -> Iterator[Run]:
    for first, group in enumerate(cluster):
        found: list[Run] = []
        digits = ""
        for last in range(first, len(cluster)):
            digits += cluster[last].group()
            if len(digits) > _MAX_DIGITS:
                break
            if len(digits) < 8:
                continue
            members = cluster[first : last + 1]
            gaps = tuple(text[left.end() : right.start()] for left, right in pairwise(members))
            before = text[max(0, group.start() - 1) : group.start()]
            plus = before == "+"
            opens = before == "(" and any(")" in gap for gap in gaps)
            found.append(
                Run(
                    start=group.start() - (plus or opens),
                    end=members[-1].end(),
                    digits=digits,
                    groups=tuple(len(member.group()) for member in members),
                    gaps=gaps,
                    plus=plus,
                )
            )
        yield from reversed(found)


def is_bsn(run: Run) -> bool:
    """Nine digits (or eight: a dropped leading zero) that pass the elfproef."""
    if run.plus or len(run.digits) > 9:
        return False
    if len(run.digits) == 8 and (len(run.groups) > 1 or _COMPACT_DATE.match(run.digits)):
        return False
    if len(set(run.gaps)) > 1:
        return False
    return bool(bsn.is_valid(run.digits.zfill(9)))


def is_card(run: Run) -> bool:
    """13 to 19 digits that pass Luhn, beginning as payment cards do."""
    return (
        len(run.digits) >= 13
        and not run.plus
        and run.digits[0] in "23456"
        and min(run.groups[:-1], default=4) >= 4
        and bool(luhn.is_valid(run.digits))
    )


def is_personal_phone(run: Run) -> bool:
    """A valid telephone number, Dutch or foreign, that is not a free or paid service number."""
    if not (run.plus or run.digits.startswith("0")) or len(run.digits) > 15:
        return False
    # "01-11-26" is no area code: in the Netherlands those have three or four digits, or are 06.
    if not run.plus and run.groups[0] == 2 and run.digits[:2] not in ("06", "00"):
        return False
    return is_personal_number(("+" if run.plus else "") + run.digits)


@lru_cache(maxsize=256)
def is_personal_number(number: str) -> bool:
    """Whether digits, with or without a plus, are a telephone number as people have."""
    # Residents near the border write Belgian and German numbers without their country code.
    for region in ("NL",) if number.startswith(("+", "00")) else ("NL", "BE"):
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.number_type(parsed) not in _FREE_OR_PAID
    return False
