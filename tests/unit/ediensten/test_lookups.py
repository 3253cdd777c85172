"""What the municipality knows already: looked up after a yes and a login, and never without."""

from __future__ import annotations

import pytest

from assistant.domain.bsn import Bsn
from assistant.domain.ediensten.form import Stage
from assistant.domain.identity import Level
from assistant.domain.lookups import Result, Source
from tests.unit.ediensten.room import SANNE, WIM, Room

pytestmark = pytest.mark.asyncio
ADDRESS = (SANNE, Source.BRP_ADDRESS)


@pytest.fixture
async def room() -> Room:
    """A parking permit, as far as the address."""
    made = Room()
    made.persons.held = {
        ADDRESS: "3011 AD 40",
        (WIM, Source.BRP_ADDRESS): "3012 EK 12",
        (SANNE, Source.BRP_PARTNER): "Bram van Dijk",
    }
    await made.begin("ik wil een parkeervergunning aanvragen")
    await made.say("K-123-BD")
    return made


async def test_says_what_from_where_and_why_and_asks(room: Room) -> None:
    for part in ("uw adres", "BRP", "Zal ik het voor u opvragen, of doet u dat liever zelf?",
                 "om dit formulier in te vullen"):  # fmt: skip
        assert part in room.text
    assert room.titles == ["Vraag het op", "Ik doe het zelf"]
    assert room.persons.asked == []


async def test_a_yes_and_a_login_fill_it_in(room: Room) -> None:
    said = await room.say("ja graag")
    assert "Log in met DigiD" in said
    assert room.persons.asked == []
    await room.log_in()
    assert "Dit staat in de BRP: 3011 AD 40." in room.text
    assert "Vanaf welke dag" in room.text
    assert room.persons.asked == [(Bsn(SANNE), Source.BRP_ADDRESS)]
    (kept,) = room.kept.lookups.values()
    assert (kept.source, kept.result) == (Source.BRP_ADDRESS, Result.FOUND)
    assert kept.purpose == "Parkeervergunning aanvragen"
    # Who logged in for it need not do so again.
    await room.say("morgen")
    assert "Adres: 3011 AD 40" in room.text
    assert "Het is ingediend" in await room.say("ja")
    assert room.handed_in[0].properties["adres"] == "3011 AD 40"


@pytest.mark.parametrize("said", ["nee", "liever niet", "ik doe het zelf", "hoeft niet"])
async def test_a_no_blocks_it_and_the_question_comes(room: Room, said: str) -> None:
    text = await room.say(said)
    assert "Op welk adres woont u?" in text
    consent = room.kept.consents["gesprek", Source.BRP_ADDRESS]
    assert consent.given is False
    await room.say("3012 EK 3", "morgen", "ja")
    await room.log_in()
    assert room.persons.asked == []
    assert room.handed_in[0].properties["adres"] == "3012 EK 3"


async def test_who_tells_it_at_once_need_not_say_no(room: Room) -> None:
    assert "Vanaf welke dag" in await room.say("3012 EK 3")
    assert room.persons.asked == []


async def test_buttons_do_the_same(room: Room) -> None:
    await room.press("Ik doe het zelf")
    assert "Op welk adres woont u?" in room.text
    again = Room()
    again.persons.held = dict(room.persons.held)
    await again.begin("parkeervergunning aanvragen")
    await again.say("K-123-BD")
    await again.press("Vraag het op")
    await again.log_in()
    assert "3011 AD 40" in again.text


async def test_what_is_neither_is_asked_again(room: Room) -> None:
    await room.say("eh hoe bedoel je precies")
    assert "Zal ik het voor u opvragen" in room.text
    assert room.form is not None
    assert room.form.stage is Stage.OFFER


async def test_second_thoughts_before_logging_in(room: Room) -> None:
    await room.say("ja")
    text = await room.say("toch liever zelf")
    assert "Op welk adres woont u?" in text
    assert room.kept.consents["gesprek", Source.BRP_ADDRESS].given is False


async def test_who_does_not_log_in_gets_the_link_again_or_tells_it(room: Room) -> None:
    await room.say("ja")
    assert "Log in met DigiD" in await room.press("Ik ben ingelogd")
    assert "Vanaf welke dag" in await room.say("3012 EK 3")
    assert room.persons.asked == []


async def test_in_another_browser_a_code_is_told_first(room: Room) -> None:
    await room.say("ja")
    code = await room.log_in(own_browser=False)
    assert room.persons.asked == []
    assert "Dit staat in de BRP" in await room.say(code)


async def test_register_that_is_away_or_empty_leaves_the_question(room: Room) -> None:
    room.persons.down = True
    await room.say("ja")
    await room.log_in()
    assert "geeft nu geen antwoord" in room.text
    assert "Op welk adres woont u?" in room.text
    assert [one.result for one in room.kept.lookups.values()] == [Result.FAILED]
    empty = Room()
    await empty.begin("parkeervergunning aanvragen")
    await empty.say("K-123-BD", "ja")
    await empty.log_in()
    assert "Ik vind het niet in de BRP" in empty.text


async def test_what_cannot_be_kept_is_not_looked_up(room: Room) -> None:
    await room.say("ja")
    room.kept.down = True
    await room.log_in()
    assert room.persons.asked == []
    assert "Op welk adres woont u?" in room.text


async def test_a_consent_that_is_too_old_counts_for_nothing(room: Room) -> None:
    await room.say("ja")
    room.kept.consents.clear()
    await room.log_in()
    assert room.persons.asked == []
    assert "Op welk adres woont u?" in room.text


async def test_for_somebody_else_it_is_his_address(room: Room) -> None:
    await room.say("ja")
    await room.log_in(other=WIM)
    assert room.persons.asked == [(Bsn(WIM), Source.BRP_ADDRESS)]
    assert "3012 EK 12" in room.text


async def test_a_correction_is_asked_and_not_looked_up(room: Room) -> None:
    await room.say("ja")
    await room.log_in()
    await room.say("morgen", "nee")
    await room.press("Adres")
    assert "Op welk adres woont u?" in room.text


async def test_where_the_municipality_has_no_register_nothing_is_offered() -> None:
    room = Room()
    room.service._lookups._persons = None
    await room.begin("parkeervergunning aanvragen")
    assert "Op welk adres woont u?" in await room.say("K-123-BD")


async def test_partner_is_looked_up_only_of_who_is_married() -> None:
    for answer, offers in (("getrouwd", True), ("erkend", False)):
        room = Room()
        room.persons.held = {(SANNE, Source.BRP_PARTNER): "Bram van Dijk"}
        await room.begin("ik wil de geboorte aangeven")
        await room.say("ja", "moeder", answer, "gisteren", "14.35", "Zoë", "Visser", "meisje")
        assert ("Zal ik die voor u opvragen" in room.text) is offers, answer
        if offers:
            await room.say("ja")
            await room.log_in(level=Level.SUBSTANTIEEL)
            assert "Dit staat in de BRP: Bram van Dijk." in room.text


async def test_question_in_between_comes_back_to_the_offer(room: Room) -> None:
    assert room.form is not None
    back = room.service.ask_again("rotterdam", room.form)
    assert back.reply is not None
    assert "Zal ik het voor u opvragen" in back.reply.text


async def test_a_long_silence_forgets_the_consent(room: Room) -> None:
    await room.say("ja")
    room.clock.forward(hours=2)
    text = await room.press("Ik ben ingelogd")
    assert "Log in met DigiD" in text
    await room.log_in()
    assert room.persons.asked == []
