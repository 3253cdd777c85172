"""What one message says about an appointment, whatever was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.domain.appointments import Detail, Method, find_code
from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.draft import Ask
from assistant.domain.booking.wishes import DayWish, TimeWish, day_wish, time_wish
from assistant.domain.dutch.birth_dates import find_birth_date
from assistant.domain.dutch.contacts import find_emails, find_phones
from assistant.domain.dutch.dates import DateKind, FoundDate, find_dates
from assistant.domain.dutch.party import find_for_other, find_people
from assistant.domain.dutch.people import find_name
from assistant.domain.dutch.problems import Problem
from assistant.domain.dutch.times import FoundTime, TimeKind, find_times
from assistant.domain.dutch.typos import without_typos
from assistant.domain.text import fold

_YES = re.compile(
    r"^(?:(?:oh|nou|euh?|uh|hm+|ah|en) ?,? ?)*"
    r"(?:ja+|jawel|jazeker|jaa?hoor|jep|yep|yes|ok(?:e|ee|ay)?|prima|goed|klopt|akkoord|graag|zeker|top"
    r"|perfect|correct|inderdaad|natuurlijk|uiteraard|doe maar|doen|in orde|helemaal goed|mooi|fijn"
    r"|(?:dat|het|dit|alles) (?:klopt|is goed|is prima|is akkoord|is in orde)|is goed|bevestig\w*"
    r"|lekker|lijkt (?:me|mij) (?:goed|prima|top)|past (?:me|mij)?|komt goed uit)\b"
)
_NO = re.compile(
    r"^(?:(?:oh|nou|euh?|uh|hm+|ah|sorry) ?,? ?)*"
    r"(?:nee+|neen|nope|niet|liever niet|toch niet|(?:dat |het |dit )?klopt niet|onjuist|fout"
    r"|(?:dat |het |dit )?is niet (?:goed|juist|oke)|stop|laat maar)\b"
)
_BUT = re.compile(r"\b(?:maar|niet|nee|alleen|behalve|tenzij|wacht|toch|liever|eerst|misschien)\b")
_GO_ON = re.compile(r"\b(?:doe|ga|boek|zet|maak|plan|kom|is|dat) maar\b|\bmaar goed\b|\bhoor\b")
"""In a yes these take nothing back: "ja, doe maar"."""
_LATER = re.compile(
    r"\b(?:geen code|code (?:\w+ )?(?:kwijt|niet)|kwijt|weet (?:ik )?(?:het )?(?:nog )?niet"
    r"|even (?:kijken|nadenken|overleggen)|misschien)\b"
)
_ORDINAL = re.compile(
    r"\b(?P<which>eerste|1e|tweede|2e|derde|3e|vierde|4e|vijfde|5e|laatste|bovenste|onderste)\b"
    r"(?!\s+(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december|week|maand|keer|verdieping|kind))"
)
_FIRST_OR_LAST = re.compile(
    r"\b(?P<which>eerste|laatste) (?:vrije |beschikbare )?"
    r"(?:tijd|tijdstip|plek|plaats|moment|mogelijkheid|optie|uur|gaatje)\b"
)
_ORDINALS = {
    "eerste": 0, "1e": 0, "bovenste": 0, "tweede": 1, "2e": 1, "derde": 2, "3e": 2, "vierde": 3,
    "4e": 3, "vijfde": 4, "5e": 4, "laatste": -1, "onderste": -1,
}  # fmt: skip
_METHODS = (
    (Method.VIDEO, re.compile(r"\b(?:video\w*|beeldbel\w*|beeldbellen|via (?:een )?webcam)\b")),
    (
        Method.PHONE,
        re.compile(
            r"\b(?:telefonisch\w*|belafspraak|(?:via|door|per|over) de telefoon|per telefoon"
            r"|(?:wil|word|worden) (?:graag |liever )?gebeld|bel (?:mij|me))\b"
        ),
    ),
    (
        Method.DESK,
        re.compile(
            r"\b(?:langs ?komen|kom(?:en)? (?:[a-z]+ )?langs|aan (?:de|het) (?:balie|loket)"
            r"|op (?:het )?(?:stadhuis|stadskantoor|gemeentehuis)|fysiek|in persoon|persoonlijk)\b"
        ),
    ),
)
_OTHER_PLACE = re.compile(
    r"\b(?:ander[es]? (?:locatie|plaats|vestiging|stadhuis|stadskantoor|balie|loket|stadswinkel)"
    r"|ergens anders|andere locaties)\b"
)
_OTHER_TIME = re.compile(
    r"\b(?:ander[es]? (?:dag|datum|tijd(?:stip)?|moment|uur|optie|keer)|iets anders|geen van"
    r"|geen (?:een|enkele)|(?:andere|meer) (?:tijden|dagen|data|opties|mogelijkheden))\b"
)
_EARLIER = re.compile(
    r"\b(?:eerdere? (?:plek|plaats|moment|tijd|afspraak|datum)|wachtlijst"
    r"|(?:kan|kon|zou) (?:ik|het|dat) (?:niet |ook |nog )?(?:wat )?eerder|op de wachtlijst"
    r"|eerder (?:komen|terecht|graag)|als (?:er )?(?:iets )?eerder)\b|^eerder[.! ]*$"
)
_LATER_TIME = re.compile(r"^(?:(?:iets|wat|liever|graag|kan het) )*later(?: op de dag)?[.!? ]*$")
_CANCELS = re.compile(
    r"\b(?:afzeg\w*|zeg (?:\w+ ){0,6}af|afgezegd|annule\w*|cancel\w*|geannuleerd|laat\w* vervallen"
    r"|niet meer nodig|schrap\w*|gaat niet door)\b"
)
_MOVES = re.compile(
    r"\b(?:verzet\w*|verplaats\w*|verschuif\w*|verschuiv\w*|wijzig\w*|verander\w*|omzetten|ompla\w+"
    r"|andere (?:dag|datum|tijd)|naar een ander\w*)\b"
)
_CANNOT = re.compile(
    r"\b(?:kan|kunnen|red|haal|lukt|komen?)\b[^.?!]{0,40}\bniet\b|\bverhinderd\b"
    r"|\b(?:ik ben|ben ik) (?:dan )?(?:er niet|ziek|weg)\b"
)
_DAYS_LATER = re.compile(
    r"\b(?P<n>een|1|twee|2) (?P<unit>dag(?:en)?|week)(?:je)? (?P<way>later|eerder|vroeger)\b"
)
# Where an appointment is talked about, "9.15" is a time and no price.
_CLOCK = re.compile(
    r"(?<![\d.,:€/-])(?<!om )(?<!€ )(?<!rond )(?<!\d )"
    r"((?:[01]?\d|2[0-3])[.:][0-5]\d)(?![\d.,/-]*\d)"
)
_NOT_BEFORE = re.compile(
    r"\bniet (?:eerder dan|voor) (?=\d{1,2}(?:[.:]\d\d)? ?(?:u\b|uur))", re.IGNORECASE
)
_HISTORY = re.compile(
    r"\b(?:verloopt|verlopen|verliep|geldig|geboren|vervalt|jarig|verjaar\w*|sinds)\b"
    r"(?: (?:op|tot|in|is|per|de|was))*[ :]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """`problems` are those of days and times that were said and cannot be used, and
    `problem_words` how the first of them was said. `pick` is "first"
    or "last" where the resident leaves the choice; `ordinal` the place of an offer in its list, -1
    the last. `shift` is so many days later (or earlier, below zero) than what was talked about.
    `told` names what the resident told of himself beside name and birth date; the values
    were kept before the text was masked.
    """

    products: tuple[str, ...] = ()
    people: int | None = None
    for_other: bool = False
    method: Method | None = None
    days: tuple[tuple[DayWish, FoundDate], ...] = ()
    any_day: bool = False
    times: tuple[TimeWish, ...] = ()
    problems: frozenset[Problem] = frozenset()
    problem_words: str = ""
    pick: str = ""
    ordinal: int | None = None
    name: str = ""
    birth_date: date | None = None
    told: frozenset[Detail] = frozenset()
    code: str = ""
    shift: int = 0
    yes: bool = False
    no: bool = False
    undecided: bool = False
    other_place: bool = False
    other_time: bool = False
    earlier: bool = False
    later: bool = False
    question: bool = False
    cancels: bool = False
    moves: bool = False
    cannot: bool = False

    @property
    def when(self) -> bool:
        """Whether it says anything about when."""
        return bool(
            self.days or self.times or self.any_day or self.pick or self.problems or self.later
            or self.shift
        )  # fmt: skip

    @property
    def anything(self) -> bool:
        """Whether there is anything in it that a draft can use."""
        return bool(
            self.when or self.products or self.people or self.method or self.name
            or self.birth_date or self.told or self.code or self.yes or self.no or self.undecided
            or self.other_place or self.other_time or self.earlier or self.ordinal is not None
        )  # fmt: skip


def read(text: str, today: date, catalogue: Catalogue, ask: Ask = Ask.NOTHING) -> Facts:
    """Read one message, masked, on the day `today`, after the question `ask`."""
    text = _NOT_BEFORE.sub("vanaf ", without_typos(text))
    folded = " ".join(fold(text).replace("’", "'").split())
    ordinal = _ordinal(folded) if ask in (Ask.PLACE, Ask.WHICH, Ask.DAY) else None
    born = find_birth_date(text, today) if ask in (Ask.BIRTH_DATE, Ask.PROOF) else None
    dates = () if ordinal is not None or born else find_dates(text, today)
    dates = tuple(one for one in dates if not _is_history(text, one))
    times = find_times(_CLOCK.sub(r"om \1", text), asked=ask in (Ask.PLACE, Ask.DAY))
    shift = _shift(folded)
    if shift:
        dates = ()
    days = tuple((wish, found) for found in dates if (wish := day_wish(found)) is not None)
    no = bool(_NO.search(folded))
    yes = not no and (bool(_YES.search(folded)) or "👍" in text)
    told = {Detail.EMAIL} if find_emails(text) else set()
    if find_phones(text):
        told.add(Detail.PHONE)
    name = find_name(text, asked=ask is Ask.NAME and not yes)
    return Facts(
        products=catalogue.named_in(text),
        people=find_people(text),
        for_other=find_for_other(text),
        method=next((m for m, words in _METHODS if words.search(folded)), None),
        days=days,
        any_day=any(one.kind in (DateKind.ANY, DateKind.SOON) for one in dates),
        times=tuple(wanted for one in times if (wanted := time_wish(one)) is not None),
        problems=_problems(dates, times),
        problem_words=_first_problem(dates, times),
        pick=_pick(times, dates, ask) or _picked(folded, ask),
        ordinal=ordinal,
        name=name,
        birth_date=born,
        told=frozenset(told),
        code=find_code(text) if ask in (Ask.CODE, Ask.PROOF) or "-" in text else "",
        shift=shift,
        yes=yes and not (_BUT.search(_rest(folded)) or "?" in text),
        no=no,
        undecided=bool(_LATER.search(folded)),
        other_place=bool(_OTHER_PLACE.search(folded)),
        other_time=bool(_OTHER_TIME.search(folded)),
        earlier=bool(_EARLIER.search(folded)),
        later=bool(_LATER_TIME.search(folded)),
        question="?" in text,
        cancels=bool(_CANCELS.search(folded)),
        moves=bool(_MOVES.search(folded)),
        cannot=bool(_CANNOT.search(folded)),
    )


def _is_history(text: str, found: FoundDate) -> bool:
    """A day on which something is or was, not one to come: "verloopt op 3 december"."""
    return bool(_HISTORY.search(text[: found.start]))


def _shift(folded: str) -> int:
    match = _DAYS_LATER.search(folded)
    if match is None:
        return 0
    days = 7 if match["unit"] == "week" else {"een": 1, "1": 1, "twee": 2, "2": 2}[match["n"]]
    return days if match["way"] == "later" else -days


def _rest(folded: str) -> str:
    """What follows the yes: "ja, maar liever om tien uur"."""
    match = _YES.search(folded)
    return _GO_ON.sub(" ", folded[match.end() :]) if match else ""


def _ordinal(folded: str) -> int | None:
    match = _ORDINAL.search(folded)
    return _ORDINALS[match["which"]] if match else None


def _problems(dates: tuple[FoundDate, ...], times: tuple[FoundTime, ...]) -> frozenset[Problem]:
    """What must be told before anything is done; an ambiguity is settled by the read-back."""
    serious = {Problem.IMPOSSIBLE, Problem.PAST, Problem.CONTRADICTION, Problem.UNKNOWN}
    said = [p for day in dates if not day.excluded for p in day.problems]
    said += [p for moment in times if not moment.excluded for p in moment.problems]
    return frozenset(said) & serious


def _picked(folded: str, ask: Ask) -> str:
    """ "De laatste tijd" of a day of which no times were shown yet."""
    match = None if ask is Ask.PLACE else _FIRST_OR_LAST.search(folded)
    return "" if match is None else "last" if match["which"] == "laatste" else "first"


def _first_problem(dates: tuple[FoundDate, ...], times: tuple[FoundTime, ...]) -> str:
    said = [day.text for day in dates if day.problems] + [t.text for t in times if t.problems]
    return said[0] if said else ""


def _pick(times: tuple[FoundTime, ...], dates: tuple[FoundDate, ...], ask: Ask) -> str:
    kinds = {one.kind for one in times}
    if TimeKind.LAST in kinds:
        return "last"
    # "Maakt niet uit" is about the day where a day was asked.
    named = any(one.kind not in (DateKind.ANY, DateKind.SOON) for one in dates)
    open_day = not named and ask is not Ask.PLACE and any(o.kind is DateKind.ANY for o in dates)
    soon = any(one.kind is DateKind.SOON for one in dates)
    if soon or TimeKind.FIRST in kinds or (TimeKind.ANY in kinds and not open_day):
        return "first"
    return ""
