"""Amounts of money, numbers of people and things, and ages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain.dutch.plain import plain


@dataclass(frozen=True)
class FoundMoney:
    """An amount in euro cents."""

    start: int
    end: int
    text: str
    cents: int


@dataclass(frozen=True)
class FoundCount:
    """So many of `noun` (as said; empty in "met z'n drieën"). `about`: "een stuk of vier"."""

    start: int
    end: int
    text: str
    number: int
    noun: str = ""
    about: bool = False


@dataclass(frozen=True)
class FoundAge:
    """An age in whole years; that of a baby in `months`."""

    start: int
    end: int
    text: str
    years: int
    months: int = 0


_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?(?!\d))"
_SUM = (
    re.compile(
        rf"(?:€|(?<!\d )(?<!\d)(?<!een )\b(?:euro|eur)\b) ?{_NUMBER}(?:,--?)?(?![\d])(?! ?(?:mi"
        rf"|ton))"
    ),
    re.compile(
        rf"(?<![\w.,/-])(?:{_NUMBER}(?:,--?)?|(?P<one>een)) ?(?:euro'?s?|eur|€)(?!\w)"
        r"(?: (?:en )?(?P<cents>\d{1,2})(?: ?cent\b|(?<=\d\d)(?! ?(?:keer|jaar|person|kind|dag"
        r"|week|weken|uur|stuk|euro|[.,:/-]?\d|tot|à|a )\b)(?!\w)))?"
    ),
    re.compile(r"(?<![\w.,/])(?P<number>\d{1,6}),-(?!\d)"),
)
_CENTS = re.compile(r"(?<![\w.,])(?P<number>\d{1,3}) ?(?:euro)?cent\b")
_ROUND = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,4}(?:,\d{1,2})?|(?:een )?halve|een) ?"
    r"(?P<scale>ton|mille|miljoen|miljard|tientjes?)\b(?P<euro> euro\b)?"
)
_SCALE = {"ton": 100_000, "mille": 1000, "miljoen": 10**6, "miljard": 10**9, "tientje": 10}
# "Twee ton puin" weighs.
_WEIGHT = re.compile(
    r"puin|zand|grond|afval|vuil|hout|steen|stenen|grind|vracht|aanhanger|kuub|gewicht|weeg"
)
_RICH = re.compile(
    r"euro|verdien|inkomen|salaris|spaar|schuld|hypothe|vermogen|kost|betaal|waard|subsidie"
)

_THINGS = (
    "kind(?:eren|jes|je)?|kids|zoon|zonen|zoons|zoontjes|dochters?|dochtertjes|baby'?s|person"
    "(?:en)?|persoon|mensen"
    "|volwassenen?|man|gasten|getuigen|bewoners|buren|gezinsleden|huisgenoten|paspoorten"
    "|paspoort|id-?kaart(?:en)?"
    "|identiteitskaart(?:en)?|kaarten|rijbewijzen|uittreksels?|exemplaren|exemplaar|kopieen|akten?"
    "|aktes|formulieren"
    "|afspraken|vergunningen|pasjes|parkeervergunningen|zakken|vuilniszakken|containers?|dozen"
    "|matras(?:sen)?"
    "|bomen|auto's|fietsen|fiets|honden|katten|stuks|stoeptegels|lantaarnpalen|banken"
    "|bankstellen|kasten"
)
_COUNTED = (
    re.compile(
        rf"(?<![\w€.,/:-])(?P<about>(?:een stuk of|ongeveer|zo'n|circa|een) )?(?P<number>\d{{1,4}})"
        rf"(?: (?:kleine|grote|jonge|minderjarige|oude|nieuwe|volle))? (?P<noun>{_THINGS})(?!\w)"
    ),
    re.compile(r"\b(?P<about>een stuk of) (?P<number>\d{1,4})(?![\w.,:])"),
    re.compile(
        r"\b(?:(?:met|ons|jullie|(?:wij|we)(?! [48]en)) )(?:(?:z'n|zijn|ons|hun|m'n|jullie"
        r"|onze) )?(?P<number>\d{1,2})en\b"
    ),
    re.compile(
        r"\b(?:(?:we|wij) (?:zijn|komen) met|gezin van) (?P<number>\d{1,2})(?=$|[ ,]|[.!?]\B)"
        r"(?! \w)"
    ),
)
_TOGETHER = re.compile(
    r"\bmet (?:z'n|zijn|ons) (?P<word>tweetjes|beiden|beide|drietjes|viertjes)\b"
)
_SIZES = {"tweetjes": 2, "beide": 2, "beiden": 2, "drietjes": 3, "viertjes": 4}

_PERSON = (
    "(?:zoon|zoontje|dochter|dochtertje|kind|kindje|kinderen|kleinzoon|kleindochter|kleinkind"
    "|jongen"
    "|jongetje|meisje|baby|man|vrouw|moeder|vader|opa|oma|broer|broertje|zus|zusje|tweeling"
    "|neefje|nichtje"
    "|puber|peuter|kleuter|tiener|iemand|zonen|zoons|dochters|partner)"
)
_NOT_AGE = (
    r"(?![\w/:%]|[.,-]\d| ?(?:uur|euro|cent|keer|maal|weken|week|dagen|minuten|meter|km|kilo|graden"
    r"|person|kind|januari|februari|maart|april|mei\b|juni|juli|augustus|september|oktober|november"
    r"|december|stuks|procent|jaar (?:geleden|geldig|lang|getrouwd|weg|later|samen|werkzaam)))"
)
_AGES = (
    re.compile(
        r"(?<![\w.,-])(?P<years>\d{1,3})-jarige?\b(?! (?:huwelijk|jubileum|bestaan|contract))"
    ),
    re.compile(
        r"(?<![\w.,-])(?P<years>\d{1,3}) jaar(?: en (?P<months>\d{1,2}) maanden)? (?:oud|jong)"
        r"(?!\w)"
    ),
    re.compile(rf"\b{_PERSON} van (?P<years>\d{{1,3}}){_NOT_AGE}(?! ?maand)(?: jaar)?"),
    re.compile(
        rf"\b(?:hij|ze|zij|ik|die|{_PERSON})(?: zelf)? (?:is|ben|wordt|word|was|zijn)"
        rf"(?: (?:net|pas|al|nu|bijna|inmiddels|ongeveer|vandaag|morgen))? (?P<years>\d{{1,3}})"
        rf"{_NOT_AGE}(?! ?maand)(?: jaar)?"
    ),
    re.compile(rf"\b{_PERSON} \((?P<years>\d{{1,3}})(?: jaar)?(?=\))"),
    re.compile(rf"\bleeftijd(?: is)?:? (?P<years>\d{{1,3}}){_NOT_AGE}(?: jaar)?"),
    re.compile(r"^\s*(?P<years>\d{1,3}) jaar[.!]?\s*$"),
)
_ALSO = re.compile(rf"(?:, ?en |, ?| en )(?P<years>\d{{1,2}}){_NOT_AGE}(?! ?maand)(?: jaar)?")
_BABY = re.compile(
    rf"\b(?:{_PERSON} van|(?:hij|ze|zij|{_PERSON}) is) (?P<months>\d{{1,2}}|een) maand(?:en)?\b"
    rf"(?: oud)?"
    r"|(?<![\w.,])(?P<old>\d{1,2}) maanden oud\b"
)
_OLDEST = 120


def find_money(text: str) -> tuple[FoundMoney, ...]:
    """Every amount of money in a text."""
    read = plain(text)
    spans: dict[tuple[int, int], int] = {}
    for pattern in _SUM:
        for match in pattern.finditer(read.text):
            more = match.groupdict().get("cents")
            spans.setdefault(match.span(), _cents(match["number"] or "1") + int(more or 0))
    for match in _CENTS.finditer(read.text):
        spans.setdefault(match.span(), int(match["number"]))
    for match in _ROUND.finditer(read.text):
        cents = _round(read.text, match)
        if cents:
            spans.setdefault(match.span(), cents)
    found: list[FoundMoney] = []
    taken: list[tuple[int, int]] = []
    for (first, last), cents in sorted(spans.items(), key=lambda item: item[0][0] - item[0][1]):
        if all(last <= begin or stop <= first for begin, stop in taken):
            taken.append((first, last))
            start, end = read.span(first, last)
            found.append(FoundMoney(start, end, read.source[start:end], cents))
    return tuple(sorted(found, key=lambda one: one.start))


def _cents(number: str) -> int:
    """ "1.250,50" and "12.5" in cents: a point before three digits parts thousands."""
    whole, _, part = re.sub(r"\.(?=\d{3}\b)", "", number).replace(",", ".").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _round(text: str, match: re.Match[str]) -> int | None:
    scale, number = match["scale"].removesuffix("s"), match["number"]
    rich = match["euro"] or _RICH.search(text)
    if scale == "ton" and (_WEIGHT.search(text) or (number == "een" and not rich)):
        return None
    if scale in ("miljoen", "miljard") and not rich:
        return None
    times = {"een": 100, "halve": 50, "een halve": 50}.get(number)
    return (_cents(number) if times is None else times) * _SCALE[scale]


def find_counts(text: str) -> tuple[FoundCount, ...]:
    """Every number of people or things in a text."""
    read = plain(text)
    found: dict[int, FoundCount] = {}
    for pattern in _COUNTED:
        for match in pattern.finditer(read.text):
            groups = match.groupdict()
            about = (groups.get("about") or "").strip() not in ("", "een")
            first = match.start() if about or "noun" not in groups else match.start("number")
            start, end = read.span(first, match.end())
            if any(start < other.end and other.start < end for other in found.values()):
                continue
            noun = read.said(*match.span("noun")) if groups.get("noun") else ""
            found[start] = FoundCount(
                start, end, read.source[start:end], int(match["number"]), noun, about
            )
    for match in _TOGETHER.finditer(read.text):
        start, end = read.span(*match.span())
        found[start] = FoundCount(start, end, read.source[start:end], _SIZES[match["word"]])
    return tuple(found[start] for start in sorted(found))


def find_ages(text: str) -> tuple[FoundAge, ...]:
    """Every age of a person in a text."""
    read = plain(text)
    found: dict[int, FoundAge] = {}

    def add(first: int, last: int, years: int, months: int = 0) -> None:
        start, end = read.span(first, last)
        if years <= _OLDEST and not any(s < end and start < f.end for s, f in found.items()):
            found[start] = FoundAge(start, end, read.source[start:end], years, months)

    for pattern in _AGES:
        for match in pattern.finditer(read.text):
            months = int(match.groupdict().get("months") or 0)
            end = len(match.string[: match.end()].rstrip(" .!\n"))
            add(match.start("years"), end, int(match["years"]), months)
            also = _ALSO.match(read.text, match.end())
            while also:
                add(also.start("years"), also.end(), int(also["years"]))
                also = _ALSO.match(read.text, also.end())
    for match in _BABY.finditer(read.text):
        group = "months" if match["months"] else "old"
        number = 1 if match[group] == "een" else int(match[group])
        add(match.start(group), match.end(), number // 12, number % 12)
    return tuple(found[start] for start in sorted(found))
