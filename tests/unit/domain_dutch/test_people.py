"""Names, birth dates and company in what residents write and say."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from assistant.domain.dutch.agenda_text import DUTCH_TIME, day_text, moment_text, time_text
from assistant.domain.dutch.birth_dates import find_birth_date
from assistant.domain.dutch.party import find_for_other, find_people
from assistant.domain.dutch.people import find_name
from assistant.domain.dutch.typos import without_typos

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jan de vries", "Jan de Vries"),
        ("De Vries, Jan", "Jan de Vries"),
        ("mevrouw El Amrani", "El Amrani"),
        ("J.P. Bakker", "J.P. Bakker"),
        ("eh dat is sanne visser", "Sanne Visser"),
        ("ijsbrand van der meer", "IJsbrand van der Meer"),
        ("FATIMA EL AMRANI", "Fatima El Amrani"),
        ("Anna-Marie van 't Hof", "Anna-Marie van 't Hof"),
        ("Sanne Visser en mijn email is [e-mailadres]", "Sanne Visser"),
        ("kees", "Kees"),
    ],
)
def test_bare_name_is_one_when_it_was_asked(text: str, name: str) -> None:
    assert find_name(text, asked=True) == name


@pytest.mark.parametrize(
    "text",
    ["ja", "weet ik niet", "wat kost het?", "doe maar dinsdag", "dat wil ik niet zeggen", "12", "",
     "ik wil eerst weten wat het kost", "[e-mailadres]", "van de", "annuleren"],
)  # fmt: skip
def test_no_name_is_none_also_when_it_was_asked(text: str) -> None:
    assert find_name(text, asked=True) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ik heet jan de vries en mijn nummer is [telefoonnummer]", "Jan de Vries"),
        ("paspoort morgen op naam van Sanne Visser, mail naar [e-mailadres]", "Sanne Visser"),
        ("op naam van p. jansen graag", "P. Jansen"),
        ("u spreekt met mevrouw jansen", "Jansen"),
        ("met spoed een afspraak", ""),
        ("op naam van de gemeente", ""),
        ("Jan de Vries", ""),
    ],
)
def test_name_among_other_things_is_told_as_one(text: str, name: str) -> None:
    assert find_name(text, asked=False) == name


@pytest.mark.parametrize(
    "text",
    ["12-05-1988", "12 mei 1988", "12/5/88", "twaalf mei achtentachtig", "12051988", "1988-05-12",
     "12 mei '88", "twaalf mei negentienhonderd achtentachtig", "twaalf vijf achtentachtig",
     "ik ben geboren op 12 mei 1988"],
)  # fmt: skip
def test_birth_date_in_all_its_forms(text: str) -> None:
    assert find_birth_date(text, TODAY) == date(1988, 5, 12)


@pytest.mark.parametrize("text", ["31-02-1988", "27-11-2026", "1-1-1890", "mei 1988", "geen", ""])
def test_day_on_which_nobody_can_be_born(text: str) -> None:
    assert find_birth_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("voor 3 personen", 3),
        ("met z'n tweeën", 2),
        ("met zijn drieën", 3),
        ("mijn man en ik", 2),
        ("voor mij en mijn twee kinderen", 3),
        ("voor mijn 3 kinderen en mezelf", 4),
        ("alleen ik", 1),
        ("voor ons gezin van vier", 4),
        ("2 paspoorten", 2),
        ("voor mijn moeder", None),
        ("morgen om 3 uur", None),
    ],
)
def test_how_many_come(text: str, people: int | None) -> None:
    assert find_people(text) == people


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("voor mijn moeder", True),
        ("namens mijn man", True),
        ("mijn zoontje moet een paspoort", True),
        ("voor iemand anders", True),
        ("voor mij en mijn dochter", False),
        ("mijn man en ik", False),
        ("voor mijn rijbewijs", False),
    ],
)
def test_for_whom(text: str, other: bool) -> None:
    assert find_for_other(text) is other


def test_days_and_times_as_one_reads_them() -> None:
    assert day_text(TODAY, TODAY) == "vandaag, donderdag 26 november"
    assert day_text(date(2026, 11, 27), TODAY) == "morgen, vrijdag 27 november"
    assert day_text(date(2026, 12, 3), TODAY) == "donderdag 3 december"
    assert day_text(date(2027, 11, 26), TODAY) == "vrijdag 26 november 2027"
    start = datetime(2026, 12, 3, 14, 5, tzinfo=DUTCH_TIME)
    assert time_text(start.time()) == "14.05 uur"
    assert moment_text(start, TODAY) == "donderdag 3 december om 14.05 uur"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dinsadg 1 decembr", "dinsdag 1 december"),
        ("donderag", "donderdag"),
        ("vrijdagg", "vrijdag"),
        ("volgnde week", "volgende week"),
        ("'s middags op zondags", "'s middags op zondags"),
        ("ik woon in Maastricht", "ik woon in Maastricht"),
    ],
)
def test_days_and_months_that_slipped(typed: str, meant: str) -> None:
    assert without_typos(typed) == meant
