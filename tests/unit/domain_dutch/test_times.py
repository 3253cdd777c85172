"""Times of day as people say them."""

from __future__ import annotations

from datetime import time

import pytest

from assistant.domain.dutch.problems import Problem
from assistant.domain.dutch.times import find_times
from tests.unit.domain_dutch.shown import times

MOMENT = [
    ("half elf", "10:30"),
    ("half een", "12:30"),
    ("half acht", "19:30"),
    ("half negen", "08:30"),
    ("kwart voor negen", "08:45"),
    ("kwart over 3", "15:15"),
    ("kwart na 9", "09:15"),
    ("tien voor half zes", "17:20"),
    ("vijf over half twee", "13:35"),
    ("twintig voor vier", "15:40"),
    ("vijf minuten voor tien", "09:55"),
    ("9u30", "09:30"),
    ("9 uur 30", "09:30"),
    ("twee uur dertig", "14:30"),
    ("9.30 uur", "09:30"),
    ("om 10.15", "10:15"),
    ("14.30 uur", "14:30"),
    ("14:30", "14:30"),
    ("3:30", "15:30"),
    ("03:30", "03:30"),
    ("10 uur", "10:00"),
    ("om drie uur", "15:00"),
    ("om 3", "15:00"),
    ("om een uur", "13:00"),
    ("om tien graag", "10:00"),
    ("twaalf uur", "12:00"),
    ("acht uur", "08:00"),
    ("zeven uur", "19:00"),
    ("om 3 uur 's nachts", "03:00"),
    ("'s nachts om drie uur", "03:00"),
    ("om 4 uur 's ochtends", "04:00"),
    ("8 uur 's avonds", "20:00"),
    ("11 uur 's nachts", "23:00"),
    ("5 uur 's avonds", "17:00"),
    ("12 uur 's nachts", "00:00"),
    ("12 uur 's middags", "12:00"),
    ("middernacht", "00:00"),
    ("vanavond om 8 uur", "20:00"),
    ("morgenochtend om half elf", "10:30"),
    ("maandagmiddag 2 uur", "14:00"),
    ("rond een uur of tien", "~10:00"),
    ("een uur of drie", "~15:00"),
    ("rond half vier", "~15:30"),
    ("rond 11 uur", "~11:00"),
    ("rond de klok van 3", "~15:00"),
    ("omstreeks kwart voor twee", "~13:45"),
    ("25 uur", "!impossible"),
    ("om 14:75", "!impossible"),
    ("24:30", "!impossible"),
    ("afspraak voor 10 uur", "10:00"),
    ("15 december om half drie", "14:30"),
    ("met 3 personen om 11", "11:00"),
    ("half tien of half elf", "09:30 | 10:30"),
]
RANGE = [
    ("na vieren", "16:00.."),
    ("na 4 uur", "16:00.."),
    ("vanaf 3 uur", "15:00.."),
    ("voor twaalven", "..12:00"),
    ("voor 12 uur", "..12:00"),
    ("tot 5 uur", "..17:00"),
    ("uiterlijk half drie", "..14:30"),
    ("tussen 9 en 11", "09:00..11:00"),
    ("tussen negen en elf uur", "09:00..11:00"),
    ("tussen 11 en 1", "11:00..13:00"),
    ("tussen 9 en 3", "09:00..15:00"),
    ("tussen half tien en elf", "09:30..11:00"),
    ("van 9 tot half 11", "09:00..10:30"),
    ("van 9 tot 5", "09:00..17:00"),
    ("van 9 uur 's ochtends tot 5 uur 's middags", "09:00..17:00"),
    ("9-11 uur", "09:00..11:00"),
    ("tussen 9-11", "09:00..11:00"),
    ("morgen vroeg", "06:00..09:00"),
    ("9 tot 11 uur", "09:00..11:00"),
    ("tussen 13.00 en 15.00 uur", "13:00..15:00"),
    ("van 8.30 tot 17.00 uur", "08:30..17:00"),
    ("20:00-22:00", "20:00..22:00"),
    ("tussen 1 en 3 's nachts", "01:00..03:00"),
    ("elke nacht tussen 11 en 3", "23:00..03:00"),
    ("tussen 23:00 en 1:00", "23:00..01:00"),
    ("tijdens lunchtijd", "12:00..14:00"),
    ("zaterdag tussen 10 en 12 's ochtends", "10:00..12:00"),
    ("tussen 9 en 25 uur", "!impossible"),
    ("'s ochtends", "06:00..12:00"),
    ("'s morgens", "06:00..12:00"),
    ("in de ochtend", "06:00..12:00"),
    ("vrijdagochtend", "06:00..12:00"),
    ("maandagmorgen", "06:00..12:00"),
    ("vanmorgen", "06:00..12:00"),
    ("'s middags", "12:00..18:00"),
    ("dinsdagmiddag", "12:00..18:00"),
    ("na de middag", "12:00..18:00"),
    ("in de voormiddag", "06:00..12:00"),
    ("tussen de middag", "12:00..14:00"),
    ("begin van de middag", "12:00..14:00"),
    ("einde van de middag", "16:00..18:00"),
    ("aan het eind van de ochtend", "10:00..12:00"),
    ("vroeg in de ochtend", "06:00..09:00"),
    ("'s ochtends vroeg", "06:00..09:00"),
    ("'s avonds", "18:00..23:59"),
    ("'s nachts", "00:00..06:00"),
    ("zet mij op de lijst voor woensdagochtend", "06:00..12:00"),
    ("liever niet 's ochtends", "not 06:00..12:00"),
    ("niet voor tienen", "not ..10:00"),
    ("om tien uur kan ik niet", "not 10:00"),
]
WISH = [
    ("de eerste tijd", "first"),
    ("het vroegste tijdstip", "first"),
    ("zo vroeg mogelijk", "first"),
    ("zo laat mogelijk", "last"),
    ("maakt niet uit", "any"),
    ("maakt mij niet uit hoe laat", "any"),
    ("geen voorkeur", "any"),
    ("elk moment is goed", "any"),
]
NOTHING = [
    "",
    "goedemorgen",
    "goede middag",
    "fijne avond",
    "over twee uur",
    "binnen 24 uur",
    "2 uur per week",
    "ik zat een uur in de wacht",
    "twee uur zitten wachten",
    "dag en nacht",
    "een paspoort in 2 uur",
    "na 15 december",
    "tussen 3 en 7 maart",
    "tussen 4 en 12 jaar",
    "met z'n vieren",
    "we vieren feest",
    "de laatste tijd is er overlast",
    "mijn zoon van 5",
    "voor 2 personen",
    "jullie vragen om een loonstrook",
    "Kerkstraat 10",
    "12.50 euro",
    "15-12-2026",
    "brief van 20-11",
    "24/7",
]


