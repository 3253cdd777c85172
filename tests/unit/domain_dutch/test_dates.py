"""Dates as people say them, on Monday 23 November 2026 unless the case says otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.dutch.dates import DateKind, find_dates
from assistant.domain.dutch.problems import Problem
from tests.unit.domain_dutch.shown import dates

MONDAY = date(2026, 11, 23)

NEAR = [
    ("vandaag", "2026-11-23"),
    ("kan het vandaag nog?", "2026-11-23"),
    ("morgen", "2026-11-24"),
    ("rijbewijs morgen", "2026-11-24"),
    ("Morgen graag", "2026-11-24"),
    ("morgenochtend", "2026-11-24"),
    ("morgenvroeg om acht uur", "2026-11-24"),
    ("overmorgen", "2026-11-25"),
    ("vanmiddag", "2026-11-23"),
    ("vanavond", "2026-11-23"),
    ("vanmorgen stond er water", "2026-11-23"),
    ("gisteren", "2026-11-22 !past"),
    ("gisteravond was er overlast", "2026-11-22 !past"),
    ("eergisteren", "2026-11-21 !past"),
    ("goedemorgen", ""),
    ("goede morgen, ik heb een vraag", ""),
    ("goedemorgen, mag ik morgen komen", "2026-11-24"),
    ("'s morgens ben ik thuis", ""),
    ("in de morgen", ""),
]
WEEKDAY = [
    ("vrijdag", "2026-11-27"),
    ("op vrijdag", "2026-11-27"),
    ("maandag", "2026-11-30"),
    ("komende vrijdag", "2026-11-27"),
    ("aanstaande vrijdag", "2026-11-27"),
    ("vrijdag a.s.", "2026-11-27"),
    ("a.s. vrijdag", "2026-11-27"),
    ("vrijdagmiddag", "2026-11-27"),
    ("deze vrijdag", "2026-11-27"),
    ("volgende vrijdag", "2026-11-27 !ambiguous ?2026-12-04"),
    ("volgende maandag", "2026-11-30"),
    ("afgelopen vrijdag", "2026-11-20 !past"),
    ("vorige maandag", "2026-11-16 !past"),
    ("maandag jl.", "2026-11-16 !past"),
    ("sinds zondagnacht", "2026-11-22.."),
    ("vrijdag of maandag", "2026-11-27 | 2026-11-30"),
    ("het liefst dinsdag of donderdag", "2026-11-24 | 2026-11-26"),
    ("dinsdag over een week", "2026-12-01"),
    ("zondag over drie weken", "2026-12-20"),
    ("maandag in acht dagen", "2026-12-07"),
    ("donderdag over acht dagen", "2026-12-03"),
    ("donderdag veertien dagen", "2026-12-10"),
    ("vandaag over 14 dagen", "2026-12-07"),
    ("morgen over een week", "2026-12-01"),
    ("volgende week donderdag", "2026-12-03"),
    ("volgende week op donderdag", "2026-12-03"),
    ("donderdag volgende week", "2026-12-03"),
    ("woensdag in de volgende week", "2026-12-02"),
    ("deze week donderdag", "2026-11-26"),
    ("vorige week donderdag", "2026-11-19 !past"),
    ("over drie weken op dinsdag", "2026-12-15"),
    ("over een week dinsdag", "2026-12-01"),
    ("eerste dinsdag van december", "2026-12-01"),
    ("de tweede maandag van januari 2027", "2027-01-11"),
    ("laatste vrijdag van de maand", "2026-11-27"),
    ("laatste vrijdag van december", "2026-12-25"),
    ("laatste dag van de maand", "2026-11-30"),
    ("vijfde maandag van februari", "!impossible"),
    ("'s maandags", "ma"),
    ("elke dinsdag", "di"),
    ("op een dinsdag", "di"),
    ("op dinsdagen", "di"),
    ("doordeweeks", "ma,di,wo,do,vr"),
    ("op werkdagen", "ma,di,wo,do,vr"),
    ("in het weekend", "za,zo"),
    ("alleen in de weekenden", "za,zo"),
    ("vrijdags", "vr"),
    ("iedere zaterdag", "za"),
]
DISTANCE = [
    ("over een week", "2026-11-30"),
    ("over drie weken", "2026-12-14"),
    ("over 14 dagen", "2026-12-07"),
    ("over veertien dagen", "2026-12-07"),
    ("over 8 dagen", "2026-12-01"),
    ("over een maand", "2026-12-23"),
    ("over twee maanden", "2027-01-23"),
    ("over een half jaar", "2027-05-23"),
    ("over een jaar", "2027-11-23"),
    ("over een paar dagen", "2026-11-25..2026-11-27"),
    ("binnen twee weken", "2026-11-23..2026-12-07"),
    ("binnen nu en een maand", "2026-11-23..2026-12-23"),
    ("de komende twee weken", "2026-11-23..2026-12-07"),
    ("twee weken geleden", "2026-11-09 !past"),
    ("een week geleden", "2026-11-16 !past"),
    ("tien jaar geleden", "2016-11-23 !past"),
]
PERIOD = [
    ("volgende week", "2026-11-30..2026-12-06"),
    ("ergens volgende week", "2026-11-30..2026-12-06"),
    ("deze week nog", "2026-11-23..2026-11-29"),
    ("begin volgende week", "2026-11-30..2026-12-01"),
    ("eind volgende week", "2026-12-03..2026-12-04"),
    ("eind van de week", "2026-11-26..2026-11-27"),
    ("de week van 7 december", "2026-12-07..2026-12-13"),
    ("week 50", "2026-12-07..2026-12-13"),
    ("in week 3", "2027-01-18..2027-01-24"),
    ("week 53", "2026-12-28..2027-01-03"),
    ("week 60", "!impossible"),
    ("week 53 2027", "!impossible"),
    ("dit weekend", "2026-11-28..2026-11-29"),
    ("komend weekend", "2026-11-28..2026-11-29"),
    ("afgelopen weekend", "2026-11-21..2026-11-22 !past"),
    ("volgend weekend", "2026-11-28..2026-11-29 !ambiguous ?2026-12-05 ?2026-12-06"),
    ("na het weekend", "2026-11-30.."),
    ("volgende maand", "2026-12-01..2026-12-31"),
    ("deze maand", "2026-11-23..2026-11-30"),
    ("begin januari", "2027-01-01..2027-01-10"),
    ("half januari", "2027-01-11..2027-01-20"),
    ("medio december", "2026-12-11..2026-12-20"),
    ("eind januari", "2027-01-21..2027-01-31"),
    ("eind van de maand", "2026-11-23..2026-11-30"),
    ("tweede helft van januari", "2027-01-16..2027-01-31"),
    ("in januari", "2027-01-01..2027-01-31"),
    ("in mei 2027", "2027-05-01..2027-05-31"),
    ("eind mei 2027", "2027-05-21..2027-05-31"),
    ("in de eerste week van januari", "2027-01-01..2027-01-07"),
    ("volgend jaar", "2027-01-01..2027-12-31"),
    ("in 2027", "2027-01-01..2027-12-31"),
    ("begin volgend jaar", "2027-01-01..2027-02-28"),
    ("tussen 3 en 7 maart", "2027-03-03..2027-03-07"),
    ("van 3 tot en met 7 maart", "2027-03-03..2027-03-07"),
    ("3 t/m 7 maart", "2027-03-03..2027-03-07"),
    ("3-7 maart", "2027-03-03..2027-03-07"),
    ("3 en 7 maart", "2027-03-03 | 2027-03-07"),
    ("3, 5 of 7 maart", "2027-03-03 | 2027-03-05 | 2027-03-07"),
    ("van 28 december tot 3 januari", "2026-12-28..2027-01-03"),
    ("van maandag tot en met donderdag", "2026-11-30..2026-12-03"),
    ("tussen maandag en woensdag", "2026-11-30..2026-12-02"),
    ("tussen 29 en 31 februari", "!impossible"),
    ("vanaf 10 december", "2026-12-10.."),
    ("na 10 december", "2026-12-11.."),
    ("tot 10 december", "..2026-12-09"),
    ("tot en met 10 december", "..2026-12-10"),
    ("uiterlijk 1 januari", "..2027-01-01"),
    ("niet eerder dan 10 december", "2026-12-10.."),
    ("vanaf volgende maand", "2026-12-01.."),
    ("voor eind januari", "..2027-01-31"),
    ("ik heb het voor vrijdag nodig", "..2026-11-26"),
    ("een afspraak voor vrijdag", "2026-11-27"),
    ("zet mij op de lijst voor woensdagochtend", "2026-11-25"),
    ("voor vrijdag", "..2026-11-26 !ambiguous ?2026-11-27"),
]
ABSOLUTE = [
    ("15 december", "2026-12-15"),
    ("15 dec", "2026-12-15"),
    ("15 dec.", "2026-12-15"),
    ("15december", "2026-12-15"),
    ("de 15e december", "2026-12-15"),
    ("vijftien december", "2026-12-15"),
    ("de vijftiende december", "2026-12-15"),
    ("vijftien december tweeduizend zesentwintig", "2026-12-15"),
    ("vijf mei tweeduizend zeven en twintig", "2027-05-05"),
    ("drieëntwintig december", "2026-12-23"),
    ("15 december 2026", "2026-12-15"),
    ("15/12", "2026-12-15"),
    ("15-12", "2026-12-15"),
    ("15/12/2026", "2026-12-15"),
    ("15-12-2026", "2026-12-15"),
    ("15.12.2026", "2026-12-15"),
    ("15-12-26", "2026-12-15"),
    ("2026-12-15", "2026-12-15"),
    ("geboren 15 3 1980", "1980-03-15 !past"),
    ("15031980", "1980-03-15 !past"),
    ("brief van 20-11", "2026-11-20 !past"),
    ("de eerste van de maand", "2026-12-01"),
    ("1 jan '27", "2027-01-01"),
    ("15 december volgend jaar", "2027-12-15"),
    ("3 januari", "2027-01-03"),
    ("1 augustus", "2027-08-01"),
    ("wo 2 dec", "2026-12-02"),
    ("woensdag 2 december", "2026-12-02"),
    ("zondag 29 november 2026", "2026-11-29"),
    ("15 februarie", "2027-02-15"),
    ("de 15e", "2026-12-15"),
    ("op de 2e", "2026-12-02"),
    ("de vijftiende", "2026-12-15"),
    ("de 30e", "2026-11-30"),
    ("de 31e", "2026-12-31"),
    ("de 3e van volgende maand", "2026-12-03"),
    ("15 november", "2026-11-15 !past"),
    ("15-11-2026", "2026-11-15 !past"),
    ("12 maart jl.", "2026-03-12 !past"),
    ("ik ben geboren op 3-5-85", "1985-05-03 !past"),
    ("geboren 3 mei 1985", "1985-05-03 !past"),
    ("31 februari", "!impossible"),
    ("30/2", "!impossible"),
    ("32 maart", "!impossible"),
    ("31 november", "!impossible"),
    ("31-11-2026", "!impossible"),
    ("29-2-2027", "!impossible"),
    ("29 februari", "!impossible"),
    ("29 februari 2028", "2028-02-29"),
    ("op 15/13", "!impossible"),
    ("0 maart", "!impossible"),
    ("op de 32e", "!impossible"),
    ("maandag 2 december", "2026-12-02 !contradiction"),
    ("vrijdag 13 november", "2026-11-13 !past"),
    ("vrijdag de dertiende", "2026-12-13 !contradiction"),
]
FEAST = [
    ("na de kerst", "2026-12-27.."),
    ("voor de kerst", "..2026-12-24"),
    ("afspraak voor de kerst", "..2026-12-24"),
    ("met kerst", "2026-12-25..2026-12-26"),
    ("eerste kerstdag", "2026-12-25"),
    ("tweede kerstdag", "2026-12-26"),
    ("tweede paasdag", "2027-03-29"),
    ("Koningsdag", "2027-04-27"),
    ("Koningsdag 2025", "2025-04-26 !past"),
    ("Hemelvaartsdag", "2027-05-06"),
    ("tweede pinksterdag", "2027-05-17"),
    ("oud en nieuw", "2026-12-31..2027-01-01"),
    ("na nieuwjaar", "2027-01-02.."),
    ("de dag na koningsdag", "2027-04-28"),
    ("tussen kerst en oud en nieuw", "2026-12-25..2027-01-01"),
    ("sinterklaas", "2026-12-05"),
    ("prinsjesdag", "2027-09-21"),
    ("voor de zomervakantie", "!unknown"),
    ("in de kerstvakantie", "!unknown"),
    ("na de ramadan", "!unknown"),
]
UNWANTED = [
    ("niet op maandag", "not ma"),
    ("niet op maandag of dinsdag", "not ma | not di"),
    ("maandag en dinsdag kan ik niet", "not ma | not di"),
    ("maandag kan ik niet", "not ma"),
    ("woensdag komt mij niet uit", "not wo"),
    ("donderdag is niet handig", "not do"),
    ("van 20 december tot en met 4 januari op vakantie", "not 2026-12-20..2027-01-04"),
    ("van 20 tot 24 december ben ik er niet", "not 2026-12-20..2026-12-24"),
    ("morgen kan ik niet maar overmorgen wel", "not 2026-11-24 | 2026-11-25"),
    ("maandag niet, dinsdag wel", "not ma | 2026-11-24"),
    ("liever niet volgende week", "not 2026-11-30..2026-12-06"),
    ("volgende week, behalve woensdag", "2026-11-30..2026-12-06 | not wo"),
    ("niet voor 10 december", "not ..2026-12-09"),
    ("niet in de week van 7 december", "not 2026-12-07..2026-12-13"),
    ("elke dag behalve woensdag", "any | not wo"),
    ("vrijdag, maar niet 's ochtends", "2026-11-27"),
    ("kan het niet morgen?", "2026-11-24"),
]
OPEN = [
    ("zo snel mogelijk", "soon"),
    ("zsm graag", "soon"),
    ("de eerste de beste dag", "soon"),
    ("maakt niet uit", "any"),
    ("maakt mij niet uit welke dag", "any"),
    ("geen voorkeur", "any"),
]
NOTHING = [
    "",
    "ik wil een paspoort",
    "24/7 bereikbaar",
    "24/7",
    "de 2e keer",
    "de tweede persoon",
    "tussen 4 en 12 jaar",
    "10-12 uur",
    "tussen 9-11",
    "99031980",
    "mijn zoon van 5",
    "Kerkstraat 10-12",
    "[telefoonnummer]",
    "€ 10,12",
    "pasaport için",
    "ik woon op nummer 15",
    "versie 3.2",
]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [*NEAR, *WEEKDAY, *DISTANCE, *PERIOD, *ABSOLUTE, *FEAST, *UNWANTED, *OPEN],
)
def test_a_date_is_read_as_people_mean_it(text: str, wanted: str) -> None:
    assert dates(text, MONDAY) == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_date_stays_unread(text: str) -> None:
    assert dates(text, MONDAY) == ""


@pytest.mark.parametrize(
    ("today", "text", "wanted"),
    [
        # Year end: weeks and months run into the next year.
        ("2026-12-31", "morgen", "2027-01-01"),
        ("2026-12-31", "volgende week maandag", "2027-01-04"),
        ("2026-12-31", "volgende maand", "2027-01-01..2027-01-31"),
        ("2026-12-31", "2 januari", "2027-01-02"),
        ("2026-12-31", "week 1", "2027-01-04..2027-01-10"),
        ("2026-12-28", "eind van de maand", "2026-12-28..2026-12-31"),
        ("2027-01-02", "28 december", "2026-12-28 !past"),
        ("2027-01-02", "met oud en nieuw", "2026-12-31..2027-01-01 !past"),
        # The clock changes on these days; a week stays seven days.
        ("2026-10-24", "morgen", "2026-10-25"),
        ("2026-10-25", "over een week", "2026-11-01"),
        ("2027-03-27", "overmorgen", "2027-03-29"),
        # Leap day.
        ("2028-02-28", "morgen", "2028-02-29"),
        ("2028-02-28", "29 februari", "2028-02-29"),
        ("2028-02-29", "over een jaar", "2029-02-28"),
        ("2028-02-01", "eind februari", "2028-02-21..2028-02-29"),
        ("2027-02-28", "overmorgen", "2027-03-02"),
        # A month that lacks the day.
        ("2027-01-31", "over een maand", "2027-02-28"),
        ("2027-01-31", "de 30e van volgende maand", "!impossible"),
        # "Dinsdag" on a Tuesday, "volgende zaterdag" on a Friday.
        ("2026-11-24", "dinsdag", "2026-12-01"),
        ("2026-11-24", "deze dinsdag", "2026-11-24"),
        ("2026-11-27", "volgende zaterdag", "2026-11-28 !ambiguous ?2026-12-05"),
        ("2026-11-28", "dit weekend", "2026-11-28..2026-11-29"),
        ("2026-11-28", "van donderdag tot maandag", "2026-12-03..2026-12-07"),
    ],
)
def test_a_date_is_read_from_the_day_it_is_said(today: str, text: str, wanted: str) -> None:
    assert dates(text, date.fromisoformat(today)) == wanted


def test_a_date_has_its_place_and_its_words() -> None:
    text = "Graag Vijftien December, één keer"
    [found] = find_dates(text, MONDAY)
    assert (found.text, text[found.start : found.end]) == ("Vijftien December",) * 2


def test_the_last_day_of_the_calendar_is_no_accident() -> None:
    [found] = find_dates("na 31-12-9999", date(9999, 12, 30))
    assert found.kind is DateKind.RANGE
    find_dates("morgen, over 900 jaar, over een week, volgend jaar", date(9999, 12, 31))
    find_dates("gisteren, 999 jaar geleden, vorige week, vorig jaar", date(1, 1, 1))


def test_covers_says_which_days_are_meant() -> None:
    [week] = find_dates("volgende week", MONDAY)
    [after] = find_dates("na 10 december", MONDAY)
    [mondays] = find_dates("niet op maandag", MONDAY)
    [never] = find_dates("31 februari", MONDAY)
    assert week.covers(date(2026, 12, 6)) and not week.covers(date(2026, 12, 7))
    assert after.covers(date(2027, 6, 1)) and not after.covers(date(2026, 12, 10))
    assert mondays.covers(date(2026, 12, 7)) and not mondays.covers(date(2026, 12, 8))
    assert mondays.excluded
    assert never.problems == (Problem.IMPOSSIBLE,) and not never.covers(MONDAY)


def test_only_a_date_with_its_whole_year_is_absolute() -> None:
    said = ("15 december 2026", "15-12-2026", "Koningsdag 2027", "in mei 2027")
    assert [find_dates(text, MONDAY)[0].absolute for text in said] == [True] * 4
    said = ("15 december", "15-12-26", "morgen", "1 januari volgend jaar")
    assert [find_dates(text, MONDAY)[0].absolute for text in said] == [False] * 4


@pytest.mark.parametrize("today", [date.min, date(78, 1, 1), date(9999, 12, 31)])
def test_no_text_runs_off_the_calendar(today: date) -> None:
    groups = (NEAR, WEEKDAY, DISTANCE, PERIOD, ABSOLUTE, FEAST, UNWANTED, OPEN)
    for text, _ in [pair for group in groups for pair in group]:
        find_dates(text, today)
    find_dates("maart 99, 3 mei '85, eerste maandag van maart", today)
