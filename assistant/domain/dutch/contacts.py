"""Telephone numbers and e-mail addresses as they are said.

A gateway masks what is typed in digits; these are for a flow that asks for a number by voice, and
to recognise what the mask left: "[telefoonnummer]".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from assistant.domain.dutch.plain import plain
from assistant.domain.dutch.problems import Problem


@dataclass(frozen=True)
class FoundPhone:
    """`value` in international notation; empty when masked or when something is wrong."""

    start: int
    end: int
    text: str
    value: str
    masked: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FoundEmail:
    """`value` as it is typed: "sanne.visser@gmail.com"; empty when masked."""

    start: int
    end: int
    text: str
    value: str
    masked: bool = False


_UNIT = r"(?:(?:dubbele?|2 keer|2x|3 keer|3x) \d|\d+)"
_PHONE = re.compile(
    rf"(?<![\w.,/€-])(?:(?P<plus>\+|plus ) ?)?\(?{_UNIT}(?:(?:[ ]|[-./()]| ?- ?|, "
    rf"|\) ?){_UNIT}){{0,14}}(?![\w])"
)
_REPEATED = re.compile(r"(dubbele?|2 keer|2x|3 keer|3x) (\d)")
_DATE = re.compile(r"\d\d?[-/.]\d\d?[-/.]\d{2,4}")
_MASKED_PHONE, _MASKED_EMAIL = "[telefoonnummer]", "[e-mailadres]"


def find_phones(text: str) -> tuple[FoundPhone, ...]:
    """Every telephone number in a text, in digits or in words."""
    read = plain(text)
    found = [
        FoundPhone(*span, _MASKED_PHONE, "", True) for span in _all(read.source, _MASKED_PHONE)
    ]
    for match in _PHONE.finditer(read.text):
        digits = _REPEATED.sub(lambda m: m[2] * (3 if m[1][0] == "3" else 2), match[0])
        digits = re.sub(r"\D", "", digits)
        if not (match["plus"] or digits[0] == "0") or len(digits) < 4 or _DATE.match(match[0]):
            continue
        value = _valid(("+" if match["plus"] else "") + digits)
        mobile = digits.startswith(("06", "316"))
        if not value and not mobile:
            continue
        problem = Problem.INCOMPLETE if len(digits) < 10 else Problem.IMPOSSIBLE
        start, end = read.span(*match.span())
        problems = () if value else (problem,)
        found.append(FoundPhone(start, end, read.source[start:end], value, False, problems))
    return tuple(sorted(found, key=lambda one: one.start))


@lru_cache(maxsize=256)
def _valid(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


_DOT = r"(?: punt | dot | ?\. ?)"
_JOIN = rf"(?:{_DOT}| (?:laag |liggend )?streepje | underscore | min(?:teken)? | plus |[-_+])"
# "j punt de vries": behind such a word the name goes on.
_PARTICLE = "|".join(
    f"(?<=punt {word}) " for word in ("de", "van", "van de", "van der", "van den", "der", "den")
)
_EMAIL = re.compile(
    rf"(?<![\w@.+-])(?P<local>[a-z0-9]+(?:(?:{_JOIN}|(?<=\b[a-z]) (?=[a-z]\b)| aan elkaar "
    rf"|{_PARTICLE})[a-z0-9]+| \d+(?= (?:ape|at|@))){{0,8}})"
    rf"(?: (?:apen?staart(?:je)?|at|ad) | ?@ ?)"
    rf"(?P<domain>[a-z0-9]+(?:(?: streepje |-)[a-z0-9]+)*(?:{_DOT}[a-z0-9]+)+)(?![\w@])"
)
_AT = re.compile(r"@| (?:apen?staart|at |ad )")
_SIGNS = (
    (re.compile(r" ?(?:laag |liggend )streepje | ?underscore "), "_"),
    (re.compile(r" (?:streepje|min|minteken) "), "-"),
    (re.compile(r" plus "), "+"),
    (re.compile(r" (?:punt|dot) "), "."),
    (re.compile(r" aan elkaar | "), ""),
)


def find_emails(text: str) -> tuple[FoundEmail, ...]:
    """Every e-mail address in a text, typed or spoken."""
    read = plain(text)
    found = [
        FoundEmail(*span, _MASKED_EMAIL, "", True) for span in _all(read.source, _MASKED_EMAIL)
    ]
    if not _AT.search(read.text):
        return tuple(found)
    for match in _EMAIL.finditer(read.text):
        local, domain = match["local"], match["domain"]
        for sign, written in _SIGNS:
            local, domain = sign.sub(written, local), sign.sub(written, domain)
        start, end = read.span(*match.span())
        found.append(FoundEmail(start, end, read.source[start:end], f"{local}@{domain}"))
    return tuple(sorted(found, key=lambda one: one.start))


def _all(text: str, piece: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(piece), text)]
