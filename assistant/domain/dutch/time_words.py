"""Expressions for times of day: moments ("kwart voor negen") and parts ("'s ochtends")."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.domain.dutch.calendar import MONTH


@dataclass(frozen=True)
class Moment:
    """Minutes since midnight at a place in the plain text; None when there is no such time.

    `exact`: said on a twenty-four hour clock, so there is no other reading.
    """

    start: int
    end: int
    minutes: int | None
    exact: bool = False
    about: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day at a place in the plain text, in minutes since midnight."""

    start: int
    end: int
    low: int
    high: int


_H = r"(?P<h>\d{1,2}|een)"
_EDGE = r"(?<![\w€/.,:-])"
# Behind these the number counts something else.
_OTHER = (
    rf"(?! ?(?:{MONTH}|[/%]|-jar|(?:e|ste|de)\b|uren\b|euro|cent\b|jaar|jaren|maand|week|weken"
    rf"|dagen"
    r"|dag\b|minuten|kwartier|seconden|keer|maal|x\b|person|kind|mens|volwass|stuk|paspoort|kaart"
    r"|meter|km\b|kilo|m2|liter|procent|punt|katten|honden|bomen|zakken|afspraken|hoog\b|kamer"
    r"|[.,:-]?\d))"
)
_UUR = r"(?: ?(?:uur|u|h)\b(?! (?:per|lang|geleden|later)\b))?"
_AMOUNT = r"(?P<amount>\d{1,2}|kwart|kwartier)"
_SIDE = r"(?P<side>voor|over|na)"
_TIME_WORD = (
    r"(?:(?<=om )|(?<=rond )|(?<=omstreeks )|(?<=klokslag )|(?<=tegen )|(?<=half )|(?<=klok van ))"
)
_AT_ONE = (
    "(?:(?<=om )|(?<=rond )|(?<=tegen )|(?<=na )|(?<=voor )|(?<=vanaf )|(?<=tot )|(?<=tussen )|"
    "(?<=en ))"
)
_OPEN_WORD = r"(?:(?<=na )|(?<=vanaf )|(?<=tot )|(?<=voor (?=[89]|1[0-2])))"
_CLOSING = (
    r"(?=\s*$| ?[?!.,;)](?!\d)| (?:graag|kan|kunnen|is|of|ben|wil|liefst|het|'s|in de|want|ik"
    r"|we)\b)"
)
_DURATION = (
    r"(?! (?:of|per|lang|geleden|later|wachten|gewacht|parkeren|tijd|van tevoren|onderweg|de week"
    r"|in de week|in de wacht|zitten|staan|bezig|rijden|lopen)\b)"
)
_BEFORE = re.compile(
    r"(?:(?P<word>tussen|van|vanaf) )?(?<![\w.,/:€-])(?P<h>\d{1,2}|een)(?: ?(?:uur|u))?"
    r"(?: ?(?:-|t/m) ?| (?P<and>en|tot|tot en met) )$"
)
_AFTER = re.compile(r"(?: ?- ?| (?P<and>en|tot|tot en met) )(?P<h>\d{1,2})\b" + _UUR + _OTHER)
_HOURS_MINUTES = r"(?P<h>\d{1,2}|een)(?:[.:](?P<m>\d\d))?(?: ?(?:uur|u))?"
_AND_HOURS_MINUTES = r"(?P<h2>\d{1,2}|een)(?:[.:](?P<m2>\d\d))?"
_BOTH = (
    re.compile(
        rf"\b(?:(?P<in>tussen)|van|vanaf) {_HOURS_MINUTES}"
        r"(?: en | tot | tot en met |(?(in) ?- ?|(?!)))"
        rf"{_AND_HOURS_MINUTES}\b{_UUR}{_OTHER}"
    ),
    re.compile(
        rf"(?<![\w€/.,:-]){_HOURS_MINUTES}(?: ?(?:-|t/m) ?| tot | tot en met )"
        rf"{_AND_HOURS_MINUTES} ?(?:uur|u)\b(?! (?:per|lang)\b)"
    ),
)
_ALONE = re.compile(
    r"\s*(?:ja,? )?(?:doe maar |graag |liefst |het liefst )?(?P<all>(?P<h>\d{1,2})(?:[.:]"
    r"(?P<m>\d\d))?)"
    r"(?: graag| is goed| dan)?[.!]?\s*"
)


