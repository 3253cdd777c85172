"""The conversation about zaken: consent, DigiD, and how it stands."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.identity import LOGIN_LIVES
from assistant.domain.lookups import Result
from assistant.domain.zaken import find_number
from assistant.domain.zaken_talk import Ask, Wish, read
from tests.unit.zaken.room import NUMBER, SANNE, WIM, Room, zaak

pytestmark = pytest.mark.asyncio
STATUS, SEEN = Wish.STATUS, Wish.SEEN


@pytest.fixture
def room() -> Room:
    made = Room()
    made.holds(zaak())
    made.holds(zaak("ZAAK-2026-0000000009", kind="Klacht"), bsn=WIM)
    return made


async def test_asked_first_then_logged_in_then_told(room: Room) -> None:
    said = await room.say("hoe staat het met mijn zaak", STATUS)
    assert "Zal ik het voor u opvragen" in said
    assert room.zaken.asked == 0
    said = await room.say("ja doe maar")
    assert "Log in met DigiD" in said
    assert room.link.startswith("https://balie.example/rotterdam/inloggen/")
    assert room.zaken.asked == 0
    await room.log_in()
    said = await room.press("Ik ben ingelogd")
    for part in ("Parkeervergunning", NUMBER, "in behandeling", "Afgehandeld", "28 december"):
        assert part in said
    assert SANNE not in said
    assert room.talk is None


async def test_number_first_and_only_that_zaak(room: Room) -> None:
    room.holds(zaak("ZAAK-2026-0000000002", kind="Bezwaar"))
    await room.say("hoe staat het met zaak-2026-2", STATUS)
    await room.press("Vraag het op")
    await room.log_in()
    said = await room.press("Ik ben ingelogd")
    assert "Bezwaar" in said
    assert "Parkeervergunning" not in said


async def test_number_while_logging_in(room: Room) -> None:
    room.holds(zaak("ZAAK-2026-0000000002", kind="Bezwaar"))
    await room.say("hoe staat het met mijn zaak", STATUS)
    await room.say("ZAAK-2026-0000000002")
    assert room.talk is not None
    assert (room.talk.ask, room.talk.number) == (Ask.CONSENT, "ZAAK-2026-0000000002")
    await room.say("ja")
    await room.log_in()
    assert "Bezwaar" in await room.press("Ik ben ingelogd")


async def test_several_are_a_list_open_ones_first(room: Room) -> None:
    room.holds(*(zaak(f"ZAAK-2026-000000001{n}", kind=f"Soort {n}") for n in range(6)))
    ended = {"ended": date(2026, 11, 3), "result": "Verleend", "status": "Klaar."}
    room.holds(zaak("ZAAK-2026-0000000030", **ended))
    said = await room.allowed()
    assert "7 zaken die lopen" in said
    assert "En nog 3 oudere zaken" in said
    assert "ZAAK-2026-0000000030" not in said
    said = await room.say("ZAAK-2026-0000000030", STATUS)
    assert "Uitkomst: Verleend" in said
    assert "Volgende stap" not in said or "Afgehandeld" in said


@pytest.mark.parametrize("no", ["nee", "dat doe ik liever zelf", "ik geef geen toestemming"])
async def test_refusal_is_kept_and_nothing_is_looked_up(room: Room, no: str) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    said = await room.say(no)
    assert "Ik heb niets opgevraagd" in said
    assert "log in op" in said
    assert room.talk is None
    assert (room.zaken.asked, room.lookups.lookups) == (0, {})


async def test_refusal_blocks_also_who_is_logged_in(room: Room) -> None:
    await room.allowed()
    asked = room.zaken.asked
    await room.looks.answer("gesprek", next(iter(room.lookups.consents))[1], given=False)
    said = await room._take(logged_in=True)
    assert "Zal ik het voor u opvragen" in said
    assert room.zaken.asked == asked


async def test_asked_again_after_a_refusal_asks_again(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    await room.press("liever zelf")
    said = await room.say("hoe staat het met mijn zaak", STATUS)
    assert "Zal ik het voor u opvragen" in said


async def test_unclear_answer_asks_once_more_and_looks_nothing_up(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    assert "Zal ik het voor u opvragen" in await room.say("hm misschien")
    assert room.zaken.asked == 0


@pytest.mark.parametrize("number", ["ZAAK-2026-0000000009", "ZAAK-2026-0000009999"])
async def test_zaak_of_another_sounds_like_one_that_is_not_there(room: Room, number: str) -> None:
    await room.allowed()
    said = await room.say(number, STATUS)
    assert said.replace(number, "N") == (await room.say("ZAAK-2026-0000000777", STATUS)).replace(
        "ZAAK-2026-0000000777", "N"
    )
    assert "Klacht" not in said


async def test_who_has_no_zaken(room: Room) -> None:
    assert "geen zaken op uw naam" in await room.allowed("999991772")


async def test_says_that_he_logged_in_and_did_not(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    await room.press("Vraag het op")
    first = room.link
    said = await room.say("ja klaar")
    assert "nog niet" in said
    assert room.link != first
    assert room.zaken.asked == 0


async def test_elsewhere_a_code_must_be_told(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    await room.press("Vraag het op")
    arrival = await room.log_in(own_browser=False)
    assert len(arrival.code) == 6
    assert "code van zes cijfers" in await room.press("Ik ben ingelogd")
    wrong = "000000" if arrival.code != "000000" else "111111"
    assert "klopt niet" in await room.say(wrong)
    assert room.zaken.asked == 0
    said = await room.say(f"de code is {arrival.code[:3]} {arrival.code[3:]}")
    assert "Parkeervergunning" in said


async def test_three_wrong_codes_log_out(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    await room.press("Vraag het op")
    arrival = await room.log_in(own_browser=False)
    wrong = "000000" if arrival.code != "000000" else "111111"
    for _ in range(3):
        said = await room.say(wrong)
    assert "drie keer" in said
    assert "nog niet" in await room.say(arrival.code)
    assert room.zaken.asked == 0


async def test_yes_of_one_person_is_none_of_the_next(room: Room) -> None:
    await room.allowed(SANNE)
    await room.identity.end("gesprek")
    await room.say("hoe staat het met mijn zaak", STATUS)
    asked = room.zaken.asked
    await room.log_in(WIM)
    assert "Zal ik het voor u opvragen" in await room.press("Ik ben ingelogd")
    assert room.zaken.asked == asked
    assert "Klacht" in await room.press("Vraag het op")


async def test_login_ends(room: Room) -> None:
    await room.allowed()
    room.clock.forward(seconds=LOGIN_LIVES.total_seconds() + 1)
    assert "Zal ik het" in await room.say("hoe staat het met mijn zaak", STATUS)


async def test_logged_in_here_is_not_logged_in_there(room: Room) -> None:
    await room.allowed()
    room.conversation = "een ander gesprek"
    assert "Zal ik het" in await room.say("hoe staat het met mijn zaak", STATUS)
    assert "Log in" in await room.press("Vraag het op")


async def test_case_system_down_is_told_and_can_be_tried_again(room: Room) -> None:
    room.zaken.down = True
    said = await room.allowed()
    assert "geen antwoord" in said
    room.zaken.down = False
    assert "Parkeervergunning" in await room.press("Opnieuw proberen")
    results = [one.result for one in room.lookups.lookups.values()]
    assert sorted(results) == [Result.FAILED, Result.FOUND]


async def test_lookup_that_cannot_be_kept_is_not_done(room: Room) -> None:
    await room.allowed()
    asked, room.lookups.down = room.zaken.asked, True
    assert "geen antwoord" in await room.say("hoe staat het met mijn zaak", STATUS)
    assert room.zaken.asked == asked


async def test_what_was_looked_up(room: Room) -> None:
    await room.allowed()
    said = await room.press("Wat heeft u bekeken?")
    assert room.link.startswith("https://balie.example/inzage/")
    assert SANNE not in room.link
    assert "om te vertellen hoe het ermee staat" in said
    assert "Er was iets gevonden" in said
    room.conversation = "een dag later"
    room.clock.forward(days=1)
    said = await room.say("wat heeft u van mij bekeken", SEEN)
    assert "moet ik weten wie u bent" in said
    await room.log_in(WIM)
    assert "Ik heb niets over u opgezocht" in await room.press("Ik ben ingelogd")
    await room.say("wat heeft u van mij bekeken", SEEN)
    await room.press("Uitloggen")
    await room.say("wat heeft u van mij bekeken", SEEN)
    await room.log_in(SANNE)
    assert "om te vertellen hoe het ermee staat" in await room.press("Ik ben ingelogd")


async def test_logged_out_is_not_known_any_more(room: Room) -> None:
    await room.allowed()
    assert "uitgelogd" in await room.press("Uitloggen")
    assert "Zal ik het" in await room.say("hoe staat het met mijn zaak", STATUS)
    assert "Log in" in await room.say("ja")


async def test_for_whom_somebody_may_act(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    await room.press("Vraag het op")
    await room.log_in(SANNE, other=WIM)
    assert "Klacht" in await room.press("Ik ben ingelogd")


async def test_caller_is_told_to_log_in_on_a_mobile(room: Room) -> None:
    room.channel = "telephone"
    await room.say("hoe staat het met mijn zaak", STATUS)
    assert "op uw mobiel" in await room.say("ja")


async def test_municipality_without_a_case_system(room: Room) -> None:
    room.has_system = False
    await room.say("hoe staat het met mijn zaak", STATUS)
    assert not room.step.known


async def test_open_question_comes_back_after_another(room: Room) -> None:
    await room.say("hoe staat het met mijn zaak", STATUS)
    assert room.talk is not None
    step = room.service.ask_again("rotterdam", room.talk)
    assert step.reply is not None and "Zal ik die voor u opvragen" in step.reply.text
    await room.say("ja")
    assert room.talk is not None
    assert room.service.ask_again("rotterdam", room.talk).reply is None


async def test_late_zaak_is_told_so(room: Room) -> None:
    room.zaken.held.clear()
    room.holds(zaak(due=date(2026, 11, 1)))
    assert "had klaar moeten zijn" in await room.allowed()


async def test_nobody_finds_out_whom_a_lookup_was_about(room: Room) -> None:
    await room.allowed()
    kept = str(list(room.lookups.lookups.values()))
    assert SANNE not in kept
    (one,) = room.lookups.lookups.values()
    assert len(one.subject) == 64


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ZAAK-2026-0000000001", NUMBER), ("zaak 2026 1", NUMBER), ("zaak-2026-0000000001?", NUMBER),
        ("W-2026-12", ""), ("in 2026 12", ""), ("OV-2026-12", "OV-2026-0000000012"), ("mijn zaak", ""),
    ],
)  # fmt: skip
async def test_number_of_a_zaak(text: str, number: str) -> None:
    assert find_number(text) == number


@pytest.mark.parametrize(
    ("ask", "text", "answers"),
    [
        (Ask.CONSENT, "ja graag", True), (Ask.CONSENT, "vraag maar op", True),
        (Ask.CONSENT, "wat kost een paspoort", False), (Ask.CONSENT, NUMBER, True),
        (Ask.LOGIN, "ik ben ingelogd", True), (Ask.LOGIN, "het is gelukt", True),
        (Ask.LOGIN, "laat maar", True), (Ask.LOGIN, "wat is digid", False),
        (Ask.CODE, "123 456", True), (Ask.CODE, "1234567", False), (Ask.CODE, "welke code", False),
        (Ask.AGAIN, "ja probeer maar", True),
    ],
)  # fmt: skip
async def test_what_answers_the_question(ask: Ask, text: str, answers: bool) -> None:
    assert read(text).answers(ask) is answers