@pytest.mark.parametrize(("text", "wanted"), [*MOMENT, *RANGE, *WISH])
def test_a_time_is_read_as_people_mean_it(text: str, wanted: str) -> None:
    assert times(text) == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_time_stays_unread(text: str) -> None:
    assert times(text) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("10", "10:00"), ("tien", "10:00"), ("doe maar 3", "15:00"), ("10.15 graag", "10:15")],
)
def test_a_mere_number_is_a_time_only_when_a_time_was_asked(text: str, wanted: str) -> None:
    assert (times(text, asked=True), times(text)) == (wanted, "")


def test_a_time_without_part_of_the_day_keeps_its_other_reading() -> None:
    [three] = find_times("om drie uur")
    [night] = find_times("om drie uur 's nachts")
    [clock] = find_times("om 15:00")
    assert (three.first, three.other) == (time(15), time(3))
    assert (night.other, clock.other) == (None, None)


def test_a_time_has_its_place_and_its_words() -> None:
    text = "Morgen, om Kwart Voor Negen, graag"
    [found] = find_times(text)
    assert (found.text, text[found.start : found.end]) == ("om Kwart Voor Negen",) * 2


def test_covers_says_which_moments_are_meant() -> None:
    [between] = find_times("tussen 9 en 11")
    [after] = find_times("na vieren")
    [wrong] = find_times("25 uur")
    assert between.covers(time(9)) and between.covers(time(10, 55)) and not between.covers(time(11))
    assert after.covers(time(18)) and not after.covers(time(15, 59))
    [night] = find_times("tussen 23:00 en 1:00")
    assert night.covers(time(0, 30)) and night.covers(time(23)) and not night.covers(time(12))
    assert wrong.problems == (Problem.IMPOSSIBLE,) and not wrong.covers(time(1))