def _clock(hours: str, minutes: str | None) -> tuple[int | None, bool]:
    hour, minute = 1 if hours == "een" else int(hours), int(minutes or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None, True
    # "15:00" and "03:00" can be read in one way, "3:00" in two.
    return hour * 60 + minute, hour > 12 or hours.startswith("0")


def _at(match: re.Match[str]) -> Moment:
    found = match.groupdict()
    minutes, exact = _clock(match["h"], found.get("m"))
    return Moment(match.start(), match.end(), minutes, exact, bool(found.get("about")))


def _spoken(match: re.Match[str]) -> Moment | None:
    hour = 1 if match["h"] == "een" else int(match["h"])
    found = match.groupdict()
    amount = found.get("amount") or ""
    if not 1 <= hour <= 24 or (amount.isdigit() and not 1 <= int(amount) <= 29):
        return None
    minutes = hour * 60 - (30 if found.get("half") else 0)
    if amount:
        step = int(amount) if amount.isdigit() else 15
        minutes += -step if found["side"] == "voor" else step
    return Moment(match.start(), match.end(), minutes % 1440, hour > 12)


def _midnight(match: re.Match[str]) -> Moment:
    return Moment(match.start(), match.end(), 0, True)


Build = Callable[[re.Match[str]], Moment | None]
_SPOKEN: tuple[tuple[str, Build], ...] = (
    (rf"{_AMOUNT}(?: minuten)? {_SIDE} (?P<half>half) {_H}\b{_UUR}{_OTHER}", _spoken),
    (rf"(?P<amount>kwart|kwartier|5|10|20|25) {_SIDE} {_H}\b{_UUR}{_OTHER}", _spoken),
    (rf"(?P<amount>\d{{1,2}}) minu(?:ten|ut) {_SIDE} {_H}\b{_UUR}{_OTHER}", _spoken),
    (rf"(?P<amount>\d{{1,2}}) {_SIDE} {_H} uur\b", _spoken),
    (rf"(?P<half>half) {_H}\b{_UUR}{_OTHER}", _spoken),
    (r"(?P<h>\d{1,2}) ?[uh] ?(?P<m>\d\d)(?![\d])", _at),
    (r"(?P<h>\d{1,2})[.](?P<m>\d\d) ?(?:uur|u|h)\b", _at),
    (r"(?P<h>\d{1,2}) uur (?:en )?(?P<m>[1-5]\d|0?5)(?! ?(?:euro|minuten|jaar|-))\b", _at),
    (
        r"(?:(?<=om )|(?<=tussen )|(?<=vanaf )|(?<=rond )|(?<=tot )|(?<=en )|(?<=na )|"
        r"(?<=voor ))"
        r"(?P<h>[01]?\d|2[0-4])[.](?P<m>[0-5]\d)(?![\d.]| ?euro)",
        _at,
    ),
    (r"(?P<about>een uur of|uur of) (?P<h>\d{1,2}|een)\b" + _OTHER, _at),
    (
        rf"(?<!binnen )(?<!over )(?<!in )(?<!paar )(?<!al )(?<!duurt )(?<!om de )(?<!half )"
        rf"(?P<h>\d{{1,2}}|{_AT_ONE}een) ?(?:uur|u)\b{_DURATION}",
        _at,
    ),
    (
        r"(?:(?<=na )|(?<=voor )|(?<=tegen )|(?<=rond )|(?<=tot )|(?<=om )|(?<=vanaf ))"
        r"(?P<h>\d{1,2})en\b",
        _at,
    ),
    (rf"{_TIME_WORD}(?P<h>\d{{1,2}}|een{_CLOSING})\b{_OTHER}", _at),
    (rf"{_OPEN_WORD}(?P<h>\d{{1,2}})\b{_CLOSING}", _at),
)
_MOMENTS: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (
            r"(?<![\w€/.,:])(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)?(?![\d:])(?: ?(?:uur|u|h)\b)?",
            _at,
        ),
        (r"\bmiddernacht\b", _midnight),
        *((f"{_EDGE}(?:{pattern})", build) for pattern, build in _SPOKEN),
    )
)

