"""Finds dates in Dutch text, as days, ranges and exclusions.

What the words leave open is settled like this:

* "dinsdag" is the next one after today; "volgende dinsdag" is that too, and `AMBIGUOUS`.
* A date without a year is the nearest one, at most 90 days ago; then it is `PAST`.
* "tussen 3 en 7 maart" and "van 3 tot 7 maart" include both days; "tot 7 maart" ends on the 6th.
* "begin", "half" and "eind" of a month are its first ten, next ten and last days; of a week
  monday-tuesday, tuesday-thursday and thursday-friday.
* "maandag kan ik niet" excludes every monday, "niet voor 10 december" all days before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from assistant.domain.dutch import calendar, date_periods, date_relative, date_words
from assistant.domain.dutch.date_model import Atom, DateKind, FoundDate
from assistant.domain.dutch.plain import Plain, plain
from assistant.domain.dutch.problems import Problem

__all__ = ["DateKind", "FoundDate", "find_dates"]

_WORTH_A_LOOK = re.compile(
    r"\d|daag|dag|morgen|ochtend|van ?(?:avond|nacht)|gister|week|weken|maand|jaar|uari|maart|april"
    r"|mei\b"
    r"|juni|juli|august|ember|ober|kerst|pasen|paas|pinkster|maarten|sinterk|valentijn|driekon"
    r"|hemelvaart|prins|halloween|dodenh|oud|carnaval|vakantie|ramadan|feest|chinees"
    r"|zo |zsm|z\.s|asap|eerst|liefst|maakt|wanneer|voorkeur|even"
)
_PATTERNS = (*date_words.PATTERNS, *date_relative.PATTERNS, *date_periods.PATTERNS)
_TO = re.compile(r",? ?(?:-|tot en met|t/m|t\.?e\.?m\.?|tot aan|tot|of|en) ?(?:de )?")
_LIST = re.compile(r" ?(?:,|en|of|, ?en|, ?of|/) ?(?:op |de )?")
_FROM = re.compile(r"\b(?:tussen|van|vanaf) (?:de )?$")
_MODIFIER = re.compile(
    r"\b(?P<word>(?:niet )?(?:eerder|vroeger|later) dan|vanaf|sinds|met ingang van|de dag na"
    r"|de dag voor"
    r"|(?:pas )?na|voor|tot en met|t/m|tot|uiterlijk(?: op)?) (?:op )?(?:de |het )?$"
)
# "Een afspraak voor vrijdag" is on friday, "klaar voor vrijdag" before it.
_PLANNED = re.compile(
    r"\b(?:afspraak|afspreken|\w*plan\w*|zet|reserv\w+|boek\w*|plek\w*|plaats|gaatje|lijst|schrijf"
    r"|ingeschreven|sta|staat|uitgenodigd|opgeroepen|aangemeld|tijdstip)\b[^.?!,;]*$"
)
_DEADLINE = re.compile(
    r"\b(?:nodig|klaar|uiterlijk|moet\w*|binnen|liefst|nog|af|terug|gebeld|betal\w+|inlever\w+"
    r"|opsturen"
    r"|insturen|hebben|verloopt|graag|eerst|niet)\b"
)
_BEFORE_IT = re.compile(calendar.FEAST)
_TODAY = re.compile(r"van")
_ENDS = re.compile(r"(?:het )?einde?\b")
_NOT_BEFORE = re.compile(
    r"\b(?:niet|behalve|uitgezonderd|geen|nooit|maar niet)(?: (?:op|in|de|het|een|graag|meer|pas"
    r"|ergens))* ?$"
)
_NOT_REALLY = re.compile(r"\b(?:kan|kunnen|mag|waarom)(?: \w+)? niet(?: \w+)? ?$")
_NOT_AFTER = re.compile(
    r",? (?:kan|kunnen|lukt|komt|past|schikt|gaat|ben|zijn|is|heb|werk|wil)"
    r"(?: (?:ik|we|wij|het|mij|me|ons|er|dat|helaas|echt|dan|ook|al|een|zelf))*?"
    r" (?:niet|geen|weg|bezet|op vakantie|verhinderd|werken)\b"
    r"| (?:(?:liever|echt|dus|helaas|toch|maar|ook) )*niet\b"
    r"(?! (?:'s|in|voor|na|om|op|te|meer|alleen)\b)"
    r"| (?:op vakantie|met vakantie|afwezig)\b| valt af\b| werk ik\b(?! (?:wel|niet)\b)"
)


def find_dates(text: str, today: date) -> tuple[FoundDate, ...]:
    """Every date, range and exclusion in a text, in its order, read on the day `today`."""
    read = plain(text)
    if not _WORTH_A_LOOK.search(read.text):
        return ()
    atoms = _ranges(read.text, _atoms(read.text, today))
    limited = [_limit(read.text, atom) for atom in atoms]
    unwanted = _unwanted(read.text, limited)
    return tuple(
        _found(read, atom, today, excluded=index in unwanted) for index, atom in enumerate(limited)
    )


def _atoms(text: str, today: date) -> list[Atom]:
    """The longest expressions that do not overlap."""
    found = [
        atom
        for pattern, build in _PATTERNS
        for match in pattern.finditer(text)
        if (atom := _built(build, match, today))
    ]
    found.sort(key=lambda atom: atom.start - atom.end)
    taken: list[Atom] = []
    for atom in found:
        if all(atom.end <= other.start or other.end <= atom.start for other in taken):
            taken.append(atom)
    return sorted(taken, key=lambda atom: atom.start)


def _built(build: date_words.Build, match: re.Match[str], today: date) -> Atom | None:
    try:
        return build(match, today)
    except OverflowError:
        # Before the year 1 or after 9999.
        return None


def _ranges(text: str, atoms: list[Atom]) -> list[Atom]:
    """Join "van maandag tot woensdag" and "tussen kerst en nieuwjaar"."""
    joined: list[Atom] = []
    for atom in atoms:
        before = joined[-1] if joined else None
        if before and before.first and atom.first and _is_range(text, before, atom):
            start = _FROM.search(text, max(0, before.start - 12), before.start)
            joined[-1] = replace(
                _range(before, atom), start=start.start() if start else before.start
            )
        else:
            joined.append(atom)
    return joined


def _is_range(text: str, left: Atom, right: Atom) -> bool:
    gap = text[left.end : right.start]
    if not _TO.fullmatch(gap) or {left.kind, right.kind} - {DateKind.DAY, DateKind.RANGE}:
        return False
    start = _FROM.search(text, max(0, left.start - 12), left.start)
    if "en" in gap.split() and "met" not in gap:
        return bool(start and start[0].startswith("tussen"))
    return "of" not in gap.split()


def _range(left: Atom, right: Atom) -> Atom:
    first, last = left.first, right.last
    problems = tuple(dict.fromkeys((*left.problems, *right.problems)))
    if first and last and last < first:
        # "van donderdag tot maandag" on a Saturday: the second one follows the first.
        by_week = (first - last).days < 7 and not right.absolute
        later = calendar.shift(last, 7) if by_week else calendar.shift_months(last, 12)
        if right.absolute or later is None or later < first:
            return Atom(left.start, right.end, problems=(Problem.IMPOSSIBLE,))
        last = later
    return Atom(
        left.start, right.end, first, last, DateKind.RANGE,
        absolute=left.absolute and right.absolute, problems=problems,
    )  # fmt: skip


def _limit(text: str, atom: Atom) -> Atom:
    """Read "na", "voor", "vanaf" and the like in front."""
    if atom.kind not in (DateKind.DAY, DateKind.RANGE):
        return atom
    match = _MODIFIER.search(text, max(0, atom.start - 30), atom.start)
    if not match:
        return atom
    # "Voor eind januari" is before its end, not before the 21st.
    ends = _ENDS.match(text, atom.start)
    if match["word"] == "voor" and not _BEFORE_IT.match(text, atom.start):
        if _TODAY.match(text, atom.start) or _PLANNED.search(text, 0, match.start()):
            return atom
        if atom.kind is DateKind.DAY and not _DEADLINE.search(text) and atom.first:
            atom = replace(atom, problems=(*atom.problems, Problem.AMBIGUOUS), others=(atom.first,))
    weekday = bool(atom.weekdays)
    atom = replace(atom, start=match.start(), weekdays=frozenset())
    first, last, word = atom.first, atom.last, match["word"]
    if first is None or last is None:
        return atom
    if word in ("de dag na", "de dag voor"):
        day = calendar.shift(last, 1) if word.endswith("na") else calendar.shift(first, -1)
        return replace(atom, first=day, last=day, kind=DateKind.DAY)
    atom = replace(atom, kind=DateKind.RANGE)
    if word.endswith("na") or word == "later dan":
        return replace(atom, first=calendar.shift(last, 1), last=None)
    if word == "sinds" and weekday:
        first = calendar.shift(first, -7)
        return replace(atom, first=first, last=None)
    if word in ("vanaf", "sinds", "met ingang van", "niet eerder dan", "niet vroeger dan"):
        return replace(atom, last=None)
    if word in ("voor", "tot", "eerder dan", "vroeger dan") and not ends:
        return replace(atom, first=None, last=calendar.shift(first, -1))
    return replace(atom, first=None)


def _unwanted(text: str, atoms: list[Atom]) -> set[int]:
    """Which atoms the resident does not want; a word in front or behind counts for a whole list."""
    listed = {
        index
        for index, (left, right) in enumerate(pairwise(atoms), start=1)
        if _LIST.fullmatch(text, left.end, right.start)
    }
    found: set[int] = set()
    for index, atom in enumerate(atoms):
        front = max(0, atom.start - 40)
        inherited = index in listed and index - 1 in found
        said = _NOT_BEFORE.search(text, front, atom.start)
        asked = "?" in text and _NOT_REALLY.search(text, front, atom.start)
        if inherited or (said and not asked):
            found.add(index)
    for index in reversed(range(len(atoms))):
        if _NOT_AFTER.match(text, atoms[index].end) or (index + 1 in listed and index + 1 in found):
            found.add(index)
    return found


def _found(read: Plain, atom: Atom, today: date, *, excluded: bool) -> FoundDate:
    start, end = read.span(atom.start, atom.end)
    first, last, kind, days = atom.first, atom.last, atom.kind, atom.weekdays
    if kind is DateKind.DAY and days:
        if excluded:
            first = last = None
            kind = DateKind.WEEKDAYS
        else:
            days = frozenset()
    problems = atom.problems
    if last and last < today:
        problems = (*problems, Problem.PAST)
    return FoundDate(
        start, end, read.source[start:end], kind, first, last, days, excluded,
        atom.absolute, problems, atom.others,
    )  # fmt: skip
