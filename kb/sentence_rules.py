"""What makes one Dutch sentence harder than B1. Each rule is a few patterns, no parser.

A rule that blocks must be right nearly always; what is only likely is advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.plain_text import words

MAX_WORDS = 20
LONG_SENTENCE = 17
MAX_BRACKET = 11
LONG_BRACKET = 9
LONG_ASIDE = 4
MAX_ASIDE = 8
MAX_CLAUSES = 3
MAX_NOMINAL = 1
MAX_PASSIVE = 1
MAX_NEGATIONS = 3


@dataclass(frozen=True)
class Problem:
    """Why a sentence is hard and what to write instead. One that `blocks` is above B1."""

    sentence: str
    reason: str
    suggestion: str
    blocks: bool = True

    def __str__(self) -> str:
        return f"{self.reason}. {self.suggestion} In: '{self.sentence}'"


_AUXILIARY = re.compile(
    r"\b(?:kunt|kan|kunnen|moet|moeten|mag|mogen|wilt|wil|willen|zult|zal|zullen|heeft|hebben|"
    r"wordt|worden|laat|laten|hoeft|hoeven)\b",
    re.IGNORECASE,
)
_VERB_AT_END = re.compile(
    r"(?:[a-zë]{2,}(?:en|gaan|staan|doen|zien)|\w*ge[a-zë]{3,}(?:d|t|en)|"
    r"(?:be|ver|ont)[a-zë]{3,}[dt])$",
)
# After these words '...en' is a noun in the plural, no verb.
_BEFORE_NOUN = re.compile(
    r"het|de|een|uw|geen|met|van|in|op|bij|voor|uit|aan|naar|door|bijvoorbeeld|andere|alle|\d+",
    re.I,
)
_CLAUSE_END = re.compile(
    r"[,;:()]|\b(?:en|of|als|omdat|dat|die|zodat|want|maar|om|voordat|nadat|terwijl|waar\w*)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:als|omdat|doordat|zodat|hoewel|wanneer|terwijl|voordat|nadat|totdat|zolang|waardoor|"
    r"waarbij|waarin|waarmee|waarvan|waarvoor|waarop|waaruit|waarover)\b|"
    # `dat` and `die` also point at something ('dat kan'): then no subject follows.
    r"(?<=\w),? (?:dat|die) (?=(?:u|uw|de|het|een|er|iemand|hij|zij|ik|mijn|niet|op|in|van|bij)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?<=\w), ((?:die|dat|als|omdat|waar\w*|mits|tenzij|hoewel|indien)\b[^,]*),"
    r"(?! en | of | maar )",
    re.IGNORECASE,
)
_PARTICIPLE = (
    r"(?!gemeente|gebied|gebouw|gezin|geld|gesprek|gedeelte|gewoon|geluid|gegevens|bericht|besluit)"
    r"(?:(?:aan|af|bij|door|in|mee|na|om|op|over|terug|toe|uit|vast|voor|weg)?ge[a-zë]{3,}(?:d|t|en)"
    r"|(?:be|ver|ont|her)[a-zë]{3,}[dt])"
)
_PASSIVE = re.compile(
    rf"\b(?:wordt|worden|werd|werden)\b[^,;:(]*?\b{_PARTICIPLE}\b"
    rf"|\b{_PARTICIPLE} (?:wordt|worden|werd|werden)\b",
    re.IGNORECASE,
)
_HAS_TO = re.compile(r"\b(?:dient|dienen|diende|dienden)\b[^,;:]*?\bte [a-zë]+n\b", re.IGNORECASE)
_NOMINAL = re.compile(
    r"\b(?:het (?!leven|kenteken|teken|wapen|examen|eten|eigen)[a-zë]{2,}en van"
    r"|(?:door|bij|na|voor|tot|ter|wegens|tijdens) (?:de |het )?[a-zë]{4,}(?:ing|atie) van)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:niet|geen|nooit|niemand|nergens|niets|zonder|nauwelijks)\b", re.I)
_DOUBLE = re.compile(
    r"\bniet (?:on(?:mogelijk|gebruikelijk|belangrijk|bekend|waarschijnlijk|gewoon|redelijk|"
    r"terecht|verstandig|aanvaardbaar|gegrond)\w*|zonder|nooit|geen)\b|"
    r"\b(?:nooit|niemand|nergens) (?:geen|niet)\b|\bgeen [a-zë]+ niet\b",
    re.IGNORECASE,
)
_INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jouwe|jullie)\b", re.IGNORECASE)


def u_form(sentence: str) -> Iterator[Problem]:
    """Balie says `u`."""
    for match in _INFORMAL.finditer(sentence):
        yield Problem(sentence, f"'{match[0]}' is geen u-vorm", "Schrijf 'u' of 'uw'.")


def length(sentence: str) -> Iterator[Problem]:
    """At most twenty words."""
    count = len(words(sentence))
    if count > LONG_SENTENCE:
        yield Problem(
            sentence,
            f"zin van {count} woorden (hoogstens {MAX_WORDS})",
            "Maak er twee zinnen van, of een lijstje.",
            count > MAX_WORDS,
        )


def bracket(sentence: str) -> Iterator[Problem]:
    """Tangconstructie: what belongs together (`kunt ... bellen`) stands far apart."""
    for clause in _CLAUSE_END.split(sentence):
        match = _AUXILIARY.search(clause)
        if match is None:
            continue
        between = words(clause[match.end() :])
        if len(between) < 2 or not _VERB_AT_END.search(between[-1]):
            continue
        if _BEFORE_NOUN.fullmatch(between[-2]):
            continue
        if len(between) - 1 > LONG_BRACKET:
            yield Problem(
                sentence,
                f"er staan {len(between) - 1} woorden tussen '{match[0]}' en '{between[-1]}'",
                "Zet de delen van het werkwoord dichter bij elkaar.",
                len(between) - 1 > MAX_BRACKET,
            )


def aside(sentence: str) -> Iterator[Problem]:
    """A long clause in the middle of another one."""
    for match in _ASIDE.finditer(sentence):
        count = len(words(match[1]))
        if count >= LONG_ASIDE:
            yield Problem(
                sentence,
                f"tussenzin van {count} woorden: '{match[1]}'",
                "Maak van de tussenzin een eigen zin.",
                count > MAX_ASIDE,
            )


def clauses(sentence: str) -> Iterator[Problem]:
    """Clauses hanging on clauses: als ... omdat ... die ..."""
    count = len(_SUBORDINATE.findall(sentence))
    if count >= MAX_CLAUSES:
        yield Problem(
            sentence,
            f"{count} bijzinnen in één zin (als, dat, die, omdat ...)",
            "Eén gedachte per zin: maak er meer zinnen van.",
            count > MAX_CLAUSES,
        )


def passive(sentence: str) -> Iterator[Problem]:
    """Lijdende vorm: it does not say who does something."""
    found = _PASSIVE.findall(sentence)
    if found:
        yield Problem(
            sentence,
            f"lijdende vorm: '{found[0].strip()}'",
            "Zeg wie het doet: 'u vraagt aan', 'de gemeente stuurt'.",
            len(found) > MAX_PASSIVE,
        )


def has_to(sentence: str) -> Iterator[Problem]:
    """`U dient te bellen`: nobody says that."""
    for match in _HAS_TO.finditer(sentence):
        yield Problem(sentence, f"plechtig: '{match[0]}'", "Schrijf 'moet'.")


def nominal(sentence: str) -> Iterator[Problem]:
    """Naamwoordstijl: `het aanvragen van` for `aanvragen`."""
    found = _NOMINAL.findall(sentence)
    if found:
        yield Problem(
            sentence,
            f"naamwoordstijl: '{found[0]}'",
            "Maak er een werkwoord van: 'als u een pas aanvraagt', 'om te bouwen'.",
            len(found) > MAX_NOMINAL,
        )


def negation(sentence: str) -> Iterator[Problem]:
    """Two noes that make a yes, or many noes in one sentence."""
    match = _DOUBLE.search(sentence)
    if match:
        yield Problem(
            sentence, f"dubbele ontkenning: '{match[0]}'", "Zeg het zonder 'niet': wat kan wel?"
        )
    count = len(_NEGATION.findall(sentence))
    if count > MAX_NEGATIONS:
        yield Problem(sentence, f"{count} ontkenningen in één zin", "Zeg wat wel kan.")


RULES: tuple[Callable[[str], Iterator[Problem]], ...] = (
    u_form,
    length,
    bracket,
    aside,
    clauses,
    passive,
    has_to,
    nominal,
    negation,
)