_GREETING = (
    r"(?<!goede )(?<!goeie )(?<!goeden )(?<!fijne )(?<!prettige )(?<!leuke )(?<!dag en )(?<!\w)"
    r"(?!goe|over)"
)
_DAY = {
    "ochtend": (
        r"(?:(?:in )?de (?:ochtend|morgen)|\w*(?:ochtend|voormiddag)|(?:van|\w+dag)morgen)", 6, 12,
    ),
    "middag": (r"(?:(?:in )?de (?:na)?middag|(?!\w*voormid)\w*middag)", 12, 18),
    "avond": (r"(?:(?:in )?de avond|\w*avond)", 18, 24),
    "nacht": (r"(?:(?:in )?de nacht|(?!midder)\w*nacht)", 0, 6),
}  # fmt: skip
_OWN = {
    "ochtend": r"'?s (?:ochtends|morgens)", "middag": "'?s middags", "avond": "'?s avonds",
    "nacht": "'?s nachts",
}  # fmt: skip
_EARLY = {"ochtend": (6, 9), "middag": (12, 14), "avond": (18, 20), "nacht": (0, 3)}
_LATE = {"ochtend": (10, 12), "middag": (16, 18), "avond": (21, 24), "nacht": (3, 6)}
_PARTS: tuple[tuple[re.Pattern[str], int, int], ...] = tuple(
    (re.compile(pattern), low * 60, high * 60)
    for name, (words, low_hour, high_hour) in _DAY.items()
    for pattern, (low, high) in (
        (rf"{_GREETING}(?:{words}(?:en)?|{_OWN[name]})\b", (low_hour, high_hour)),
        (
            rf"(?<!\w)(?:(?:het )?begin|vroeg)(?: van| in)? (?:de )?{name}\b|(?<!\w)vroege {name}\b"
            rf"|(?<!\w){_OWN[name]} vroeg\b",
            _EARLY[name],
        ),
        (
            rf"\b(?:(?:het |aan het )?einde?|laat)(?: van| in)? (?:de )?{name}\b|\blate {name}\b"
            rf"|(?<!\w){_OWN[name]} laat\b",
            _LATE[name],
        ),
    )
) + tuple(
    (re.compile(pattern), low * 60, high * 60)
    for pattern, low, high in (
        (r"\bmorgen ?vroeg\b", 6, 9),
        (r"\btussen de middag\b|\blunch(?:tijd|pauze)\b", 12, 14),
        (r"\bna de middag\b|\bin de namiddag\b", 12, 18),
        (r"\bvoor de middag\b", 6, 12),
        (r"\brond de middag\b", 11, 14),
        (r"\boverdag\b", 8, 18),
    )
)


def alone(text: str) -> Moment | None:
    """The moment in a text that is little more than a number: "10", "doe maar 10.15"."""
    match = _ALONE.fullmatch(text)
    return (
        Moment(match.start("h"), match.end("all"), *_clock(match["h"], match["m"]))
        if match
        else None
    )


def moments(text: str) -> list[Moment]:
    """Every moment in a plain text, in its order; the first pattern that fits wins."""
    found: list[Moment] = []
    for both in _BOTH:
        for match in both.finditer(text):
            if not found or match.start("h") >= found[-1].end:
                first, second = _clock(match["h"], match["m"]), _clock(match["h2"], match["m2"])
                end = match.end("m") if match["m"] else match.end("h")
                found.append(Moment(match.start("h"), end, *first))
                found.append(Moment(match.start("h2"), match.end(), *second))
    for pattern, build in _MOMENTS:
        for match in pattern.finditer(text):
            moment = build(match)
            if moment and all(moment.end <= m.start or m.end <= moment.start for m in found):
                found.append(moment)
    return _completed(text, sorted(found, key=lambda moment: moment.start))


def _completed(text: str, found: list[Moment]) -> list[Moment]:
    """With the bare hour beside a moment: "9 tot half 11", "tussen half 10 en 12"."""
    complete: list[Moment] = []
    for index, moment in enumerate(found):
        floor = complete[-1].end if complete else 0
        match = _BEFORE.search(text, floor, moment.start)
        if match and (match["and"] != "en" or match["word"] == "tussen"):
            minutes, exact = _clock(match["h"], None)
            complete.append(Moment(match.start("h"), match.end("h"), minutes, exact))
        complete.append(moment)
        ceiling = found[index + 1].start if index + 1 < len(found) else len(text)
        match = _AFTER.match(text, moment.end)
        before = text[max(0, moment.start - 8) : moment.start]
        ranged = before.endswith(("tussen ", "van ", "vanaf "))
        if match and match.end() <= ceiling and ranged:
            minutes, exact = _clock(match["h"], None)
            complete.append(Moment(match.start("h"), match.end(), minutes, exact))
    return complete


def parts(text: str) -> list[Part]:
    """Parts of the day in a plain text; "begin van de middag" rather than the "middag" in it."""
    found = [Part(*m.span(), low, high) for p, low, high in _PARTS for m in p.finditer(text)]
    found.sort(key=lambda part: part.start - part.end)
    kept: list[Part] = []
    for part in found:
        if all(part.end <= other.start or other.end <= part.start for other in kept):
            kept.append(part)
    return sorted(kept, key=lambda part: part.start)


def within(moment: Moment, part: Part) -> Moment:
    """The reading of a moment that lies in a part of the day: 8 and "avond" is 20:00."""
    if moment.minutes is None or moment.exact:
        return moment
    minutes = moment.minutes
    for candidate in (minutes, minutes + 720, minutes - 720):
        if part.low <= candidate <= part.high:
            return replace(moment, minutes=candidate, exact=True)
    # "4 uur 's ochtends" lies before the morning, "11 uur 's nachts" before the night.
    late = part.low >= 720 or (part.low == 0 and minutes % 720 >= 540)
    return replace(moment, minutes=minutes % 720 + (720 if late else 0), exact=True)
