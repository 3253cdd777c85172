"""Handing in an eDienst, from the first question to the receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.bsn import Bsn
from assistant.domain.ediensten.form import Stage
from assistant.domain.identity import Level
from tests.unit.ediensten.room import SANNE, WIM, Room

pytestmark = pytest.mark.asyncio
MOVE = ("binnen nederland", "1 december", "3011 AD 40", "twee", "Els en Bram Visser", "nee")


@pytest.fixture
def room() -> Room:
    return Room()


async def moved(room: Room) -> str:
    """As far as the read-back."""
    await room.begin("ik wil mijn verhuizing doorgeven")
    return await room.say(*MOVE)


async def test_from_the_first_question_to_the_receipt(room: Room) -> None:
    said = await room.begin("ik wil mijn verhuizing doorgeven")
    assert "nieuwe adres" in said and "Verhuist u binnen Nederland" in said
    said = await room.say(*MOVE)
    for part in ("dinsdag 1 december", "3011 AD 40", "Verhuizen mee: 2", "Inwonen: nee"):
        assert part in said
    assert "Toestemming" not in said
    assert room.handed_in == []
    said = await room.say("ja klopt")
    assert "Log in met DigiD" in said
    assert room.handed_in == []
    await room.log_in()
    assert "Het is ingediend" in room.text
    assert "ZAAK-2026-0000000001" in room.text
    assert "niet later dan" in room.text
    (new,) = room.handed_in
    assert (new.zaaktype, new.initiator, new.on_behalf_of) == ("VERHUIZING", Bsn(SANNE), None)
    assert dict(new.properties) == {
        "verhuizing": "nederland", "verhuisdatum": "2026-12-01", "nieuw adres": "3011 AD 40",
        "meeverhuizers": "2", "namen meeverhuizers": "Els, Bram Visser", "inwonen": "nee",
    }  # fmt: skip
    assert "Nieuw adres: 3011 AD 40" in new.explanation
    assert room.form is None
    assert room.answers.kept == {}


async def test_buttons_do_the_same(room: Room) -> None:
    await room.begin(article="verhuismelding")
    await room.press("Binnen Nederland")
    await room.say("over een week", "3011AD nummer 40 a", "0")
    await room.press("Ja")
    assert "hoofdbewoner" in room.text
    await room.press("Ja")
    await room.press("Ja, indienen")
    await room.log_in()
    (new,) = room.handed_in
    assert new.properties["toestemming hoofdbewoner"] == "ja"
    assert new.properties["nieuw adres"] == "3011 AD 40 A"


async def test_slot_and_receipt_hold_nothing_that_was_told(room: Room) -> None:
    await moved(room)
    assert room.form is not None
    assert "3011" not in str(room.form.to_json())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("volgend jaar juni", "4 weken"),
        ("31 februari", "bestaat niet"),
        ("weet ik nog niet", "Noem een dag"),
    ],
)
async def test_what_is_no_answer_is_explained_and_asked_again(
    room: Room, wrong: str, said: str
) -> None:
    await room.begin("verhuizing doorgeven")
    await room.say("binnen nederland")
    text = await room.say(wrong)
    assert said in text
    assert "Op welke dag" in text
    assert "nieuwe adres" in await room.say("1 december")


async def test_three_times_no_answer_is_a_way_out(room: Room) -> None:
    await room.begin("verhuizing doorgeven")
    await room.say("blub", "blub")
    assert "Een medewerker helpt u graag" in await room.say("blub")
    assert (room.form, room.handed_in) == (None, [])


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("nee, 3 december", "donderdag 3 december"),
        ("het adres moet 3012 AB 5 zijn", "3012 AB 5"),
    ],
)
async def test_correction_at_the_read_back_is_read_back_again(
    room: Room, words: str, part: str
) -> None:
    await moved(room)
    said = await room.say(words)
    assert part in said
    assert "Klopt dit?" in said
    assert room.handed_in == []


async def test_no_asks_what_is_to_change(room: Room) -> None:
    await moved(room)
    assert "Wat wilt u veranderen" in await room.say("nee")
    assert "Nieuw adres" in room.titles
    await room.press("Verhuizen mee")
    assert "Verhuizen mee: 5" in await room.say("vijf")
    await room.say("nee", "Dag van verhuizing")
    assert "morgen, dinsdag 24 november" in await room.say("morgen")


async def test_answer_that_a_correction_makes_idle_is_not_handed_in(room: Room) -> None:
    await room.begin("verhuizing doorgeven")
    await room.say("nederland", "1 december", "3011 AD 40", "0", "ja", "ja")
    await room.say("nee", "Inwonen")
    said = await room.say("nee")
    assert "Toestemming" not in said
    await room.say("ja")
    await room.log_in()
    (new,) = room.handed_in
    assert "toestemming hoofdbewoner" not in new.properties


async def test_who_should_be_elsewhere_is_sent_there(room: Room) -> None:
    await room.begin("verhuizing doorgeven")
    said = await room.say("ik kom uit het buitenland")
    assert "schrijft u zich in" in said
    assert room.form is None
    await room.begin("verhuizing doorgeven")
    said = await room.say("nederland", "1 december", "3011 AD 40", "0", "ja", "nee")
    assert "Vraag eerst toestemming" in said
    assert room.handed_in == []


async def test_nothing_is_handed_in_by_who_logs_in_and_does_not_say_yes(room: Room) -> None:
    await moved(room)
    await room._take(logged_in=True)
    assert "Klopt dit?" in room.text
    assert room.handed_in == []


async def test_change_of_mind_while_logging_in(room: Room) -> None:
    await moved(room)
    await room.say("ja")
    assert "Wat wilt u veranderen" in await room.say("nee toch niet")
    assert room.form is not None and room.form.stage is Stage.CHANGE
    assert room.handed_in == []


async def test_level_that_is_too_low_asks_again(room: Room) -> None:
    await room.begin("klacht indienen")
    await room.say("de baliemedewerker was erg onbeleefd", "gisteren", "nee", "ja")
    await room.log_in(level=Level.BASIS)
    assert "Het is ingediend" in room.text
    await moved(room)
    assert "Log in met DigiD" in await room.say("ja")
    assert len(room.handed_in) == 1


async def test_elsewhere_a_code_must_be_told(room: Room) -> None:
    room.channel = "whatsapp"
    await moved(room)
    await room.say("ja")
    code = await room.log_in(own_browser=False)
    assert "code van zes cijfers" in await room.say("klaar")
    wrong = "000000" if code != "000000" else "111111"
    assert "klopt niet" in await room.say(wrong)
    assert room.handed_in == []
    assert "Het is ingediend" in await room.say(f"{code[:3]} {code[3:]}")


async def test_for_whom_somebody_may_act(room: Room) -> None:
    await moved(room)
    await room.say("ja")
    await room.log_in(SANNE, other=WIM)
    (new,) = room.handed_in
    assert (new.initiator, new.on_behalf_of) == (Bsn(SANNE), Bsn(WIM))


async def test_lost_answer_makes_one_zaak(room: Room) -> None:
    await moved(room)
    await room.say("ja")
    room.zaken.loses_answers = True
    await room.log_in()
    assert "nooit een tweede aanvraag" in room.text
    room.zaken.loses_answers = False
    assert "Het is ingediend" in await room.press("Opnieuw proberen")
    assert len(room.handed_in) == 1


async def test_refused_is_told(room: Room) -> None:
    room.zaken.refuses.add("VERHUIZING")
    await moved(room)
    await room.say("ja")
    await room.log_in()
    assert "neemt dit niet aan" in room.text
    assert room.handed_in == []


async def test_answers_that_are_too_old_are_asked_again(room: Room) -> None:
    await moved(room)
    room.clock.forward(hours=5)
    said = await room.say("ja")
    assert "Verhuist u binnen Nederland" in said
    assert room.handed_in == []


async def test_without_a_name_nobody_logs_in(room: Room) -> None:
    await room.begin("compliment geven")
    await room.say("die mevrouw aan de balie hielp mij heel goed")
    assert "Het is ingediend" in await room.say("ja")
    (new,) = room.handed_in
    assert (new.zaaktype, new.initiator) == ("COMPLIMENT", None)


async def test_day_from_which_and_a_named_house_number(room: Room) -> None:
    await room.begin("parkeervergunning aanvragen")
    said = await room.say("ab-123-c", "het huisnummer is 3511 AB 26", "vanaf volgende week maandag")
    assert "Adres: 3511 AB 26" in said
    assert "Vanaf: maandag 30 november" in said


async def test_number_plate(room: Room) -> None:
    await room.begin("parkeervergunning aanvragen")
    assert "Een kenteken ziet er zo uit" in await room.say("een rode fiat")
    await room.say("ab 123 c", "3011 AD 40")
    assert "Kenteken: AB-123-C" in await room.say("morgen")


async def test_what_is_not_there(room: Room) -> None:
    await room.begin("een kameel aanvragen")
    assert room.step.reply is None


async def test_caller_logs_in_on_a_mobile_and_says_the_code(room: Room) -> None:
    room.channel = "telephone"
    await moved(room)
    assert "op uw mobiel" in await room.say("ja")
    code = await room.log_in(own_browser=False)
    assert "Het is ingediend" in await room.say(f"de code is {' '.join(code)}")
    assert room.titles == []


async def test_question_in_between_comes_back(room: Room) -> None:
    await room.begin("verhuizing doorgeven")
    assert room.form is not None
    step = room.service.ask_again("rotterdam", room.form)
    assert step.reply is not None and "Verhuist u binnen Nederland" in step.reply.text
    await room.say(*MOVE)
    assert room.form is not None
    step = room.service.ask_again("rotterdam", room.form)
    assert step.reply is not None and "Zal ik het zo indienen?" in step.reply.text
    room.clock.forward(seconds=timedelta(hours=1).total_seconds())
    assert "Log in" in await room.say("ja")
