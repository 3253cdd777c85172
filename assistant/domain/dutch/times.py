"""Finds times of day in Dutch text, as moments and ranges.

A time said without part of the day is read as an office hears it, between eight in the morning and
eight in the evening: "drie uur" is 15:00, "half acht" 19:30, "negen uur" 9:00; the other reading is
in `other`. Parts of the day are ranges: ochtend 6-12, middag 12-18, avond 18-24, nacht 0-6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from assistant.domain.dutch.plain import plain
from assistant.domain.dutch.problems import Problem
from assistant.domain.dutch.time_words import Moment, Part, alone, moments, parts, within


class TimeKind(StrEnum):
    """How a time was said."""

    MOMENT = "moment"
    RANGE = "range"
    """From `first` to `last`; None is an open end."""
    FIRST = "first"
    """As early as possible."""
    LAST = "last"
    """As late as possible."""
    ANY = "any"


@dataclass(frozen=True)
class FoundTime:
    """A time or range at `start`:`end` of the text. `about`: "rond een uur of tien".

    A range whose `last` lies before its `first` runs past midnight.
    """

    start: int
    end: int
    text: str
    kind: TimeKind
    first: time | None = None
    last: time | None = None
    about: bool = False
    excluded: bool = False
    other: time | None = None
    problems: tuple[Problem, ...] = ()

    def covers(self, moment: time) -> bool:
        """Whether a moment is one of those meant; a range does not hold its own end."""
        if self.problems:
            return False
        if self.kind is TimeKind.MOMENT:
            return moment == self.first
        after = self.first is None or self.first <= moment
        before = self.last is None or moment < self.last
        if self.first and self.last and self.last < self.first:
            return after or before
        return after and before


@dataclass(frozen=True)
class _Piece:
    """A moment (with its part of the day) or a part on its own; minutes since midnight."""

    start: int
    end: int
    first: int | None
    last: int | None
    moment: bool
    exact: bool
    about: bool = False


_WORTH_A_LOOK = re.compile(
    r"\d|half|kwart|uur|dag|ochtend|morgen|nacht|avond|vroeg|laat|eerst|1e|maakt|voorkeur|altijd"
    r"|even|moment|lunch"
)
_BETWEEN = re.compile(r" ?(?:uur )?(?:-|tot en met|t/m|tot|en) ?(?:om )?")
_NEAR = re.compile(
    r",? ?(?:(?:om|rond|tegen|vanaf|na|voor|tussen|tot|het liefst|liefst|graag|zo) ?)*"
)
_FROM = re.compile(
    # "Die van 14.00" is that one place.
    r"\b(?P<word>tussen|(?<!klok )(?<!die )(?<!deze )(?<!dat )van|vanaf|na|voor|tot|tegen"
    r"|uiterlijk|pas na|later dan|eerder dan)"
    r"(?: (?:om|de|het))? $"
)
_ABOUT = re.compile(
    r"\b(?:zo )?(?:rond|omstreeks|ongeveer|ergens|circa|tegen|zo)(?: om)?(?: de)?(?: klok van)? $"
)
_AT = re.compile(r"\b(?:om|klokslag) $")
_NOT = re.compile(r"\b(?:niet|behalve|geen)(?: (?:om|in|de|het|graag|meer|zo))* ?$")
_NOT_AFTER = re.compile(
    r" (?:(?:kan|kunnen|lukt|komt|past|ben)(?: (?:ik|we|het|mij|me|er))* )?niet\b"
)
_PLANNED = re.compile(
    r"\b(?:afspraak|afspreken|\w*plan\w*|zet|reserv\w+|boek\w*|plek\w*|lijst|schrijf"
    r"|ingeschreven)\b"
    r"[^.?!,;]*$"
)
_WISHES: tuple[tuple[TimeKind, re.Pattern[str]], ...] = (
    (
        TimeKind.FIRST,
        re.compile(
            r"\b(?:de |het )?(?:aller)?(?:1e|vroegste) (?:beschikbare |vrije |mogelijke )?"
            r"(?:tijd(?:stip)?|plek|moment|mogelijkheid)\b|\bzo vroeg mogelijk\b"
        ),
    ),
    (
        TimeKind.LAST,
        re.compile(
            r"\bzo laat mogelijk\b|\b(?:het |de )?laatste (?:beschikbare |vrije |mogelijke )?"
            r"(?:tijdstip|moment|plek)\b"
        ),
    ),
    (
        TimeKind.ANY,
        re.compile(
            r"\b(?:het )?maakt (?:mij |me |ons )?niet uit(?: hoe laat)?\b|\bgeen voorkeur\b"
            r"|\b(?:de )?hele dag\b|\b(?:kan altijd|altijd goed)\b|\bom het even\b"
            r"|\bhoe laat (?:dan ook|maakt niet uit)\b|\belk (?:moment|tijdstip)\b"
        ),
    ),
)
_OPENS, _CLOSES = 8 * 60, 20 * 60


def find_times(text: str, *, asked: bool = False) -> tuple[FoundTime, ...]:
    """Every time, range and wish about time in a text, in its order.

    `asked`: the text answers the question for a time, so that a mere "10" is one.
    """
    read = plain(text)
    if not _WORTH_A_LOOK.search(read.text):
        return ()
    found = [*_wishes(read.text), *_ranges(read.text, _pieces(read.text, asked=asked))]
    found.sort(key=lambda one: one.start)
    result = []
    for one in found:
        start, end = read.span(one.start, one.end)
        result.append(replace(one, start=start, end=end, text=read.source[start:end]))
    return tuple(result)


def _wishes(text: str) -> list[FoundTime]:
    return [
        FoundTime(match.start(), match.end(), "", kind)
        for kind, pattern in _WISHES
        for match in pattern.finditer(text)
    ]


def _pieces(text: str, *, asked: bool) -> list[_Piece]:
    """Moments with the part of the day that belongs to them, and the parts left over."""
    spoken, halves = moments(text), parts(text)
    lone = alone(text) if asked and not spoken else None
    if lone:
        spoken = [lone]
    used: set[Part] = set()
    pieces: list[_Piece] = []
    for index, moment in enumerate(spoken):
        part = _part_of(text, spoken, index, halves)
        end = moment.end
        if part:
            used.add(part)
            moment = within(moment, part)
            if index + 1 == len(spoken) or part.start < spoken[index + 1].start:
                end = max(end, part.end)
        pieces.append(
            _Piece(
                moment.start, end, moment.minutes, moment.minutes, True, moment.exact, moment.about
            )
        )
    for part in halves:
        if part not in used:
            pieces.append(_Piece(part.start, part.end, part.low, part.high, False, True))
    return sorted(pieces, key=lambda piece: piece.start)


def _part_of(text: str, spoken: list[Moment], index: int, halves: list[Part]) -> Part | None:
    """The part of the day beside a moment or beside its partner: "tussen 1 en 3 's nachts"."""
    left = right = index
    if index + 1 < len(spoken) and _BETWEEN.fullmatch(
        text, spoken[index].end, spoken[index + 1].start
    ):
        right = index + 1
    if index and _BETWEEN.fullmatch(text, spoken[index - 1].end, spoken[index].start):
        left = index - 1
    for part in halves:
        if part.start >= spoken[right].end and _NEAR.fullmatch(text, spoken[right].end, part.start):
            return part
    # In "van 9 uur 's ochtends tot 5 uur" the morning belongs to the first of the two.
    since = spoken[left - 1].end if left else 0
    for part in halves:
        if part.end <= spoken[left].start and _NEAR.fullmatch(text, part.end, spoken[left].start):
            taken = left and part.start >= since and _NEAR.fullmatch(text, since, part.start)
            return None if taken else part
    return None


def _daytime(minutes: int) -> int:
    for candidate in (minutes, minutes + 720, minutes - 720):
        if _OPENS <= candidate < _CLOSES:
            return candidate
    return minutes


def _ranges(text: str, pieces: list[_Piece]) -> list[FoundTime]:
    found: list[FoundTime] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if following and _joined(text, piece, following):
            found.append(_range(text, piece, following))
            index += 2
            continue
        found.append(_single(text, piece))
        index += 1
    return [_negated(text, one) for one in found]


def _joined(text: str, left: _Piece, right: _Piece) -> bool:
    gap = text[left.end : right.start]
    if not (left.moment and right.moment and _BETWEEN.fullmatch(gap)):
        return False
    word = _FROM.search(text, max(0, left.start - 12), left.start)
    return "en" not in gap.split() or bool(word and word["word"] == "tussen")


def _range(text: str, left: _Piece, right: _Piece) -> FoundTime:
    start = _FROM.search(text, max(0, left.start - 12), left.start)
    begin = start.start() if start else left.start
    if left.first is None or right.first is None:
        return FoundTime(begin, right.end, "", TimeKind.RANGE, problems=(Problem.IMPOSSIBLE,))
    first = left.first if left.exact else _daytime(left.first)
    last = right.first if right.exact else _daytime(right.first)
    if last <= first and not right.exact and last + 720 < 1440:
        last += 720
    if last <= first and not left.exact and first >= 720:
        first -= 720
    if last <= first and not right.exact:
        # "Tussen 23:00 en 1:00": past midnight after all.
        last = right.first
    return FoundTime(begin, right.end, "", TimeKind.RANGE, _time(first), _time(last))


def _single(text: str, piece: _Piece) -> FoundTime:
    kind = TimeKind.MOMENT if piece.moment else TimeKind.RANGE
    if piece.first is None or piece.last is None:
        return FoundTime(piece.start, piece.end, "", kind, problems=(Problem.IMPOSSIBLE,))
    first = piece.first if piece.exact else _daytime(piece.first)
    last = first if piece.moment else piece.last
    other = (
        None
        if piece.exact
        else _time((piece.first + 720) % 1440 if first == piece.first else piece.first)
    )
    found = FoundTime(
        piece.start, piece.end, "", kind, _time(first), _time(last), piece.about, other=other
    )
    front = max(0, piece.start - 24)
    word = _FROM.search(text, front, piece.start)
    if word and word["word"] == "voor" and _is_for(text, piece, word.start()):
        word = None
    about = _ABOUT.search(text, front, piece.start)
    if about and piece.moment:
        return replace(found, start=about.start(), about=True)
    if word:
        said = word["word"]
        found = replace(found, start=word.start(), kind=TimeKind.RANGE)
        if said in ("vanaf", "van"):
            return replace(found, last=None)
        if said in ("na", "pas na", "later dan"):
            return replace(found, first=found.last, last=None)
        return replace(found, last=found.first if said != "uiterlijk" else found.last, first=None)
    at = _AT.search(text, front, piece.start)
    return replace(found, start=at.start()) if at and piece.moment else found


def _is_for(text: str, piece: _Piece, before: int) -> bool:
    """Whether "voor" is for: "zet mij op de lijst voor woensdagochtend", "afspraak voor 10 uur"."""
    return not piece.moment or bool(_PLANNED.search(text, 0, before))


def _negated(text: str, found: FoundTime) -> FoundTime:
    before = _NOT.search(text, max(0, found.start - 24), found.start)
    if before or _NOT_AFTER.match(text, found.end):
        return replace(found, excluded=True)
    return found


def _time(minutes: int) -> time:
    # "Twaalf uur 's nachts" and the end of the evening: the last minute of the day.
    return time(23, 59) if minutes >= 1440 else time(minutes // 60, minutes % 60)
