"""What one message says about an appointment, and how it changes the draft."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from assistant.domain.appointments import Detail, Location, Method, find_code, new_code
from assistant.domain.booking.details import find_details
from assistant.domain.booking.draft import Ask, Draft, Offer, Task
from assistant.domain.booking.facts import Facts, read
from assistant.domain.booking.filling import fill
from assistant.domain.booking.locations import named_location
from assistant.domain.booking.wishes import DayWish, TimeWish, Wishes
from assistant.services.appointments import DUTCH_TIME
from tests.unit.booking.room import DESKS, LIBRARY, at

TODAY = date(2026, 11, 23)
CATALOGUE = LIBRARY.catalogue("rotterdam")


def facts(text: str, ask: Ask = Ask.NOTHING) -> Facts:
    return read(text, TODAY, CATALOGUE, ask)


@pytest.mark.parametrize("text", ["ja", "Ja hoor", "ja doe maar", "ja is goed", "prima", "👍",
                                  "dat klopt", "top doe maar", "is goed hoor", "jazeker"])  # fmt: skip
def test_yes(text: str) -> None:
    assert (facts(text).yes, facts(text).no) == (True, False)


@pytest.mark.parametrize("text", ["ja maar liever later", "ja, toch niet", "ja?", "nee", "morgen",
                                  "ja alleen niet dinsdag"])  # fmt: skip
def test_no_plain_yes(text: str) -> None:
    assert not facts(text).yes


@pytest.mark.parametrize(
    "text", ["nee", "Nee dank je", "liever niet", "klopt niet", "dat is niet goed"]
)
def test_no(text: str) -> None:
    assert facts(text).no


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("een nieuw paspoort", ("paspoort",)),
        ("rijbewys en id kaart", ("rijbewijs", "id-kaart")),
        ("paspoort ophalen", ("ophalen",)),
        ("verklaring omtrent het gedrag", ("vog",)),
        ("een kopje koffie", ()),
    ],
)
def test_products(text: str, products: tuple[str, ...]) -> None:
    assert facts(text).products == products


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("met video", Method.VIDEO),
        ("kan dat telefonisch", Method.PHONE),
        ("ik kom liever langs", Method.DESK),
        ("morgen", None),
    ],
)
def test_method(text: str, method: Method | None) -> None:
    assert facts(text).method is method


def test_price_and_phone_are_no_time_and_a_clock_is() -> None:
    assert facts("het kost 12,50").times == ()
    assert facts("8 december 10.15").times == (TimeWish(time(10, 15), time(10, 15), True),)
    assert facts("niet voor 3 uur 's middags").times[0].first == time(15)


def test_day_of_the_past_is_no_wish() -> None:
    assert facts("mijn paspoort verloopt op 3 december").days == ()
    assert facts("onze baby is geboren, overmorgen graag").days[0][0].day == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "days"), [("een dag later", 1), ("een week later", 7), ("twee dagen eerder", -2)]
)
def test_later_than_what_was_talked_about(text: str, days: int) -> None:
    assert facts(text).shift == days


def test_details_are_told_of_but_not_held() -> None:
    found = facts("mail [e-mailadres] of bel [telefoonnummer]")
    assert found.told == {Detail.EMAIL, Detail.PHONE}
    assert find_details("sanne@example.org of 06 12345678") == {
        "email": "sanne@example.org",
        "phone": "+31612345678",
    }
    assert find_details("[e-mailadres]") == {}


@pytest.mark.parametrize("typed", ["A3F-K7W-E9Y", "a3fk7we9y", "a3f k7w e9y", "code A3F.K7W.E9Y!"])
def test_code_however_it_is_typed(typed: str) -> None:
    assert find_code(typed) == "A3F-K7W-E9Y"


@pytest.mark.parametrize("typed", ["A3F-K7W", "geen code", "12-05-1988", "akkefietje", ""])
def test_what_is_no_code(typed: str) -> None:
    assert find_code(typed) == ""


def test_new_codes_differ_and_are_found_again() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {find_code(code) for code in codes} == codes


# --- into the draft


def filled(draft: Draft, text: str) -> Draft:
    return fill(draft, facts(text, draft.ask), TODAY)


def test_correction_is_of_the_week_that_was_talked_about() -> None:
    first = filled(Draft("m1", ask=Ask.DAY), "volgende week maandag")
    assert filled(first, "nee, dinsdag").wishes.day == date(2026, 12, 1)


def test_weekday_is_that_of_a_place_that_was_shown() -> None:
    offered = (Offer("c", at(4, 10)), Offer("c", at(7, 10)))
    draft = Draft("m1", ask=Ask.PLACE, offered=offered)
    assert filled(draft, "vrijdag").wishes.day == date(2026, 12, 4)


def test_what_is_not_wanted_adds_up_and_can_be_wanted_again() -> None:
    draft = filled(filled(Draft("m1"), "niet op maandag"), "ook niet op dinsdag")
    assert not draft.wishes.fits_day(date(2026, 11, 30))
    assert not draft.wishes.fits_day(date(2026, 12, 1))
    again = filled(draft, "toch maar dinsdag 1 december")
    assert again.wishes.fits_day(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("de tweede", at(2, 9)),
        ("laatste", at(3, 9)),
        ("de eerste tijd", at(1, 9)),
        ("3 december om 9 uur", at(3, 9)),
        ("maakt niet uit", at(1, 9)),
    ],
)
def test_one_of_the_places_that_were_shown(text: str, start: datetime) -> None:
    offered = tuple(Offer("c", at(day, 9)) for day in (1, 2, 3))
    assert filled(Draft("m1", ask=Ask.PLACE, offered=offered), text).start == start


def test_other_product_or_number_lets_go_of_the_chosen_place() -> None:
    draft = Draft("m1", products=("paspoort",), start=at(1, 9), ask=Ask.CONFIRM)
    assert filled(draft, "nee, een rijbewijs").start is None
    assert filled(draft, "voor 3 personen").start is None


def test_draft_goes_there_and_back() -> None:
    wishes = Wishes(
        (DayWish(TODAY, None, frozenset({1}), True),), (TimeWish(time(9), None),), "first"
    )
    draft = Draft(
        "m1", Task.CHANGE, ("paspoort",), 2, True, Method.VIDEO, "c", wishes,
        (Offer("c", datetime(2026, 12, 1, 9, tzinfo=DUTCH_TIME), "Zuid"),), at(1, 9),
        frozenset({"name"}), "c1:m0:0", Ask.CONFIRM, 1, 2, True, "A3F-K7W-E9Y",
    )  # fmt: skip
    back = Draft.from_json(draft.to_json())
    assert back == draft


@pytest.mark.parametrize(
    ("text", "found"),
    [("in feijenoord", "f"), ("centrum graag", "c"), ("bij het stadhuis", "c"), ("ergens", None)],
)
def test_location_by_a_word_that_only_it_has(text: str, found: str | None) -> None:
    location = named_location(text, DESKS)
    assert (location.id if location else None) == found


def test_word_that_several_locations_share_says_nothing() -> None:
    two = (Location("a", "Stadswinkel Noord"), Location("b", "Stadswinkel Zuid"))
    assert named_location("de stadswinkel", two) is None


def test_the_one_of_two_o_clock_is_at_that_time_and_not_from_it_on() -> None:
    assert facts("die van 14.00", Ask.PLACE).times == (TimeWish(time(14), time(14), exact=True),)
