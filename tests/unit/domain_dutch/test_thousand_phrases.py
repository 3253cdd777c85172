"""A thousand ways to say when, against arithmetic of its own.

Each phrase is made from a structure, and the answer is worked out from the same structure by the
plain calendar below: nothing of the code under test is used for it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest

from assistant.domain.booking.facts import Facts, read
from assistant.settings import ROOT
from kb.library import Library

COUNT = 1000
SEED = 20261126
AHEAD = 270
"""Days. A date without a year that is later than this may as well be one of the past 90 days, and
is then read so: "15 november" on the 23rd."""
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december")  # fmt: skip
NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
           "elf", "twaalf")  # fmt: skip
# Around new year, a leap day, both changes of the clock, and ordinary days.
TODAYS = (date(2026, 11, 23), date(2026, 12, 30), date(2027, 1, 1), date(2028, 2, 27),
          date(2026, 3, 27), date(2026, 10, 23), date(2026, 7, 15), date(2027, 5, 2))  # fmt: skip
# None says "afspraak": "een afspraak voor 11 uur" is one at eleven, and "voor 11 uur" before it.
FRAMES = ("{}", "{} graag", "kan het {}?", "ik wil {} komen", "doe maar {}", "liefst {}",
          "nieuw paspoort {}", "rijbewijs {}", "iets met vragen {}", "heeft u {} plek?", "eh {}", "{} aub")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """`days` are exactly the days meant (None: nothing was said of them); the same for times."""

    words: str
    days: frozenset[date] | None = None
    first: time | None = None
    last: time | None = None
    exact: bool = False


Make = Callable[[random.Random, date], Said]


def next_weekday(today: date, number: int, weeks: int = 0) -> date:
    """The first such day after today."""
    ahead = (number - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + 7 * weeks)


def monday_of_next_week(today: date) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(days=7)


def days(first: date, count: int = 1) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range(count))


def relative(chance: random.Random, today: date) -> Said:
    words, ahead = chance.choice([("vandaag", 0), ("morgen", 1), ("overmorgen", 2)])
    return Said(words, days(today + timedelta(days=ahead)))


def weekday(chance: random.Random, today: date) -> Said:
    number = chance.randrange(7)
    lead = chance.choice(("", "op ", "aanstaande ", "komende "))
    return Said(f"{lead}{DAYS[number]}", days(next_weekday(today, number)))


def weekday_of_next_week(chance: random.Random, today: date) -> Said:
    number = chance.randrange(7)
    form = chance.choice(("volgende week {}", "{} volgende week", "{} in de volgende week"))
    day = monday_of_next_week(today) + timedelta(days=number)
    return Said(form.format(DAYS[number]), days(day))


def next_week(_: random.Random, today: date) -> Said:
    return Said("volgende week", days(monday_of_next_week(today), 7))


def in_some_days(chance: random.Random, today: date) -> Said:
    number = chance.randrange(2, 13)
    shown = chance.choice((str(number), NUMBERS[number]))
    unit, length = chance.choice((("dagen", 1), ("weken", 7)))
    ahead = today + timedelta(days=number * length)
    return Said(f"over {shown} {unit}", days(ahead) if unit == "dagen" else None)


def day_of_month(chance: random.Random, today: date) -> Said:
    day = today + timedelta(days=chance.randrange(1, AHEAD))
    form = chance.choice(("{d} {m}", "{d}e {m}", "de {d}e {m}", "op {d} {m}", "{d} {m} {y}"))
    words = form.format(d=day.day, m=MONTHS[day.month - 1], y=day.year)
    return Said(words, days(day))


def in_figures(chance: random.Random, today: date) -> Said:
    day = today + timedelta(days=chance.randrange(1, AHEAD))
    form = chance.choice(("{0.day}-{0.month}-{0.year}", "{0.day:02}/{0.month:02}/{0.year}"))
    return Said(form.format(day), days(day))


def weekday_with_date(chance: random.Random, today: date) -> Said:
    day = today + timedelta(days=chance.randrange(1, 200))
    return Said(f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}", days(day))


def hour(chance: random.Random, _: date) -> Said:
    number, minute = chance.randrange(9, 18), chance.choice((0, 15, 30, 45))
    form = chance.choice(("om {h}.{m:02} uur", "om {h}:{m:02}", "{h}.{m:02} uur"))
    moment = time(number, minute)
    return Said(form.format(h=number, m=minute), first=moment, exact=True)


def hour_in_words(chance: random.Random, _: date) -> Said:
    number = chance.choice((9, 10, 11, 12, 1, 2, 3, 4))
    real = number if number > 8 else number + 12
    kind = chance.randrange(4)
    if kind == 0:
        return Said(f"om {NUMBERS[number]} uur", first=time(real), exact=True)
    if kind == 1:
        return Said(f"om half {NUMBERS[number]}", first=time(real - 1, 30), exact=True)
    if kind == 2:
        return Said(f"om kwart over {NUMBERS[number]}", first=time(real, 15), exact=True)
    return Said(f"om kwart voor {NUMBERS[number]}", first=time(real - 1, 45), exact=True)


def after_or_before(chance: random.Random, _: date) -> Said:
    number = chance.randrange(10, 17)
    if chance.random() < 0.5:
        return Said(f"na {number} uur", first=time(number))
    return Said(f"voor {number} uur", last=time(number))


def between(chance: random.Random, _: date) -> Said:
    first = chance.randrange(9, 15)
    last = first + chance.randrange(1, 4)
    return Said(f"tussen {first} en {last} uur", first=time(first), last=time(last))


def part_of_day(chance: random.Random, _: date) -> Said:
    words, first, last = chance.choice(
        (("in de ochtend", None, time(12)), ("'s ochtends", None, time(12)),
         ("in de middag", time(12), time(18)), ("'s middags", time(12), time(18)))
    )  # fmt: skip
    return Said(words, first=first, last=last)


def both(make_day: Make, make_time: Make) -> Make:
    def made(chance: random.Random, today: date) -> Said:
        day, moment = make_day(chance, today), make_time(chance, today)
        return Said(
            f"{day.words} {moment.words}", day.days, moment.first, moment.last, moment.exact
        )

    return made


DAY_MAKERS: tuple[Make, ...] = (
    relative, weekday, weekday_of_next_week, next_week, in_some_days, day_of_month, in_figures,
    weekday_with_date,
)  # fmt: skip
TIME_MAKERS: tuple[Make, ...] = (hour, hour_in_words, after_or_before, between, part_of_day)
MAKERS: tuple[Make, ...] = (
    *DAY_MAKERS,
    *TIME_MAKERS,
    *(both(day, moment) for day in DAY_MAKERS for moment in TIME_MAKERS),
)
CATALOGUE = Library(ROOT / "kb").catalogue("rotterdam")


def phrases() -> Iterator[tuple[date, Said]]:
    chance = random.Random(SEED)
    for number in range(COUNT):
        today = TODAYS[number % len(TODAYS)]
        said = MAKERS[number % len(MAKERS)](chance, today)
        frame = chance.choice(FRAMES)
        words = frame.format(said.words)
        yield today, Said(words, said.days, said.first, said.last, said.exact)


def understood_days(facts: Facts, today: date) -> frozenset[date] | None:
    """Every day of more than a year that is wanted."""
    wanted = [wish for wish, _ in facts.days if not wish.excluded]
    if not wanted:
        return None
    year = (today + timedelta(days=n) for n in range(-40, 420))
    return frozenset(day for day in year if any(wish.covers(day) for wish in wanted))


def wrong(today: date, said: Said) -> str:
    """What was understood otherwise; empty where it is right."""
    facts = read(said.words, today, CATALOGUE)
    if said.days is not None and understood_days(facts, today) != said.days:
        return f"days {[(w.first, w.last) for w, _ in facts.days]}, not {sorted(said.days)[:3]}"
    if said.first is None and said.last is None:
        return "" if not facts.times else f"a time: {facts.times}"
    wanted = [wish for wish in facts.times if not wish.excluded]
    if len(wanted) != 1:
        return f"times {facts.times}"
    for minutes in range(8 * 60, 19 * 60, 5):
        moment = time(minutes // 60, minutes % 60)
        if said.exact:
            meant = moment == said.first
        else:
            after = said.first is None or said.first <= moment
            meant = after and (said.last is None or moment < said.last)
        if wanted[0].covers(moment) is not meant:
            return f"{moment} is {'wanted' if meant else 'not wanted'}: {wanted[0]}"
    return ""


def test_a_thousand_phrases_mean_what_the_calendar_says() -> None:
    made = list(phrases())
    assert len({said.words for _, said in made}) > COUNT * 0.8
    failed = [
        f"{today} {said.words!r}: {what}" for today, said in made if (what := wrong(today, said))
    ]
    assert failed == []


@pytest.mark.parametrize(
    ("words", "days_meant"),
    [("morgen", frozenset({date(2026, 11, 25)})), ("1 december", None)],
)
def test_the_test_itself_can_fail(words: str, days_meant: frozenset[date] | None) -> None:
    said = Said(words, days_meant, first=time(9), exact=True)
    assert wrong(date(2026, 11, 23), said) != ""
