"""Written Dutch as one says it: amounts, dates, times, numbers, postcodes and abbreviations.

Each rule replaces what it knows by words, the most telling form first: "€ 8.000" is money before
it is a number, "8.00 uur" a time before it is a decimal. What is left over is letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.dutch.said import (
    LARGEST,
    MONTHS,
    date,
    digits,
    letters,
    number,
    ordinal,
    year,
)

_LISTS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("aloud.yml").read_text(encoding="utf-8")
)
_ABBREVIATIONS: Mapping[str, str] = _LISTS["abbreviations"]
_UNITS: Mapping[str, str] = _LISTS["units"]
_SAID: Mapping[str, str] = _LISTS["said"]
_WORDS = frozenset(_LISTS["words"])
_SHORT_MONTHS = {month[:3]: index for index, month in enumerate(MONTHS, start=1)} | {"mrt": 3}


def _any(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT_MONTHS)})\b\.?)"
_AMOUNT = r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d\d|-+))?(?!\d|,\d)"
_TOP_LEVEL = r"(?:nl|com|org|eu|net|info|nu|amsterdam|frl|be|de|example)"
_HOST = rf"(?:[a-z0-9-]+\.)+{_TOP_LEVEL}\b"

WEB_ADDRESS = re.compile(
    r"(?<![\w@.])(?:https?://[^\s<>()]*[^\s<>().,;:!?]"
    rf"|(?:www\.)?{_HOST}(?:/(?:[^\s<>()]*[^\s<>().,;:!?])?)?)",
    re.IGNORECASE,
)
"""A web address in a text, with or without its scheme."""


@lru_cache(maxsize=2048)
def aloud(text: str) -> str:
    """One paragraph without markup, in words. Web addresses must have been taken out before."""
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return " ".join(text.split())


def host_aloud(host: str) -> str:
    """ "www.voorbeeld.nl" is "voorbeeld punt nl"."""
    name = host.lower().removeprefix("www.").replace("-", " streepje ").replace(".", " punt ")
    return " ".join(re.sub(r"\d", lambda digit: f" {digits(digit[0])} ", name).split())


def _email(match: re.Match[str]) -> str:
    local, _, domain = match[0].partition("@")
    for sign, said in ((".", " punt "), ("-", " streepje "), ("_", " liggend streepje ")):
        local = local.replace(sign, said)
    return f"{local} apenstaartje {host_aloud(domain)}"


def _money(match: re.Match[str]) -> str:
    whole, cents = _whole(match["whole"]), match["cents"] or ""
    if whole is None:
        return match[0]
    cents = "" if cents.startswith("-") else cents
    if whole == 0 and int(cents or 0):
        return f"{number(int(cents))} cent"
    few = " en {} cent" if int(cents or 0) < 10 else " {}"
    return f"{number(whole)} euro" + (few.format(number(int(cents))) if int(cents or 0) else "")


def _iso_date(match: re.Match[str]) -> str:
    return _valid_date(match, int(match[3]), int(match[2]), int(match[1]))


def _short_date(match: re.Match[str]) -> str:
    return _valid_date(match, int(match[1]), int(match[2]), int(match[3]))


def _valid_date(match: re.Match[str], day: int, month: int, in_year: int) -> str:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return date(day, month, in_year)


def _long_date(match: re.Match[str]) -> str:
    month = _SHORT_MONTHS[match["month"].lower()[:3]]
    in_year = match["year"]
    return date(int(match["day"]), month, int(in_year) if in_year else None)


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59:
        return match[0]
    said = f"{number(hour)} uur"
    return f"{said} {number(minute)}" if minute else said


def _phone(match: re.Match[str]) -> str:
    """Group by group with a pause between them, so that one can write along."""
    groups = re.findall(r"\d+", match[0])
    said = ", ".join(digits(group) for group in groups)
    return f"plus {said}" if match[0].startswith("+") else said


def _short_number(match: re.Match[str]) -> str:
    """ "14 010" is known as "veertien nul tien", but not every number is; digits always are."""
    return f"veertien, {digits(match['rest'])}"


def _postcode(match: re.Match[str]) -> str:
    numbers = match["numbers"]
    pairs = [
        number(int(pair)) if pair[0] != "0" else digits(pair) for pair in (numbers[:2], numbers[2:])
    ]
    return f"{' '.join(pairs)} {letters(match['letters'])}"


def _code(match: re.Match[str]) -> str:
    """The code of an appointment, sign by sign with a pause after each group."""
    groups = match[0].split("-")
    return ", ".join(
        " ".join(digits(sign) if sign.isdigit() else letters(sign) for sign in group)
        for group in groups
    )


def _house_number(match: re.Match[str]) -> str:
    return f"{number(int(match['house']))} {letters(match['letter'])}"


def _ordinal(match: re.Match[str]) -> str:
    value = int(match[1])
    return ordinal(value) if 0 < value <= LARGEST else match[0]


def _unit(match: re.Match[str]) -> str:
    return f"{match['value']} {_UNITS[match['unit']]}"


def _decimal(match: re.Match[str]) -> str:
    whole = _whole(match["whole"])
    if whole is None:
        return match[0]
    part = match["part"]
    said = digits(part) if part[0] == "0" or len(part) > 2 else number(int(part))
    return f"{number(whole)} komma {said}"


def _number(match: re.Match[str]) -> str:
    written = match[0]
    value = _whole(written)
    # A number that begins with a nought, or is too large to have words, is a code: read it out.
    if value is None or (written[0] == "0" and len(written) > 1):
        return digits(written)
    return year(value) if 1100 <= value <= 1999 and "." not in written else number(value)


def _capitals(match: re.Match[str]) -> str:
    return match[0] if match[0] in _WORDS else " ".join(match[0])


def _whole(written: str) -> int | None:
    value = int(written.replace(".", ""))
    return value if value <= LARGEST else None


def _of(table: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    lower = {written.lower(): said for written, said in table.items()}
    return lambda match: lower[match[0].lower()]


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _email),
    (re.compile(r"\b[A-Z0-9]{3}(?:-[A-Z0-9]{3}){2}\b"), _code),
    (re.compile(rf"(?:€|\bEUR) ?{_AMOUNT}"), _money),
    (re.compile(rf"(?<![\d.,]){_AMOUNT}(?= euro\b) euro"), _money),
    (re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d\d?)-(\d\d?)(?![\d-])"), _iso_date),
    (re.compile(r"(?<![\d-])(\d\d?)[-/](\d\d?)[-/]((?:19|20)\d\d)(?![\d-])"), _short_date),
    (
        re.compile(
            rf"(?<![\d.,])(?P<day>[1-9]|[12]\d|3[01]) {_MONTH}(?:\s(?P<year>(?:19|20)\d\d)(?!\d))?",
            re.IGNORECASE,
        ),
        _long_date,
    ),
    (re.compile(r"(?<=\d[.:]\d\d) ?[-–] ?(?=\d{1,2}[.:]\d\d)"), lambda _m: " tot "),
    (
        re.compile(r"(?<![\d.,:])(?P<hour>\d\d?)[.:](?P<minute>[0-5]\d)(?: uur\b|(?![\d.,]\d|\d))"),
        _time,
    ),
    (re.compile(r"\b(?P<numbers>[1-9]\d{3}) ?(?P<letters>[A-Z]{2})\b"), _postcode),
    (re.compile(r"(?<![\d.,])14 ?(?P<rest>0\d{1,3})(?!\d)"), _short_number),
    (
        re.compile(
            r"(?<![\d.,])(?:\+\d{2}(?:[ -]?\d){6,12}|0\d{1,3}(?: ?- ?| )\d[\d -]*\d|0\d{7,})(?!\d)"
        ),
        _phone,
    ),
    (re.compile(r"(?<![\d.,])(?:112|113|144|1400)(?![\d%]|[.,]\d)"), lambda m: digits(m[0])),
    (re.compile(r"(?<= )(?P<house>\d{1,4})[ -]?(?P<letter>[A-Z])\b(?![.'’-])"), _house_number),
    (re.compile(r"(?<![\d.,])(\d{1,6})(?:e|de|ste)\b"), _ordinal),
    (re.compile(rf"(?P<value>\d) ?(?P<unit>{_any(_UNITS)})(?![\w])"), _unit),
    (re.compile(r"(?<=\d) ?[-–] ?(?=\d)"), lambda _m: " tot "),
    (re.compile(rf"(?<![\w.])(?:{_any(_ABBREVIATIONS)})", re.IGNORECASE), _of(_ABBREVIATIONS)),
    (re.compile(r"\bt/m\b"), lambda _m: "tot en met"),
    (re.compile(r"(?<![\d.,])(?P<whole>\d{1,3}(?:\.\d{3})+|\d+),(?P<part>\d+)"), _decimal),
    (re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+"), _number),
    (re.compile(rf"(?<!\w)(?:{_any(_SAID)})(?!\w)", re.IGNORECASE), _of(_SAID)),
    (re.compile(r"\b[A-Z]{2,5}\b"), _capitals),
    (re.compile(r"\ben/of\b"), lambda _m: "of"),
    (re.compile(r"(?<=\w)\s?/\s?(?=\w)"), lambda _m: " of "),
    (re.compile(r"\s&\s"), lambda _m: " en "),
    (re.compile(r"(?<!\w)\+ ?(?=\w)"), lambda _m: "plus "),
    (re.compile(r"\s?[(\[]([^()\[\]]*)[)\]]"), lambda m: f", {m[1]},"),
    (re.compile(r",(?=[,.;:!?])|[*_#`|<>{}\[\]()\\^~]"), lambda _m: ""),
    (re.compile(r"[\"“”„]"), lambda _m: ""),
)
