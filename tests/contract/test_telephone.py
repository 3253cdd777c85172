"""The same calls over both providers, with the same effects, on the real pipeline and record."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.domain.conversation import Choice, InboundMessage, Link, Outcome, Reply, Turn
from connectors.channels.answering import Patience
from connectors.channels.telephone.call import TEXTS
from tests.contract.telephones import PROVIDERS, Exchange, Telephone

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def exchange(tmp_path: Path) -> AsyncIterator[Exchange]:
    exchange = Exchange(tmp_path)
    await exchange.start()
    yield exchange
    await exchange.stop()


@pytest.fixture(params=PROVIDERS)
def phone(exchange: Exchange, request: pytest.FixtureRequest) -> Telephone:
    return PROVIDERS[request.param](exchange)


def no_idea(_message: InboundMessage) -> Turn:
    return Turn((Reply("Dat begrijp ik niet.", Outcome.FALLBACK),))


async def test_call_begins_with_the_notice_that_this_is_no_human(phone: Telephone) -> None:
    sound = await phone.start()
    assert sound.text == phone.exchange.said("utter_phone_greeting")
    assert sound.next == "listen"
    assert await phone.transcript() == [phone.exchange.text("utter_phone_greeting")]


async def test_what_the_caller_says_is_repaired_and_answered_for_the_ear(phone: Telephone) -> None:
    await phone.start()
    sound = await phone.say("ik wil een pas poort aanvragen")
    assert [m.text for m in phone.exchange.engine.asked] == ["ik wil een paspoort aanvragen"]
    assert phone.exchange.engine.asked[0].channel == "telephone"
    assert "Een paspoort vraagt u persoonlijk aan" in sound.text
    assert "http" not in sound.text and "*" not in sound.text
    assert sound.next == "listen"


async def test_call_goes_on_in_another_process(phone: Telephone) -> None:
    await phone.start()
    await phone.say("ik zoek een document")
    await phone.exchange.another_process()
    await phone.press("1")
    assert phone.exchange.engine.asked[-1].payload == '/faq{"article": "paspoort"}'


async def test_report_that_comes_twice_has_one_effect_and_one_answer(phone: Telephone) -> None:
    await phone.start()
    for report in (
        lambda: phone.say("ik zoek een document"),
        lambda: phone.press("2"),
        phone.silence,
        lambda: phone.say("iets over huizen", 0.4),
        lambda: phone.say("ja"),
        lambda: phone.press("*"),
        lambda: phone.press("0"),
    ):
        first = await report()
        before = await phone.transcript()
        asked = len(phone.exchange.engine.asked)
        assert await phone.again() == first
        assert await phone.transcript() == before
        assert len(phone.exchange.engine.asked) == asked


async def test_reports_at_the_same_moment_have_one_effect(phone: Telephone) -> None:
    await phone.start()
    await phone.say("hallo")
    await asyncio.gather(phone.again(), phone.again(), phone.again())
    assert len(phone.exchange.engine.asked) == 1


async def test_choices_are_said_with_their_keys_and_work_by_key_and_by_voice(
    phone: Telephone,
) -> None:
    await phone.start()
    for chosen in ("2", "de tweede", "optie twee"):
        sound = await phone.say("ik zoek een document")
        first = phone.exchange.said(
            "utter_phone_choice_first", keuze="Paspoort aanvragen", toets="1"
        )
        assert first in sound.text
        await (phone.press(chosen) if chosen == "2" else phone.say(chosen))
        assert phone.exchange.engine.asked[-1].payload == '/faq{"article": "rijbewijs"}'


async def test_key_that_means_nothing_is_said_and_changes_nothing(phone: Telephone) -> None:
    await phone.start()
    sound = await phone.press("7")
    assert sound.text == phone.exchange.said("utter_phone_no_choice")
    assert phone.exchange.engine.asked == []


async def test_number_by_keys_is_taken_as_said(phone: Telephone) -> None:
    await phone.start()
    await phone.press("3011")
    assert phone.exchange.engine.asked[-1].text == "3011"


@pytest.mark.parametrize("answer", ["ja", "Dat klopt.", "1"])
async def test_doubtful_words_are_confirmed_before_they_are_asked(
    phone: Telephone, answer: str
) -> None:
    await phone.start()
    sound = await phone.say("mijn rij bewijs is weg", 0.45)
    heard = phone.exchange.said("utter_phone_confirm", gehoord="mijn rijbewijs is weg")
    assert sound.text == heard
    assert phone.exchange.engine.asked == []
    await (phone.press(answer) if answer == "1" else phone.say(answer))
    assert [m.text for m in phone.exchange.engine.asked] == ["mijn rijbewijs is weg"]


async def test_words_that_were_misheard_are_said_again(phone: Telephone) -> None:
    await phone.start()
    await phone.say("mijn ruitenwissers", 0.4)
    assert (await phone.say("nee")).text == phone.exchange.said("utter_phone_denied")
    await phone.say("mijn rijbewijs", 0.9)
    assert [m.text for m in phone.exchange.engine.asked] == ["mijn rijbewijs"]


async def test_correction_instead_of_a_yes_is_taken(phone: Telephone) -> None:
    await phone.start()
    await phone.say("mijn ruitenwissers", 0.4)
    await phone.say("mijn rijbewijs", 0.9)
    assert [m.text for m in phone.exchange.engine.asked] == ["mijn rijbewijs"]


async def test_recogniser_without_confidence_is_taken_at_its_word(phone: Telephone) -> None:
    await phone.start()
    await phone.say("mijn rijbewijs", None)
    await phone.say("mijn paspoort", 0.0)
    assert len(phone.exchange.engine.asked) == 2


async def test_silence_climbs_and_never_ends_a_call(phone: Telephone) -> None:
    said = phone.exchange.said
    await phone.start()
    sounds = [await phone.silence() for _ in range(6)]
    assert {sound.next for sound in sounds} == {"listen"}
    assert sounds[0].text == said("utter_phone_silence")
    assert sounds[1].text.startswith(said("utter_phone_keypad"))
    assert [sound.text for sound in sounds[2:]] == [said("utter_phone_human_open")] * 4
    assert phone.exchange.engine.asked == []
    await phone.say("hallo")
    assert (await phone.silence()).text == said("utter_phone_silence")


async def test_third_step_names_the_number_when_nobody_answers(phone: Telephone) -> None:
    phone.exchange.clock.forward(hours=12)
    await phone.start()
    sounds = [await phone.say("brabbel", 0.1) for _ in range(3)]
    assert sounds[0].text == phone.exchange.said("utter_phone_unclear")
    assert sounds[2].text == phone.exchange.said("utter_phone_human_closed")


async def test_topic_of_the_keypad_ladder_is_asked_as_if_it_was_said(phone: Telephone) -> None:
    await phone.start()
    await phone.silence()
    await phone.silence()
    await phone.press("2")
    topics = phone.exchange.text("utter_phone_topics").splitlines()
    [asked] = phone.exchange.engine.asked
    assert f"- {asked.text}" == topics[1] and not asked.payload


async def test_silence_after_a_question_repeats_the_choices(phone: Telephone) -> None:
    await phone.start()
    await phone.say("ik zoek een document")
    sound = await phone.silence()
    assert sound.text.startswith(phone.exchange.said("utter_phone_silence_asked"))
    assert "Rijbewijs verlengen" in sound.text
    await phone.press("2")
    assert phone.exchange.engine.asked[-1].payload == '/faq{"article": "rijbewijs"}'


async def test_silence_after_a_confirmation_asks_again(phone: Telephone) -> None:
    await phone.start()
    asked = await phone.say("mijn rijbewijs", 0.4)
    assert asked.text in (await phone.silence()).text
    await phone.say("ja")
    assert [m.text for m in phone.exchange.engine.asked] == ["mijn rijbewijs"]


async def test_not_being_understood_climbs_too(phone: Telephone) -> None:
    phone.exchange.engine._answer = no_idea
    await phone.start()
    sounds = [await phone.say(f"iets {n}") for n in ("a", "b", "c")]
    assert sounds[0].text == "Dat begrijp ik niet."
    assert phone.exchange.said("utter_phone_keypad") in sounds[1].text
    assert phone.exchange.said("utter_phone_human_open") in sounds[2].text


async def test_repeat_and_slower_say_the_last_answer_again(phone: Telephone) -> None:
    await phone.start()
    answer = await phone.say("hallo")
    again = await phone.say("wat zegt u?")
    assert again.text == f"{phone.exchange.said('utter_phone_repeat')} {answer.text}"
    slower = await phone.say("kunt u langzamer praten")
    assert slower.text == f"{phone.exchange.said('utter_phone_slower')} {answer.text}"
    assert (await phone.press("*")).text == again.text
    assert len(phone.exchange.engine.asked) == 1


async def test_danger_is_not_doubted(phone: Telephone) -> None:
    await phone.start()
    await phone.say("ik denk aan zelfmoord", 0.05)
    assert [m.text for m in phone.exchange.engine.asked] == ["ik denk aan zelfmoord"]


async def test_danger_gets_its_text_when_nothing_can_be_kept(phone: Telephone) -> None:
    await phone.start()
    phone.exchange.lose_database()
    sound = await phone.say("ik denk aan zelfmoord")
    assert sound.text == "crisis: bel één één drie."
    assert (await phone.say("hallo")).text == phone.exchange.said("utter_phone_storage_down")
    assert sound.next == "listen"


async def test_personal_number_in_words_is_neither_kept_nor_asked(phone: Telephone) -> None:
    await phone.start()
    words = "mijn nummer is negen negen negen negen negen negen negen negen nul"
    sound = await phone.say(words)
    assert phone.exchange.said("utter_phone_masked") in sound.text
    await phone.say(words, 0.4)
    assert "999999990" not in "".join(await phone.transcript())
    assert phone.exchange.engine.asked[0].text == "mijn nummer is [BSN]"


async def test_number_of_the_caller_is_nowhere_in_the_record(phone: Telephone) -> None:
    await phone.start()
    await phone.say("hallo")
    await phone.press("0")
    messages = await phone.exchange.store.messages(phone.conversation_id)
    assert len(messages) > 3
    assert "5005550006" not in repr(messages) and "CA0001" not in repr(messages)


async def test_human_is_reached_while_the_office_is_open(phone: Telephone) -> None:
    await phone.start()
    sound = await phone.press("0")
    assert sound.text == phone.exchange.said("utter_phone_transfer")
    assert (sound.next, sound.number) == ("transfer", "+3114010")
    assert phone.exchange.engine.asked[-1].payload == "/request_human"


async def test_human_by_voice_is_the_same(phone: Telephone) -> None:
    await phone.start()
    phone.exchange.engine._answer = lambda _m: Turn((Reply("Bel ons.", Outcome.HANDOVER),))
    sound = await phone.say("ik wil een mens spreken")
    assert sound.text == phone.exchange.said("utter_phone_transfer")
    assert (sound.next, sound.number) == ("transfer", "+3114010")


async def test_offer_of_a_human_is_no_transfer(phone: Telephone) -> None:
    offer = Reply("Wilt u een mens?", Outcome.HANDOVER, (Choice("Ja", "/request_human"),))
    phone.exchange.engine._answer = lambda _m: Turn((offer,))
    await phone.start()
    assert (await phone.say("iets moeilijks")).next == "listen"


async def test_human_is_not_promised_when_the_office_is_closed(phone: Telephone) -> None:
    phone.exchange.clock.forward(hours=12)
    closed = Reply(phone.exchange.text("utter_request_human_closed"), Outcome.HANDOVER)
    phone.exchange.engine._answer = lambda _m: Turn((closed,))
    await phone.start()
    sound = await phone.press("0")
    assert sound.next == "listen"
    assert sound.text == phone.exchange.said("utter_phone_way_to_human")


async def test_human_is_reached_while_the_engine_is_away(phone: Telephone) -> None:
    phone.exchange.engine.away = True
    await phone.start()
    assert (await phone.press("0")).next == "transfer"


async def test_slow_engine_is_bridged_and_its_answer_is_said_once(
    phone: Telephone, exchange: Exchange
) -> None:
    exchange.calls._answer_within = 0.01
    exchange.pipeline._answering._patience = Patience()
    exchange.engine.slow = 0.3
    await phone.start()
    first = await phone.say("hallo")
    assert (first.text, first.next) == (exchange.said("utter_phone_moment"), "wait")
    heard = await phone.patiently(first)
    assert heard.next == "listen"
    assert heard.text.count("antwoord op: hallo") == 1
    assert exchange.said("utter_phone_back") in heard.text
    assert "antwoord op: hallo" not in (await phone.silence()).text
    assert len(exchange.engine.asked) == 1


async def test_engine_that_is_away_is_told_and_its_answer_comes_later(
    phone: Telephone, exchange: Exchange
) -> None:
    exchange.engine.away = True
    await phone.start()
    sound = await phone.patiently(await phone.say("hallo"))
    assert exchange.said("utter_phone_engine_down") in sound.text
    assert sound.next == "listen"
    exchange.calls._answer_within = 0.01
    assert (await phone.silence()).text == exchange.said("utter_phone_still")
    exchange.engine.away = False
    exchange.calls._answer_within = 5
    later = await phone.silence()
    assert later.text == f"{exchange.said('utter_phone_back')} antwoord op: hallo."
    assert (await phone.silence()).text == exchange.said("utter_phone_silence")


async def test_link_is_not_read_out(phone: Telephone) -> None:
    page = "Kijk op https://www.rotterdam.example/afspraak?id=7."
    reply = Reply(page, Outcome.ANSWER, links=(Link("Meer", "https://www.rotterdam.example/meer"),))
    phone.exchange.engine._answer = lambda _m: Turn((reply,))
    await phone.start()
    sound = await phone.say("hallo")
    place = phone.exchange.said("utter_phone_place", plek="rotterdam punt example")
    assert sound.text == f"Kijk op de website. {place}"


async def test_caller_who_hangs_up_leaves_the_record_as_it_is(phone: Telephone) -> None:
    await phone.start()
    await phone.say("hallo")
    before = await phone.transcript()
    assert (await phone.hang_up()).status in (200, 204)
    assert await phone.transcript() == before


async def test_call_that_could_not_be_kept_at_first_still_hears_the_notice(
    phone: Telephone, exchange: Exchange
) -> None:
    exchange.lose_database()
    assert (await phone.start()).text == exchange.said("utter_phone_storage_down")
    await exchange.another_process()
    sound = await phone.say("hallo")
    assert sound.text.startswith(exchange.said("utter_phone_greeting"))
    assert sound.text.endswith("antwoord op: hallo.")


async def test_two_calls_are_two_conversations(phone: Telephone) -> None:
    other = type(phone)(phone.exchange, "CA0002")
    await phone.start()
    await other.start()
    await phone.say("hallo")
    assert len(await other.transcript()) == 1


async def test_every_text_that_a_caller_may_need_is_there(exchange: Exchange) -> None:
    assert len(TEXTS) > 20
    for key in TEXTS:
        assert exchange.text(key)
