"""Our Klantinteracties API answers as the real one: shapes, pages, filters, refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

pytestmark = pytest.mark.asyncio

Client = TestClient[Any, Any]
API = "/klantinteracties/api/v1/klantcontacten"
AUTH = {"Authorization": "Token a-token-for-this-test"}
BODY: dict[str, Any] = {
    "kanaal": "webchat",
    "onderwerp": "Vraag",
    "inhoud": "mag een kameel in de tuin?",
    "taal": "nld",
    "vertrouwelijk": False,
    "indicatieContactGelukt": False,
    "plaatsgevondenOp": "2026-11-23T02:10:05+01:00",
    "metadata": {"referentie": "c1:m1"},
}
PROBLEM = {"type", "code", "title", "status", "detail", "instance"}


async def post(client: Client, **changes: Any) -> dict[str, Any]:
    response = await client.post(API, json={**BODY, **changes}, headers=AUTH)
    assert response.status == 201, await response.text()
    made: dict[str, Any] = await response.json()
    return made


async def get(client: Client, url: str = API, status: int = 200, **params: str) -> Any:
    address = url.removeprefix(str(client.make_url("/")).rstrip("/"))
    response = await client.get(address, params=params, headers=AUTH)
    assert response.status == status, await response.text()
    return await response.json(content_type=None)


async def test_a_klantcontact_comes_back_with_every_field_of_the_standard(
    client: Client,
) -> None:
    made = await post(client)
    assert made["nummer"] == "0000000001"
    assert made["plaatsgevondenOp"] == "2026-11-23T01:10:05Z"
    assert made["metadata"] == {"referentie": "c1:m1"}
    assert made["url"].endswith(f"{API}/{made['uuid']}")
    assert set(made) == {
        *BODY,
        *("uuid", "url", "nummer", "reactie", "hoofdOnderwerpType", "verdereActieOndernomen"),
        *("gingOverOnderwerpobjecten", "hadBetrokkenActoren", "omvatteBijlagen"),
        *("hadBetrokkenen", "leiddeTotInterneTaken"),
    }
    assert await get(client, f"{API}/{made['uuid']}") == made


async def test_only_four_fields_are_required(client: Client) -> None:
    response = await client.post(API, json={}, headers=AUTH)
    body = await response.json(content_type=None)
    assert [p["name"] for p in body["invalidParams"]] == [
        "kanaal",
        "onderwerp",
        "taal",
        "vertrouwelijk",
    ]
    assert {p["code"] for p in body["invalidParams"]} == {"required"}
    small = {key: BODY[key] for key in ("kanaal", "onderwerp", "taal", "vertrouwelijk")}
    response = await client.post(API, json={**small, "unknown": 1}, headers=AUTH)
    made = await response.json()
    assert response.status == 201 and response.headers["Location"] == made["url"]
    assert made["inhoud"] == "" and made["indicatieContactGelukt"] is None
    assert made["plaatsgevondenOp"].endswith("Z")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("kanaal", "k" * 51, "max_length"),
        ("onderwerp", "o" * 201, "max_length"),
        ("inhoud", "i" * 1001, "max_length"),
        ("taal", "nederlands", "max_length"),
        ("kanaal", "  ", "blank"),
        ("onderwerp", None, "null"),
        ("onderwerp", ["x"], "invalid"),
        ("inhoud", "nul\0", "null_characters_not_allowed"),
        ("inhoud", "half \ud83d", "null_characters_not_allowed"),
        ("vertrouwelijk", "misschien", "invalid"),
        ("vertrouwelijk", None, "null"),
        ("indicatieContactGelukt", 7, "invalid"),
        ("plaatsgevondenOp", "gisteren", "invalid"),
        ("plaatsgevondenOp", "0001-01-01T00:00:00+14:00", "invalid"),
        ("plaatsgevondenOp", 12, "invalid"),
        ("nummer", "twaalf", "invalid"),
        ("metadata", {"a": 1}, "invalid"),
        ("metadata", ["a"], "invalid"),
        ("metadata", {"a": "\ud83d"}, "null_characters_not_allowed"),
    ],
)
async def test_a_field_is_refused_by_name(client: Client, name: str, value: Any, code: str) -> None:
    response = await client.post(API, json={**BODY, name: value}, headers=AUTH)
    body = await response.json(content_type=None)
    assert response.status == 400 and body["code"] == "invalid"
    assert [(p["name"], p["code"]) for p in body["invalidParams"]] == [(name, code)]
    assert (await get(client))["count"] == 0


async def test_nummer_is_made_unless_it_is_given_and_is_unique(client: Client) -> None:
    assert (await post(client, nummer="41"))["nummer"] == "41"
    assert (await post(client, nummer=""))["nummer"] == "0000000042"
    assert (await post(client, nummer=None))["nummer"] == "0000000043"
    response = await client.post(API, json={**BODY, "nummer": "41"}, headers=AUTH)
    body = await response.json(content_type=None)
    assert (response.status, body["invalidParams"][0]["code"]) == (400, "unique")
    await post(client, nummer="9999999999")
    response = await client.post(API, json=BODY, headers=AUTH)
    assert response.status == 409


async def test_the_list_is_newest_first_and_in_pages(client: Client) -> None:
    for number in range(5):
        await post(client, onderwerp=f"Vraag {number}")
    first = await get(client, pageSize="2", kanaal="webchat")
    assert (first["count"], first["previous"]) == (5, None)
    assert [item["onderwerp"] for item in first["results"]] == ["Vraag 4", "Vraag 3"]
    second = await get(client, first["next"])
    third = await get(client, second["next"])
    assert [item["onderwerp"] for item in third["results"]] == ["Vraag 0"]
    assert third["next"] is None
    assert (await get(client, second["previous"]))["results"] == first["results"]
    for page in ("4", "0", "-1", "x", "9" * 30, "²"):
        assert (await get(client, status=404, page=page))["detail"] == "Ongeldige pagina."


async def test_filters_find_what_they_say(client: Client) -> None:
    await post(client, onderwerp="100% zeker", vertrouwelijk=True)
    await post(client, kanaal="sms", inhoud="Een KAMEEL", indicatieContactGelukt=True)
    await post(client, indicatieContactGelukt=None, plaatsgevondenOp="2026-11-24T00:00:00Z")

    async def found(**params: str) -> int:
        count: int = (await get(client, API, 200, **params))["count"]
        return count

    assert await found(kanaal="sms") == 1
    assert await found(onderwerp="0% ZEK") == 1
    assert await found(onderwerp="%") == 1
    assert await found(inhoud="kameel") == 3
    assert await found(indicatieContactGelukt="false") == 1
    assert await found(vertrouwelijk="true") == 1
    assert await found(plaatsgevondenOp="2026-11-23T01:10:05Z") == 2
    assert await found(plaatsgevondenOp="2026-11-23T02:10:05+01:00", kanaal="sms") == 1
    assert await found(nummer="0000000002") == 1
    assert await found(kanaal="", expand="hadBetrokkenen") == 3
    assert (await get(client, status=400, bogus="1"))["code"] == "unknown-parameters"
    assert (await get(client, status=400, vertrouwelijk="x"))["code"] == "invalid"


async def test_patch_changes_only_what_is_given(client: Client) -> None:
    made = await post(client)
    url = f"{API}/{made['uuid']}"
    changes = {"indicatieContactGelukt": True, "reactie": "Ja, met vergunning.", "nummer": None}
    response = await client.patch(url, json=changes, headers=AUTH)
    assert response.status == 200
    assert await response.json() == {**made, **changes, "nummer": made["nummer"]}
    response = await client.patch(url, json={"inhoud": "x" * 1001}, headers=AUTH)
    assert response.status == 400
    response = await client.patch(f"{API}/{'0' * 32}", json=changes, headers=AUTH)
    assert response.status == 404


@pytest.mark.parametrize("key", ["nietes", "0" * 32, "%00", "..%2f..%2fetc"])
async def test_an_unknown_klantcontact_is_404(client: Client, key: str) -> None:
    response = await client.get(f"{API}/{key}", headers=AUTH)
    assert response.status == 404
    assert set(await response.json(content_type=None)) == PROBLEM


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "not_authenticated"),
        ("Bearer a-token-for-this-test", "not_authenticated"),
        ("Token ", "not_authenticated"),
        ("Token wrong", "authentication_failed"),
        ("Token tökén", "authentication_failed"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_the_token_the_door_stays_closed(
    client: Client, method: str, header: str | None, code: str
) -> None:
    headers = {"Authorization": header} if header else {}
    response = await client.request(method, API, json=BODY, headers=headers)
    body = await response.json(content_type=None)
    assert (response.status, body["code"]) == (401, code)
    assert response.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "parse_error"),
        (b"", "application/json", 400, "parse_error"),
        (b"\xff\xfe", "application/json", 400, "parse_error"),
        (b"[" * 100_000, "application/json", 400, "parse_error"),
        (b"[1]", "application/json", 400, "invalid"),
        (b"null", "application/json", 400, "invalid"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (json.dumps({"inhoud": "x" * 300_000}).encode(), "application/json", 413, None),
    ],
)
async def test_a_bad_body_is_an_error_body_and_no_crash(
    client: Client, content: bytes, content_type: str, status: int, code: str | None
) -> None:
    headers = {**AUTH, "Content-Type": content_type}
    response = await client.post(API, data=content, headers=headers)
    body = await response.json(content_type=None)
    assert response.status == body["status"] == status
    assert response.content_type == "application/problem+json"
    assert not PROBLEM - set(body)
    assert code is None or body["code"] == code


async def test_other_addresses_and_methods_are_error_bodies(client: Client) -> None:
    response = await client.get("/klantinteracties/api/v1/partijen", headers=AUTH)
    assert (response.status, response.content_type) == (404, "application/problem+json")
    response = await client.delete(API, headers=AUTH)
    assert (response.status, response.content_type) == (405, "application/problem+json")
    assert (await response.json(content_type=None))["code"] == "method_not_allowed"


async def test_a_broken_database_shows_nothing_of_the_program(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("backoffice.register.Register.find", broken)
    response = await client.get(API, headers=AUTH)
    assert (response.status, response.content_type) == (500, "application/problem+json")
    text = await response.text()
    assert "secret" not in text and "Traceback" not in text
    page = await client.get("/klantcontacten")
    assert page.status == 500 and "secret" not in await page.text()
