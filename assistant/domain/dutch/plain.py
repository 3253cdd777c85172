"""Dutch text with its number words as digits, and the way back to the text as typed.

"vijftien december tweeduizend zesentwintig" becomes "15 december 2026", "de tweede" "de 2e", "na
vieren" "na 4en". So the grammars of dates, times and the rest need to know digits only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 2000
"""As long as a message may be; keeps the cost of any text bounded."""

_UNITS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien",
    "achttien", "negentien",
)  # fmt: skip
_TENS = (
    "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
)  # fmt: skip
_BELOW_TWENTY = {word: value for value, word in enumerate((*_UNITS, *_TEENS), start=1)} | {"nul": 0}
_TEN_TIMES = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
# "na vieren", "met z'n drieën"
_HOURS = (
    "enen", "tweeen", "drieen", "vieren", "vijven", "zessen", "zevenen", "achten", "negenen",
    "tienen", "elven", "twaalven",
)  # fmt: skip
_HOUR = {word: value for value, word in enumerate(_HOURS, start=1)}
_HALVES = {"anderhalf": 1, "anderhalve": 1} | {
    f"{unit}{middle}{end}": value
    for value, unit in enumerate(_UNITS[1:], start=2)
    for middle in ("eneen", "en")
    for end in ("half", "halve")
}


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_UNIT, _TEEN, _TEN = _any(_UNITS), _any(_TEENS), _any(_TENS)
_HUNDREDS = rf"(?:(?:(?:{_UNIT})en(?:{_TEN})|{_TEEN}|{_UNIT}) ?)?honderd"
_SMALL = rf"(?:(?:{_UNIT})(?: en |en)(?:{_TEN})|{_TEN}|{_TEEN}|{_UNIT}|nul)"
_MIDDLE = rf"(?:{_HUNDREDS}(?: ?(?:en ?)?{_SMALL})?|{_SMALL})"
_NUMBER = re.compile(
    rf"(?<![\w-])(?=[adehntvz\d])(?:(?P<half>{_any(tuple(_HALVES))})|(?P<hour>{_any(_HOURS)})"
    rf"|(?P<special>eerste|derde)"
    rf"|(?P<digits>\d{{1,3}}) ?duizend"
    rf"|(?P<number>(?:{_MIDDLE} ?)?duizend(?: ?(?:en ?)?{_MIDDLE})?|{_MIDDLE})"
    rf"(?P<ending>de|ste|[ -]?jarige?)?)(?![\w])"
)
# "een januari", "een minuut voor tien"
_ONE_BEFORE = re.compile(
    r" (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|minuut voor|minuut over|minuten)\b"
)
_DIGIT_BEFORE = re.compile(rf"(?<!half )(?<!om )\b(?:{_UNIT}|nul|\d) $")


@dataclass(frozen=True)
class Plain:
    """`text` in lower case without accents and with digits; `span` leads back to `source`."""

    source: str
    text: str
    _changed: tuple[tuple[int, int, int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of `text` stands in `source`."""
        return self._back(start, to_end=False), self._back(end, to_end=True)

    def said(self, start: int, end: int) -> str:
        """The words as typed of a piece of `text`."""
        first, last = self.span(start, end)
        return self.source[first:last]

    def _back(self, position: int, *, to_end: bool) -> int:
        at = bisect_right(self._changed, position - to_end, key=lambda piece: piece[0]) - 1
        if at < 0:
            return position
        start, end, source_start, source_end = self._changed[at]
        if position >= end:
            return source_end + position - end
        return source_end if to_end and position > start else source_start


@lru_cache(maxsize=16)
def plain(source: str) -> Plain:
    """Read a text once for all grammars."""
    source = source[:MAX_CHARACTERS]
    folded = _fold(source)
    parts: list[str] = []
    changed: list[tuple[int, int, int, int]] = []
    position = length = 0
    for match in _NUMBER.finditer(folded):
        digits = _digits(match, source)
        if digits is None and _among_digits(folded, match):
            digits = "1"
        if digits is None:
            continue
        before = folded[position : match.start()]
        length += len(before)
        changed.append((length, length + len(digits), match.start(), match.end()))
        parts += [before, digits]
        length += len(digits)
        position = match.end()
    parts.append(folded[position:])
    return Plain(source, "".join(parts), tuple(changed))


def _digits(match: re.Match[str], source: str) -> str | None:
    if match["half"]:
        return f"{_HALVES[match['half']]},5"
    if match["hour"]:
        return f"{_HOUR[match['hour']]}en"
    if match["special"]:
        return "1e" if match["special"] == "eerste" else "3e"
    if match["digits"]:
        return f"{match['digits']}000"
    word, ending = match["number"], match["ending"] or ""
    if word == "een" and not ending:
        # "een" is mostly an article; "één" never is.
        return None if source[match.start() : match.end()].lower() == "een" else "1"
    number = value(word)
    if not ending:
        return str(number)
    return (
        f"{number}-{ending.lstrip(' -')}" if ending.endswith(("jarig", "jarige")) else f"{number}e"
    )


def _among_digits(folded: str, match: re.Match[str]) -> bool:
    """Whether "een" is a digit: in "nul een twee" and "een mei", not in "om drie een afspraak"."""
    if _ONE_BEFORE.match(folded, match.end()):
        return True
    follows = _NUMBER.match(folded, match.end() + 1) if folded[match.end() :][:1] == " " else None
    if follows and follows["number"] and not follows["ending"]:
        return True
    last = not re.match(r" \w\w", folded[match.end() : match.end() + 3])
    return last and bool(_DIGIT_BEFORE.search(folded, max(0, match.start() - 12), match.start()))


@lru_cache(maxsize=512)
def value(words: str) -> int:
    """The number that a sequence of Dutch number words (lower case, no accents) stands for.

    >>> value("tweeduizend zesentwintig")
    2026
    """
    words = words.strip().removeprefix("en ")
    for scale, factor in (("duizend", 1000), ("honderd", 100)):
        before, found, after = words.partition(scale)
        if found:
            return (value(before) if before.strip() else 1) * factor + value(after)
    words = words.replace(" ", "")
    if not words:
        return 0
    for known in (words, words.removeprefix("en")):
        if known in _BELOW_TWENTY:
            return _BELOW_TWENTY[known]
        if known in _TEN_TIMES:
            return _TEN_TIMES[known]
        for ten, amount in _TEN_TIMES.items():
            unit = known.removesuffix("en" + ten)
            if unit != known and unit in _BELOW_TWENTY:
                return amount + _BELOW_TWENTY[unit]
    raise ValueError(words)


def _fold(text: str) -> str:
    """Lower case without accents, character for character: positions stay the same."""
    return text.lower() if text.isascii() else "".join(map(_fold_one, text))


_SAME = {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-"}


@lru_cache(maxsize=1024)
def _fold_one(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char.isdecimal():
        return str(int(char))
    if char.isspace():
        return " "
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char
