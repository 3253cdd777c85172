"""Names that are spelled out, and hints about how to write a name that was said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain.dutch.letters import LETTER, NAMED, NAMES, OF_WORD, letters, only_everyday
from assistant.domain.dutch.plain import plain
from assistant.domain.dutch.problems import Problem


@dataclass(frozen=True)
class Spelled:
    """Letters named one by one: "v r i e s", "de A van Anna, de B van Bernard"."""

    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True)
class SpellingHint:
    """ "Visser met een v": `name` as said, `value` as it is to be written.

    `AMBIGUOUS`: the hint fits no letter of the name, so the name stands as it was.
    """

    start: int
    end: int
    text: str
    name: str
    value: str
    problems: tuple[Problem, ...] = ()


_SEPARATOR = r"(?:,? en (?:dan )?(?:de |een )|[ ,.;-]{1,2})"
_LETTERS = re.compile(rf"(?<![\w'@.-]){LETTER}(?:{_SEPARATOR}{LETTER})+(?![\w'@])")
_ONE = re.compile(rf"(?<![\w'])de {OF_WORD.removeprefix('(?:de )?')}")
_TIMES = r"(?:dubbele?|2|1|enkele?)"
_ASKED = "|".join(
    (
        rf"{_TIMES} (?:{NAMED}|[a-z]'?(?:s|en|tjes)\b)",
        r"(?:lange|griekse|korte) (?:ij|ei|y)",
        r"[a-z](?:[ -][a-z]){1,2}",
        *sorted(NAMES, key=len, reverse=True),
        "sch|th|ph|ck|dt|ch|gh|qu|ei|ou|au|ae|oe|uy",
        "[a-z]",
    )
)
_HINT = re.compile(
    r"(?<![\w'-])(?P<name>[a-z][a-z'-]+),? (?:is |gespeld |geschreven |schrijf je )?"
    rf"met (?:een |de )?(?P<letters>(?:{_ASKED})(?!\w))(?: van (?:de )?[a-z]+)?"
)
_ALIKE = (
    ("ph", "f", "v"), ("s", "z"), ("ck", "k", "c", "q"),
    ("dt", "th", "t", "d"), ("ch", "g", "gh"), ("au", "ou", "auw", "ouw"), ("ie", "i", "y"),
)  # fmt: skip
"""Spellings that sound the same."""
_LONG_IJ = re.compile("eij|ey|ei|ij|y")
# "K. L. M. Jansen" and "i.v.m." spell nothing.
_INITIALS = re.compile(r"(?:[a-z]\. ?){1,4}[a-z]\.?")


def find_spelled(text: str) -> tuple[Spelled, ...]:
    """Every series of letters (three or more, or "de A van Anna") in a text, joined."""
    read = plain(text)
    found = []
    taken = 0
    for match in sorted(
        (*_LETTERS.finditer(read.text), *_ONE.finditer(read.text)),
        key=lambda m: (m.start(), -m.end()),
    ):
        said = match[0]
        if match.start() < taken or only_everyday(said):
            continue
        spelled = letters(said)
        if len(spelled) < 3 and " van " not in said:
            continue
        if _INITIALS.fullmatch(said):
            continue
        taken = match.end()
        start, end = read.span(*match.span())
        found.append(Spelled(start, end, read.source[start:end], spelled))
    return tuple(found)


def find_spelling_hints(text: str) -> tuple[SpellingHint, ...]:
    """Every "Visser met een v" in a text."""
    read = plain(text)
    found = []
    for match in _HINT.finditer(read.text):
        name = said = read.said(match.start("name"), match.end("name"))
        wanted = _wanted(match["letters"])
        if match["letters"].startswith(("1 ", "enkel")):
            name = re.sub(f"({wanted}){wanted}", r"\1", name, count=1, flags=re.IGNORECASE)
        value = apply_hint(name, wanted)
        start, end = read.span(*match.span())
        problems = () if value else (Problem.AMBIGUOUS,)
        found.append(
            SpellingHint(start, end, read.source[start:end], said, value or name, problems)
        )
    return tuple(found)


def _wanted(said: str) -> str:
    if said.startswith(("dubbel", "2 ", "1 ", "enkel")):
        letter = re.sub(r"(?<=.)'?(?:s|en|tjes)$", "", said.split()[1])
        return NAMES.get(letter, letter) * (2 if said[0] in "d2" else 1)
    if said in NAMES:
        return NAMES[said]
    return re.sub(r"[ -]", "", said)


def apply_hint(name: str, wanted: str) -> str | None:
    """The name written with those letters; None when it has no place for them.

    >>> apply_hint("Meijer", "y"), apply_hint("Fisser", "v"), apply_hint("Visser", "v")
    ('Meyer', 'Visser', 'Visser')
    """
    lower = name.lower()
    if wanted in ("ij", "y", "ei"):
        return _long_ij(name, lower, wanted)
    if wanted in lower and not any(
        wanted in longer and longer in lower
        for alike in _ALIKE
        if wanted in alike
        for longer in alike
        if len(longer) > len(wanted)
    ):
        return name
    if len(wanted) == 2 and wanted[0] == wanted[1] and wanted[0] in lower:
        at = lower.index(wanted[0])
        return _put(name, at, 1, wanted)
    for alike in _ALIKE:
        if wanted not in alike:
            continue
        for other in sorted(alike, key=len, reverse=True):
            at = lower.find(other)
            if at >= 0 and other != wanted:
                return _put(name, at, len(other), wanted)
    return None


def _long_ij(name: str, lower: str, wanted: str) -> str | None:
    """Meijer, Meyer and Meier; Klein and Klijn: what stands before a vowel keeps its e."""
    match = _LONG_IJ.search(lower)
    if not match:
        return None
    now = match[0]
    before_vowel = lower[match.end() : match.end() + 1] in tuple("aeou")
    keeps_e = now in ("eij", "ey") or (now == "ei" and (wanted == "y" or before_vowel))
    new = "e" + wanted if keeps_e and wanted != "ei" else wanted
    return name if new == now else _put(name, match.start(), len(now), new)


def _put(name: str, at: int, length: int, letters_: str) -> str:
    old = name[at : at + length]
    new = letters_.capitalize() if old[:1].isupper() else letters_
    # A capital IJ is one letter in Dutch.
    new = "IJ" if new == "Ij" else new
    return name[:at] + new + name[at + length :]
