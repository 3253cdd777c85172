"""What each provider of telephony sends and gets on the wire, and what nobody can bring in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from assistant.domain.conversation import Link, Outcome, Reply, Turn
from connectors.channels.telephone.twilio import PATH
from connectors.channels.twilio_signature import signature
from tests.contract.telephones import (
    CALLER,
    LINE,
    AudioCodes,
    Exchange,
    FakeSms,
    Twilio,
)

pytestmark = pytest.mark.asyncio
PAGE = Reply(
    "Zo vraagt u een paspoort aan.",
    Outcome.ANSWER,
    links=(Link("Afspraak", "https://www.rotterdam.example/afspraak"),),
)


@pytest_asyncio.fixture
async def exchange(tmp_path: Path) -> AsyncIterator[Exchange]:
    exchange = Exchange(tmp_path)
    exchange.sms = FakeSms()
    await exchange.start()
    yield exchange
    await exchange.stop()


async def test_twilio_signature_is_the_one_that_twilio_documents() -> None:
    # The example of "Validating requests" in Twilio's security guide.
    form = [
        ("CallSid", "CA1234567890ABCDE"), ("Caller", "+12349013030"), ("Digits", "1234"),
        ("From", "+12349013030"), ("To", "+18005551212"),
    ]  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize(
    "changed", [{"SpeechResult": "iets anders"}, {"From": "+15005550009"}, {"Extra": "1"}]
)
async def test_twilio_report_that_was_changed_is_refused(
    exchange: Exchange, changed: dict[str, str]
) -> None:
    phone = Twilio(exchange)
    await phone.start()
    response = await phone.post(phone.path, {"SpeechResult": "hallo"}, **changed)
    assert response.status == 403
    assert exchange.engine.asked == []


@pytest.mark.parametrize("given", [None, "", "é", "x" * 28])
async def test_twilio_report_without_a_good_signature_is_refused(
    exchange: Exchange, given: str | None
) -> None:
    headers = {} if given is None else {"X-Twilio-Signature": given}
    data = {"CallSid": "CA1", "From": CALLER, "To": LINE}
    response = await exchange.client.post(PATH, data=data, headers=headers)
    assert response.status == 403


async def test_twilio_signature_for_another_turn_is_refused(exchange: Exchange) -> None:
    form = {"CallSid": "CA1", "From": CALLER, "To": LINE, "SpeechResult": "hallo"}
    signed = signature("proef-token", f"https://balie.example{PATH}?turn=1", list(form.items()))
    headers = {"X-Twilio-Signature": signed}
    for path, status in ((f"{PATH}?turn=1", 200), (f"{PATH}?turn=2", 403), (PATH, 403)):
        response = await exchange.client.post(path, data=form, headers=headers)
        assert response.status == status


async def test_twilio_signature_is_over_the_public_address_whatever_the_proxy_says(
    exchange: Exchange,
) -> None:
    form = {"CallSid": "CA1", "From": CALLER, "To": LINE}
    signed = signature("proef-token", f"https://elders.example{PATH}", list(form.items()))
    headers = {
        "X-Twilio-Signature": signed,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "elders.example",
        "Host": "elders.example",
    }
    assert (await exchange.client.post(PATH, data=form, headers=headers)).status == 403


async def test_twilio_report_of_an_earlier_turn_changes_nothing(exchange: Exchange) -> None:
    phone = Twilio(exchange)
    await phone.start()
    await phone.silence()
    sound = await phone.say("hallo")
    late = await phone.report(f"{PATH}?turn=1", SpeechResult="nog een paspoort", Confidence="0.9")
    assert late.text == (await phone.report(f"{PATH}?turn=1")).text
    assert [m.text for m in exchange.engine.asked] == ["hallo"]
    await phone.report(f"{PATH}?turn=2", SpeechResult="te laat")
    assert [m.text for m in exchange.engine.asked] == ["hallo"]
    assert sound.text == "antwoord op: hallo."


async def test_twilio_report_that_was_overtaken_is_ignored(exchange: Exchange) -> None:
    phone = Twilio(exchange)
    await phone.start()
    newest = await phone.report(f"{PATH}?turn=5", SpeechResult="hallo")
    late = await phone.report(f"{PATH}?turn=3", SpeechResult="overgeslagen")
    assert [m.text for m in exchange.engine.asked] == ["hallo"]
    assert late == newest and phone.path == f"{PATH}?turn=6"


@pytest.mark.parametrize("turn", ["x", "-1", "1000000", "²", "1.5"])
async def test_twilio_turn_that_we_never_wrote_is_refused(exchange: Exchange, turn: str) -> None:
    assert (await Twilio(exchange).post(f"{PATH}?turn={turn}", {})).status in (400, 403)
    assert exchange.engine.asked == []


async def test_twilio_gathers_dutch_and_lets_nobody_talk_through_the_notice(
    exchange: Exchange,
) -> None:
    phone = Twilio(exchange)
    await phone.start()
    assert phone.gather is not None
    wanted = {"input": "speech dtmf", "language": "nl-NL", "actionOnEmptyResult": "true"}
    assert wanted.items() <= phone.gather.attrib.items()
    assert "rijbewijs" in phone.gather.attrib["hints"].split(",")
    assert list(phone.gather.iter("Say")) == []
    await phone.say("hallo")
    assert [say.attrib["language"] for say in phone.gather.iter("Say")] == ["nl-NL"]
    assert phone.gather.attrib["finishOnKey"] == "#"
    await phone.say("document")
    assert phone.gather.attrib["numDigits"] == "1"


async def test_twilio_speaks_slower_from_then_on(exchange: Exchange) -> None:
    phone = Twilio(exchange)
    await phone.start()
    for words in ("langzamer", "hallo"):
        await phone.say(words)
        assert phone.gather is not None
        said_now = list(phone.gather.iter("Say"))
        assert said_now and all(say.find("prosody") is not None for say in said_now)


async def test_twilio_reply_cannot_bring_in_xml(exchange: Exchange) -> None:
    phone = Twilio(exchange)
    await phone.start()
    response = await phone.post(phone.path, {"SpeechResult": "</Say><Hangup/>&\x00\x0b hallo"})
    body = await response.text()
    assert response.status == 200 and "<Hangup" not in body and "hallo" in body
    assert response.content_type == "text/xml"


@pytest.mark.parametrize(("status", "next_"), [("completed", "hangup"), ("busy", "listen")])
async def test_twilio_transfer_that_fails_goes_on(
    exchange: Exchange, status: str, next_: str
) -> None:
    phone = Twilio(exchange)
    await phone.start()
    await phone.press("0")
    sound = await phone.report(phone.path, DialCallStatus=status)
    assert sound.next == next_
    if next_ == "listen":
        assert sound.text == exchange.said("utter_phone_not_transferred")


@pytest.mark.parametrize("missing", ["CallSid", "To"])
async def test_twilio_report_about_no_call_is_refused(exchange: Exchange, missing: str) -> None:
    assert (await Twilio(exchange).post(PATH, {missing: ""})).status == 400


async def test_twilio_line_that_is_not_ours_is_not_found(exchange: Exchange) -> None:
    assert (await Twilio(exchange).post(PATH, {"To": "+15005550009"})).status == 404


async def test_link_is_offered_and_sent_once_to_the_caller(exchange: Exchange) -> None:
    assert exchange.sms
    exchange.engine._answer = lambda _m: Turn((PAGE,))
    phone = Twilio(exchange)
    await phone.start()
    sound = await phone.say("paspoort")
    assert sound.text.endswith(exchange.said("utter_phone_offer"))
    assert (await phone.say("ja graag")).text == exchange.said("utter_phone_sent")
    await phone.again()
    [(to, text, _reference)] = exchange.sms.sent
    assert (to.address, to.line) == (CALLER, LINE)
    assert text.endswith("https://www.rotterdam.example/afspraak")
    assert [m.text for m in exchange.engine.asked] == ["paspoort"]


async def test_link_is_not_offered_again_after_a_no(exchange: Exchange) -> None:
    assert exchange.sms
    exchange.engine._answer = lambda _m: Turn((PAGE,))
    phone = Twilio(exchange)
    await phone.start()
    await phone.say("paspoort")
    assert (await phone.press("2")).text == exchange.said("utter_phone_declined")
    assert exchange.said("utter_phone_offer") not in (await phone.say("paspoort")).text
    assert exchange.sms.sent == []


async def test_link_that_does_not_leave_is_told(exchange: Exchange) -> None:
    assert exchange.sms
    exchange.sms.refuses = True
    exchange.engine._answer = lambda _m: Turn((PAGE,))
    phone = Twilio(exchange)
    await phone.start()
    await phone.say("paspoort")
    sound = await phone.press("1")
    assert sound.text == exchange.said("utter_phone_not_sent", plek="rotterdam punt example")
    assert await phone.again() == sound


@pytest.mark.parametrize("caller", ["+31100000000", "anonymous", "", "+266696687"])
async def test_link_is_not_offered_where_it_cannot_arrive(exchange: Exchange, caller: str) -> None:
    exchange.engine._answer = lambda _m: Turn((PAGE,))
    phone = Twilio(exchange, caller=caller)
    await phone.start()
    sound = await phone.say("paspoort")
    offered = exchange.said("utter_phone_offer") in sound.text
    # Twilio gives an unknown caller a number that looks foreign.
    assert offered is (caller == "+266696687")


async def test_audiocodes_bot_can_be_validated(exchange: Exchange) -> None:
    path = f"/telephone/audiocodes/{LINE}"
    good = await exchange.client.get(path, headers={"Authorization": "Bearer proef-token"})
    assert await good.json() == {"type": "ac-bot-api", "success": True}


@pytest.mark.parametrize("token", ["", "x", "proef-toke", "proef-token2", "é"])
async def test_audiocodes_without_the_token_is_refused(exchange: Exchange, token: str) -> None:
    phone = AudioCodes(exchange)
    await phone.start()
    body = {"conversation": "CA0001", "activities": [{"id": "9", "type": "message", "text": "x"}]}
    for path in (phone.path, *(phone.urls[n] for n in phone.urls if n.endswith("URL"))):
        assert (await phone.post(path, body, token)).status == 401
    assert exchange.engine.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 9000, {}, {"conversation": 5},
        {"conversation": "c"}, {"conversation": "c", "activities": {}},
        {"conversation": "c", "activities": [5]}, {"conversation": "c", "activities": [{"id": 5}]},
        {"conversation": "c", "activities": [{"id": "1"}] * 21},
    ],
)  # fmt: skip
async def test_audiocodes_broken_body_is_refused(exchange: Exchange, body: Any) -> None:
    phone = AudioCodes(exchange)
    await phone.start()
    assert (await phone.post(phone.urls["activitiesURL"], body)).status == 400


async def test_body_of_a_megabyte_is_refused_and_not_kept(exchange: Exchange) -> None:
    audiocodes, twilio = AudioCodes(exchange, "a"), Twilio(exchange, "b")
    for phone in (audiocodes, twilio):
        await phone.start()
    activity = {"id": "1", "type": "message", "text": "x" * 1_000_000}
    body = {"conversation": "a", "activities": [activity]}
    assert (await audiocodes.post(audiocodes.urls["activitiesURL"], body)).status == 413
    assert (await twilio.post(twilio.path, {"SpeechResult": "x" * 1_000_000})).status == 413
    assert exchange.engine.asked == []


async def test_audiocodes_unknown_activities_get_no_answer(exchange: Exchange) -> None:
    phone = AudioCodes(exchange)
    await phone.start()
    activities = [
        {"id": "1", "type": "event", "name": "speechDetected"},
        {"id": "2", "type": "iets"},
        {"id": "3"},
    ]
    body = {"conversation": phone.call_id, "activities": activities}
    answer = await (await phone.post(phone.urls["activitiesURL"], body)).json()
    assert answer["activities"] == []
    assert len(await phone.transcript()) == 1


async def test_audiocodes_several_activities_are_handled_in_order(exchange: Exchange) -> None:
    phone = AudioCodes(exchange)
    await phone.start()
    activities = [{"id": f"{n}", "type": "message", "text": f"vraag {n}"} for n in "abc"]
    body = {"conversation": phone.call_id, "activities": activities}
    await phone.post(phone.urls["activitiesURL"], body)
    assert [m.text for m in exchange.engine.asked] == ["vraag a", "vraag b", "vraag c"]


async def test_audiocodes_is_told_to_bring_keys_together_but_an_answer_at_once(
    exchange: Exchange,
) -> None:
    phone = AudioCodes(exchange)
    await phone.start()

    async def parameters(text: str) -> dict[str, Any]:
        activity = {"id": text, "type": "message", "text": text}
        body = {"conversation": phone.call_id, "activities": [activity]}
        answer = await (await phone.post(phone.urls["activitiesURL"], body)).json()
        found: dict[str, Any] = answer["activities"][-1]["activityParams"]
        return found

    for text, together in (("hallo", True), ("ik zoek een document", False)):
        told = await parameters(text)
        assert told["sendDTMF"] is True
        assert told["dtmfCollect"] is together
        assert told["dtmfCollectMaxDigits"] == len("48219637")


async def test_audiocodes_call_is_kept_alive(exchange: Exchange) -> None:
    phone = AudioCodes(exchange)
    await phone.start()
    answer = await phone.post(phone.urls["refreshURL"], {"conversation": phone.call_id})
    assert await answer.json() == {"expiresSeconds": phone.urls["expiresSeconds"]}


async def test_audiocodes_line_that_is_not_ours_is_not_found(exchange: Exchange) -> None:
    phone = AudioCodes(exchange)
    answer = await phone.post("/telephone/audiocodes/+15005550009", {"conversation": "c"})
    assert answer.status == 404
