"""The web chat gives a code with which the conversation goes on elsewhere."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientResponse

from assistant.domain.channel_codes import find_code
from assistant.errors import StorageUnavailable
from connectors.channels.code_desk import CODES_PER_MINUTE
from tests.e2e.site import HTML, Resident, Site

pytestmark = pytest.mark.asyncio

WEBSITE = "https://www.rotterdam.example"
ELSEWHERE = {"Origin": WEBSITE, "Sec-Fetch-Site": "cross-site"}


async def ask_code(resident: Resident, data: bytes = b"", **headers: str) -> ClientResponse:
    return await resident.client.post(f"/{resident.place}/code", data=data, headers=headers)


async def redeemed(site: Site, shown: str, place: str = "rotterdam") -> str | None:
    return await site.codes.redeem(find_code(shown) or "", place, "m1")


async def conversation_id(site: Site) -> str:
    return site.engine.asked[-1].conversation_id


async def test_our_page_gets_a_code_by_its_cookie(site: Site, resident: Resident) -> None:
    await resident.ask("een paspoort")
    answer = await ask_code(resident)
    assert (answer.status, answer.headers["Cache-Control"]) == (201, "no-store")
    handed = await answer.json()
    assert re.fullmatch(r"\d{4} \d{4}", handed["code"])
    assert handed["minutes"] == 10
    assert handed["text"].startswith("utter_code")
    assert await redeemed(site, handed["code"]) == await conversation_id(site)
    assert len(await resident.messages()) == 3  # the code is no part of the conversation


async def test_a_page_of_the_municipality_gets_a_code_by_its_token(site: Site) -> None:
    client = site.client()
    begun = await client.post("/rotterdam/messages", json={"text": "hoi"}, headers=ELSEWHERE)
    token = {"Authorization": f"Bearer {(await begun.json())['token']}"}
    answer = await client.post("/rotterdam/code", headers=ELSEWHERE | token)
    assert answer.status == 201
    assert answer.headers["Access-Control-Allow-Origin"] == WEBSITE
    joined = await redeemed(site, (await answer.json())["code"])
    assert joined is not None
    assert [m.text for m in await site.store.messages(joined)][1] == "hoi"


async def test_preflight_allows_the_site_of_the_municipality_only(site: Site) -> None:
    client = site.client()
    answer = await client.options("/rotterdam/code", headers=ELSEWHERE)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    stranger = {"Origin": "https://evil.example"}
    assert (await client.options("/rotterdam/code", headers=stranger)).status == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Authorization": "Bearer x.y"}, 401),
        ({"Authorization": "Basic x"}, 401),
    ],
)
async def test_nobody_gets_the_code_of_another(
    resident: Resident, headers: dict[str, str], status: int
) -> None:
    await resident.ask("een paspoort")
    answer = await ask_code(resident, **headers)
    assert answer.status == status
    assert "code" not in await answer.json(content_type="application/problem+json")


async def test_a_site_of_the_municipality_cannot_use_the_cookie(resident: Resident) -> None:
    await resident.ask("een paspoort")
    assert (await ask_code(resident, **ELSEWHERE)).status == 422


async def test_without_a_conversation_there_is_no_code(site: Site, resident: Resident) -> None:
    for who in (resident, Resident(site.client())):  # with a cookie, and without
        answer = await ask_code(who)
        assert answer.status == 422
        problem = await answer.json(content_type="application/problem+json")
        assert problem["detail"].startswith("utter_code_too_early")
    assert (await ask_code(Resident(site.client(), "nergens"))).status == 404


async def test_a_few_codes_a_minute_and_only_the_last_one_works(
    site: Site, resident: Resident
) -> None:
    await resident.ask("een paspoort")
    codes = [(await (await ask_code(resident)).json())["code"] for _ in range(CODES_PER_MINUTE)]
    answer = await ask_code(resident)
    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 0
    problem = await answer.json(content_type="application/problem+json")
    assert problem["detail"].startswith("utter_code_too_fast")
    found = [await redeemed(site, code) for code in codes]
    assert found == [None, None, await conversation_id(site)]
    # The pace is that of one conversation.
    other = Resident(site.client())
    await other.page()
    await other.ask("hoi")
    assert (await ask_code(other)).status == 201


async def test_a_code_is_good_for_one_municipality(site: Site, resident: Resident) -> None:
    await resident.ask("een paspoort")
    code = (await (await ask_code(resident)).json())["code"]
    assert await redeemed(site, code, "tilburg") is None
    assert (await ask_code(Resident(resident.client, "tilburg"))).status == 422


@pytest.mark.parametrize("body", [b"{", b"x" * 1_000_000, b"\xff"])
async def test_a_body_says_nothing(resident: Resident, body: bytes) -> None:
    await resident.ask("een paspoort")
    assert (await ask_code(resident, body)).status == 201


async def test_a_code_that_cannot_be_kept_is_not_given(
    site: Site, resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    await resident.ask("een paspoort")

    async def away(*_: object) -> None:
        raise StorageUnavailable("away")

    monkeypatch.setattr(site.kept_codes, "keep", away)
    answer = await ask_code(resident)
    assert answer.status == 503 and answer.headers["Retry-After"] == "10"
    assert "code" not in await answer.json(content_type="application/problem+json")
    assert (await post_form(resident)).status == 503


# --- without JavaScript


async def post_form(resident: Resident, **headers: str) -> ClientResponse:
    return await resident.client.post(
        f"/{resident.place}", data={"choice": "code"}, headers=HTML | headers
    )


async def test_a_form_shows_a_code_on_the_page(site: Site, resident: Resident) -> None:
    await resident.ask("een paspoort")
    answer = await post_form(resident)
    page = await answer.text()
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "utter_code (rotterdam)" in page and "persoonlijk" in page
    assert len(await resident.messages()) == 3
    assert "utter_code (rotterdam)" not in await resident.page()


async def test_a_form_is_refused_in_words(site: Site, resident: Resident) -> None:
    early = await post_form(resident)
    assert early.status == 422 and "utter_code_too_early" in await early.text()
    forged = await post_form(resident, Origin="https://evil.example")
    assert forged.status == 403
    await resident.ask("een paspoort")
    for _ in range(CODES_PER_MINUTE):
        assert (await post_form(resident)).status == 200
    fast = await post_form(resident)
    assert fast.status == 429 and "utter_code_too_fast" in await fast.text()


async def test_without_another_channel_no_code_is_offered(site: Site, resident: Resident) -> None:
    assert "utter_label_code" in await resident.page()
    await site.stop()
    await site.start(codes=None)
    alone = Resident(site.client())
    assert "utter_label_code" not in await alone.page()
    await alone.ask("hoi")
    assert (await ask_code(alone)).status == 404
    assert (await post_form(alone)).status == 422
