"""A web conversation goes on by telephone, over both providers, with a code of eight digits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.domain.transcript import Conversation
from connectors.channels.telephone.joining import said_code
from tests.contract.telephones import PROVIDERS, Exchange, Telephone

pytestmark = pytest.mark.asyncio

WEB = Conversation("web-1", "rotterdam", "webchat")
SAID = dict(
    enumerate(["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"])
)


@pytest_asyncio.fixture
async def exchange(tmp_path: Path) -> AsyncIterator[Exchange]:
    exchange = Exchange(tmp_path)
    await exchange.start()
    yield exchange
    await exchange.stop()


@pytest.fixture(params=PROVIDERS)
def phone(exchange: Exchange, request: pytest.FixtureRequest) -> Telephone:
    return PROVIDERS[request.param](exchange)


async def code_of_the_web_chat(exchange: Exchange, place: str = "rotterdam") -> str:
    """A resident asked about a passport on the web, and got this code."""
    await exchange.pipeline.accept(WEB, "w1", "ik wil een paspoort")
    assert await exchange.pipeline.settled(WEB.id, 5)
    return await exchange.codes.issue(WEB.id, place)


def threads(exchange: Exchange) -> list[tuple[str, str]]:
    return [(m.conversation_id, m.text) for m in exchange.engine.asked]


def aloud(code: str) -> str:
    return " ".join(SAID[int(digit)] for digit in code)


@pytest.mark.parametrize("how", ["keys", "keys and #", "words", "a whole sentence"])
async def test_a_code_carries_the_context_of_the_web_chat_to_the_call(
    phone: Telephone, exchange: Exchange, how: str
) -> None:
    code = await code_of_the_web_chat(exchange)
    await phone.start()
    sound = await {
        "keys": lambda: phone.press(code),
        "keys and #": lambda: phone.press(f"{code}#"),
        "words": lambda: phone.say(aloud(code), 0.4),
        "a whole sentence": lambda: phone.say(f"mijn code is {' '.join(code)}"),
    }[how]()
    assert (sound.text, sound.next) == (exchange.said("utter_phone_joined"), "listen")
    sound = await phone.say("en wat kost dat")
    assert sound.text == "antwoord op: en wat kost dat."
    assert threads(exchange) == [
        (WEB.id, "ik wil een paspoort"),
        (WEB.id, "en wat kost dat"),
    ]
    first, then = exchange.engine.asked
    assert then.id.startswith(f"{phone.conversation_id}:") and then.id != first.id
    assert then.channel == "telephone"


async def test_the_call_and_the_chat_keep_a_transcript_of_their_own(
    phone: Telephone, exchange: Exchange
) -> None:
    code = await code_of_the_web_chat(exchange)
    before = await exchange.store.messages(WEB.id)
    await phone.start()
    await phone.press(code)
    await phone.say("en wat kost dat")
    assert await exchange.store.messages(WEB.id) == before
    assert code not in " ".join(await phone.transcript())


async def test_what_was_asked_before_the_code_stays_where_it_was(
    phone: Telephone, exchange: Exchange
) -> None:
    code = await code_of_the_web_chat(exchange)
    await phone.start()
    await phone.say("hallo")
    await phone.press(code)
    await exchange.another_process()
    await phone.say("en wat kost dat")
    assert threads(exchange)[1:] == [
        (phone.conversation_id, "hallo"),
        (WEB.id, "en wat kost dat"),
    ]


async def test_a_report_of_a_code_that_comes_again_has_the_same_answer(
    phone: Telephone, exchange: Exchange
) -> None:
    code = await code_of_the_web_chat(exchange)
    await phone.start()
    first = await phone.press(code)
    before = await phone.transcript()
    assert set(await asyncio.gather(phone.again(), phone.again())) == {first}
    await exchange.another_process()
    assert await phone.again() == first
    assert await phone.transcript() == before


async def test_a_code_that_was_used_and_never_told_is_not_lost(
    phone: Telephone, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await code_of_the_web_chat(exchange)
    await phone.start()

    async def dies(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(exchange.calls._service, "go_on", dies)
        assert (await phone.press(code)).text == exchange.said("utter_phone_storage_down")
    assert (await phone.again()).text == exchange.said("utter_phone_joined")


async def test_a_code_works_in_one_call(phone: Telephone, exchange: Exchange) -> None:
    code = await code_of_the_web_chat(exchange)
    await phone.start()
    await phone.press(code)
    other = type(phone)(exchange, "CA0002")
    await other.start()
    sound = await other.press(code)
    assert (sound.text, sound.next) == (exchange.said("utter_phone_code_wrong"), "listen")
    await other.say("hallo")
    assert threads(exchange)[-1] == (other.conversation_id, "hallo")
    # In the same call it is used too, and the call goes on with what it had.
    assert (await phone.press(code)).text == exchange.said("utter_phone_code_wrong")
    await phone.say("en wat kost dat")
    assert threads(exchange)[-1] == (WEB.id, "en wat kost dat")


@pytest.mark.parametrize("wrong", ["other digits", "another municipality", "too late"])
async def test_a_wrong_code_joins_nothing_and_the_call_goes_on(
    phone: Telephone, exchange: Exchange, wrong: str
) -> None:
    place = "tilburg" if wrong == "another municipality" else "rotterdam"
    code = await code_of_the_web_chat(exchange, place)
    if wrong == "other digits":
        code = str(int(code) ^ 1)
    if wrong == "too late":
        exchange.clock.forward(minutes=11)
    await phone.start()
    sound = await phone.press(code)
    assert (sound.text, sound.next) == (exchange.said("utter_phone_code_wrong"), "listen")
    assert await phone.again() == sound
    await phone.say("hallo")
    assert threads(exchange)[-1] == (phone.conversation_id, "hallo")


async def test_guessing_is_slow(phone: Telephone, exchange: Exchange) -> None:
    await phone.start()
    heard = [(await phone.press(f"1000000{n}")).text for n in range(7)]
    assert set(heard[:5]) == {exchange.said("utter_phone_code_wrong")}
    assert set(heard[5:]) == {exchange.said("utter_phone_too_fast")}
    assert exchange.engine.asked == []


async def test_a_key_after_a_code_answers_no_question_from_before(
    phone: Telephone, exchange: Exchange
) -> None:
    code = await code_of_the_web_chat(exchange)
    await phone.start()
    await phone.say("ik zoek een document")
    await phone.say(aloud(code))
    assert (await phone.press("1")).text == exchange.said("utter_phone_no_choice")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("48219637", "48219637"),
        ("48219637#", "48219637"),
        ("4821 9637.", "48219637"),
        ("4 8 2 1, 9 6 3 7", "48219637"),
        ("de code is 48 21 96 37", None),
        ("code is 48 21 96 37", "48219637"),
        ("4821963", None),
        ("482196370", None),
        ("op 12 05 2026", None),
        ("٤٨٢١٩٦٣٧", "48219637"),
        ("", None),
    ],
)
async def test_a_code_is_nothing_but_a_code(text: str, code: str | None) -> None:
    assert said_code(text) == code
