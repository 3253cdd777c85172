"""The conversation about an appointment, from the first word to the end."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.domain.appointments import Detail, Method, Stage
from assistant.domain.booking.draft import Ask, Task
from assistant.domain.conversation import Outcome
from tests.unit.booking.room import ID_KAART, PASPOORT, SANNE, SCHULDEN, Room, at

pytestmark = pytest.mark.asyncio

MAKE, CHANGE, CANCEL, LOOK_UP = Task.MAKE, Task.CHANGE, Task.CANCEL, Task.LOOK_UP


@pytest.fixture
def room() -> Room:
    return Room()


# --- making


async def test_one_sentence_is_read_back_and_a_yes_books_it(room: Room) -> None:
    said = await room.say(
        "afspraak paspoort dinsdag 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE
    )
    for part in ("Paspoort aanvragen", "1 december om 10.00", "Sanne Visser", "s…@example.org"):
        assert part in said
    assert room.system.booked == {}
    said = await room.say("ja")
    (order,) = room.system.booked.values()
    assert (order.start, order.customer.name) == (at(1, 10), "Sanne Visser")
    assert order.customer.email == "sanne@example.org"
    (record,) = room.book.records.values()
    assert record.code in said
    assert room.draft is None


@pytest.mark.parametrize("no", ["nee", "dat klopt niet", "toch niet"])
async def test_nothing_is_booked_without_a_yes(room: Room, no: str) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    await room.say(no)
    assert room.system.booked == {}
    await room.say("ja")
    assert room.system.booked == {}


async def test_step_by_step_in_any_order(room: Room) -> None:
    await room.say("ik wil een afspraak", MAKE)
    await room.say("overmorgen om half elf")
    await room.say("op naam van Jan de Boer")
    await room.say("paspoort")
    assert room.draft is not None
    assert room.draft.ask is Ask.CONTACT
    await room.say("0612345678")
    await room.say("ja")
    assert room.starts == [at(25, 10, 30, month=11)]


@pytest.mark.parametrize(
    ("text", "article", "products"),
    [
        ("ik wil er een afspraak voor", "paspoort_kosten", ("paspoort",)),
        ("kan ik daar een afspraak voor maken", "identiteitskaart", ("id-kaart",)),
        ("afspraak bedoel ik", "paspoort", ("paspoort",)),
        ("ik wil een afspraak", "paspoort", ()),
        ("daar wil ik een afspraak voor", "hondenbelasting", ()),
        ("ik wil er een afspraak voor, mijn id-kaart", "paspoort", ("id-kaart",)),
    ],
)
async def test_appointment_for_what_was_talked_about(
    room: Room, text: str, article: str, products: tuple[str, ...]
) -> None:
    await room.say(text, MAKE, article=article)
    assert room.draft is not None
    assert room.draft.products == products


async def test_correction_of_the_day_is_of_the_same_week(room: Room) -> None:
    await room.say("afspraak id-kaart", MAKE)
    await room.say("volgende week maandag")
    await room.say("nee ik bedoelde dinsdag")
    await room.say("maakt niet uit hoe laat")
    assert room.draft is not None
    assert room.draft.start == at(1, 9)


async def test_correction_at_the_read_back_is_read_back_again(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    said = await room.say("ja maar liever om 11 uur")
    assert "11.00" in said
    assert room.system.booked == {}
    await room.say("ja")
    assert room.starts == [at(1, 11)]


async def test_a_day_later_is_from_the_one_that_was_read_back(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    said = await room.say("liever een dag later")
    assert "2 december" in said


async def test_other_name_at_the_read_back_is_read_back_again(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    said = await room.say("ja, maar op naam van Kees Visser")
    assert "Kees Visser" in said
    assert room.system.booked == {}


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        ("zo snel mogelijk", at(23, 10, 30, month=11)),
        ("volgende week donderdag, de laatste tijd", at(3, 16, 30)),
        ("morgen, maakt niet uit hoe laat", at(24, 9, month=11)),
    ],
)
async def test_choice_left_to_us_is_made(room: Room, wish: str, start: datetime) -> None:
    await room.say(f"afspraak paspoort {wish}", MAKE)
    assert room.draft is not None
    assert (room.draft.start, room.draft.ask) == (start, Ask.NAME)


async def test_unwanted_days_are_not_offered(room: Room) -> None:
    await room.say("afspraak paspoort, niet op maandag en niet op dinsdag", MAKE)
    assert room.draft is not None
    assert {offer.start.weekday() for offer in room.draft.offered} <= {2, 3, 4}


async def test_no_place_as_wanted_gives_the_nearest_and_another_location(room: Room) -> None:
    for start in list(room.system.places["c"]):
        if start.date() == at(1, 0).date():
            del room.system.places["c"][start]
    said = await room.say("afspraak paspoort dinsdag 1 december", MAKE)
    assert "geen plek" in said
    assert any("Feijenoord" in title for title in room.choices)
    assert any("2 december" in title or "30 november" in title for title in room.choices)


async def test_whole_agenda_is_full(room: Room) -> None:
    room.system.places.clear()
    said = await room.say("afspraak paspoort", MAKE)
    assert "geen plek vrij" in said
    assert room.draft is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("31 februari", "bestaat niet"),
        ("afspraak op 20 november", "voorbij"),
    ],
)
async def test_day_that_cannot_be_is_told(room: Room, said: str, answer: str) -> None:
    await room.say("afspraak paspoort", MAKE)
    assert answer in await room.say(said)
    await room.say("15 december om 10 uur")
    assert room.draft is not None
    assert room.draft.start == at(15, 10)


async def test_several_people_and_products(room: Room) -> None:
    await room.say("paspoort en id-kaart voor 3 personen, 1 december 10 uur", MAKE)
    await room.say("Sanne Visser")
    said = await room.say("sanne@example.org")
    assert "3 personen" in said
    await room.say("ja")
    (order,) = room.system.booked.values()
    assert order.amounts == ((PASPOORT, 3), (ID_KAART, 3))


async def test_more_people_than_fit_is_said(room: Room) -> None:
    said = await room.say("paspoort voor 9 personen", MAKE)
    assert "hoogstens 4 personen" in said


async def test_products_that_do_not_go_together_are_made_one_by_one(room: Room) -> None:
    room.system.apart = {SCHULDEN.id}
    said = await room.say("paspoort en schulden", MAKE)
    assert "niet in één afspraak" in said
    assert room.draft is not None
    assert room.draft.products == ("paspoort",)


async def test_for_another_the_name_of_who_comes_is_asked_and_noted(room: Room) -> None:
    await room.say("id-kaart voor mijn moeder, 1 december 10 uur", MAKE)
    assert room.draft is not None
    assert room.draft.ask is Ask.NAME
    await room.say("Mia Visser")
    await room.say("sanne@example.org")
    await room.say("ja")
    (order,) = room.system.booked.values()
    assert (order.customer.name, "iemand anders" in order.notes) == ("Mia Visser", True)


@pytest.mark.parametrize(
    ("said", "method", "asked"),
    [
        ("met video", Method.VIDEO, Ask.EMAIL),
        ("telefonisch", Method.PHONE, Ask.PHONE),
        ("aan de balie", Method.DESK, Ask.CONTACT),
    ],
)
async def test_way_of_meeting_is_asked_and_needs_its_own_details(
    room: Room, said: str, method: Method, asked: Ask
) -> None:
    await room.say("afspraak over schulden 1 december 10 uur, ik heet Jan Smit", MAKE)
    assert room.draft is not None
    assert room.draft.ask is Ask.METHOD
    await room.say(said)
    assert room.draft is not None
    assert (room.draft.method, room.draft.ask) == (method, asked)


async def test_video_tells_the_official_where_to_open(room: Room) -> None:
    await room.say("schulden met video 1 december 10 uur, ik heet Jan Smit, jan@example.org", MAKE)
    await room.say("ja")
    (order,) = room.system.booked.values()
    assert "/videogesprek-medewerker/" in order.notes


async def test_what_the_system_insists_on_is_asked(room: Room) -> None:
    room.system.needs = frozenset({Detail.NAME, Detail.BIRTH_DATE})
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    assert room.draft is not None
    assert room.draft.ask is Ask.BIRTH_DATE
    await room.say("12 mei 1988")
    await room.say("ja")
    (order,) = room.system.booked.values()
    assert order.customer.birth_date == "1988-05-12"


async def test_contact_of_a_message_needs_no_address(room: Room) -> None:
    room.channel, room.contact = "whatsapp", "phone-1"
    said = await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser", MAKE)
    assert "hier in dit gesprek" in said


async def test_other_location(room: Room) -> None:
    await room.say("afspraak paspoort 1 december 10 uur", MAKE)
    await room.say("liever een andere locatie")
    assert room.choices == ["Stadhuis Centrum", "Stadswinkel Feijenoord"]
    await room.say("feijenoord")
    assert room.draft is not None
    assert (room.draft.location, room.draft.start) == ("f", at(1, 10))


async def test_buttons_do_what_they_say(room: Room) -> None:
    await room.say("afspraak paspoort", MAKE)
    await room.press("24 november")
    await room.say("Sanne Visser")
    await room.say("sanne@example.org")
    await room.press("Nee")
    await room.press("Andere dag")
    await room.say("2 december 9 uur")
    await room.press("Ja")
    assert room.starts == [at(2, 9)]


async def test_place_that_somebody_else_took_gives_others_at_once(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    del room.system.places["c"][at(1, 10)]
    said = await room.say("ja")
    assert "Net te laat" in said
    assert room.system.booked == {}
    assert any("1 december" in title for title in room.choices)
    await room.say("9.30")
    await room.say("ja")
    assert room.starts == [at(1, 9, 30)]


async def test_three_answers_that_do_not_help_lead_to_a_human(room: Room) -> None:
    await room.say("afspraak paspoort", MAKE)
    for text in ("blauw", "groen", "geel"):
        said = await room.say(text)
    assert "medewerker" in said
    assert room.step is not None
    assert room.step.reply.outcome is Outcome.HANDOVER
    assert room.draft is None


async def test_an_answer_that_helps_in_between_starts_the_count_anew(room: Room) -> None:
    await room.say("afspraak paspoort", MAKE)
    for text in ("blauw", "groen", "1 december", "geel", "rood"):
        await room.say(text)
    assert room.draft is not None


@pytest.mark.parametrize("text", ["kat", "06 12", "geen idee"])
async def test_no_address_in_the_answer_is_explained(room: Room, text: str) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser", MAKE)
    said = await room.say(text)
    assert "naam@voorbeeld.nl" in said


async def test_details_stand_in_no_draft(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    assert room.draft is not None
    assert "Visser" not in str(room.draft.to_json())
    assert "sanne" not in str(room.draft.to_json())


async def test_details_that_are_too_old_are_asked_again(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    room.clock.forward(hours=5)
    await room.say("ja")
    assert room.system.booked == {}
    assert room.draft is not None
    assert room.draft.ask is Ask.NAME


# --- the appointment system fails


async def test_system_down_is_told_and_nothing_that_was_said_is_lost(room: Room) -> None:
    room.system.down = True
    said = await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser", MAKE)
    assert "niets gemaakt" in said
    room.system.down = False
    await room.press("Opnieuw")
    await room.say("sanne@example.org")
    await room.say("ja")
    assert room.starts == [at(1, 10)]


async def test_system_down_at_the_yes_is_tried_again_with_a_button(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    room.system.down = True
    await room.say("ja")
    room.system.down = False
    await room.press("Opnieuw")
    assert room.starts == [at(1, 10)]


async def test_change_that_came_while_the_system_was_down_is_read_back_first(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    room.system.down = True
    await room.say("nee liever 11 uur")
    room.system.down = False
    said = await room.press("Opnieuw")
    assert "11.00" in said
    assert room.system.booked == {}


async def test_lost_answer_is_told_and_settled_later_without_a_second_booking(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    room.system.answer_lost = True
    said = await room.say("ja")
    assert "Maak geen nieuwe" in said
    room.system.answer_lost = False
    room.clock.forward(minutes=3)
    (settle,) = await room.jobs.claim(room.clock.now(), room.clock.now(), 9)
    await room.appointments.settle(settle)
    assert len(room.system.booked) == 1
    (record,) = room.book.records.values()
    assert record.stage is Stage.BOOKED
    assert f"confirm:{record.key}" in room.jobs.waiting_jobs


# --- twice


async def test_same_yes_twice_books_once(room: Room) -> None:
    await room.say("paspoort 1 december 10 uur, ik heet Sanne Visser, sanne@example.org", MAKE)
    draft = room.draft
    details = dict(room.details.kept)
    await room.say("ja")
    # As after a crash between the booking and the answer: the same message comes again.
    room.draft, room.details.kept = draft, details
    await room.say("ja")
    assert len(room.system.booked) == 1
    assert len(room.book.records) == 1


async def test_customer_is_who_was_told(room: Room) -> None:
    record = room.holds(at(1, 10))
    assert record.order.customer == SANNE
