"""The Zaken and Catalogi APIs answer as Open Zaak does, traps and all."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from tests.unit.backoffice.zgw import (
    BSN_FILTER,
    CATALOGI,
    CRS,
    JAN,
    RSIN,
    SANNE,
    ZAKEN,
    Caller,
    Client,
    token,
)

pytestmark = pytest.mark.asyncio
PROBLEM = {"type", "code", "title", "status", "detail", "instance"}
SEARCH = f"{ZAKEN}/zaken/_zoek"


@pytest_asyncio.fixture
async def caller(client: Client) -> Caller:
    return Caller(client)


def codes(problem: dict[str, Any]) -> dict[str, str]:
    return {param["name"]: param["code"] for param in problem["invalidParams"]}


# --- who may call


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "permission_denied"),
        ({"Authorization": "Token x"}, "permission_denied"),
        ({"Authorization": "Bearer nonsense"}, "permission_denied"),
        ({"secret": "another-secret-that-is-long-enough"}, "invalid-jwt-signature"),
        ({"client": "somebody"}, "not_authorized"),
        ({"age": 4000}, "jwt-expired"),
        ({"age": -60}, "jwt-not-valid-yet"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{ZAKEN}/zaken"),
        ("POST", f"{ZAKEN}/zaken"),
        ("POST", SEARCH),
        ("POST", f"{ZAKEN}/zaak_registreren"),
        ("POST", f"{ZAKEN}/statussen"),
        ("POST", f"{ZAKEN}/rollen"),
        ("GET", f"{ZAKEN}/rollen"),
        ("GET", f"{CATALOGI}/zaaktypen"),
        ("GET", f"{CATALOGI}/statustypen"),
    ],
)
async def test_without_a_good_token_nothing_is_told(
    client: Client, headers: dict[str, Any], code: str, method: str, path: str
) -> None:
    if headers and "Authorization" not in headers:
        # Made now: a token of a moment ago says something else in a while.
        headers = token(**headers)
    async with client.request(method, path, headers=headers | CRS) as response:
        assert response.status == 403
        problem = await response.json(content_type=None)
    assert (problem["code"], set(problem)) == (code, PROBLEM)


@pytest.mark.parametrize(
    ("crs", "status", "code"),
    [({}, 412, "precondition_failed"), ({"Accept-Crs": "EPSG:28992"}, 406, "not_acceptable")],
)
async def test_crs_is_wanted(client: Client, crs: dict[str, str], status: int, code: str) -> None:
    async with client.get(f"{ZAKEN}/zaken", headers=token() | crs) as response:
        assert (response.status, (await response.json(content_type=None))["code"]) == (status, code)


# --- registering


async def test_registered_zaak_has_number_status_role_and_term(caller: Caller) -> None:
    made = await caller.register()
    assert made["zaak"]["identificatie"] == "ZAAK-2026-0000000001"
    assert made["zaak"]["uiterlijkeEinddatumAfdoening"] == "2026-11-25"
    assert made["rollen"][0]["betrokkeneIdentificatie"]["inpBsn"] == JAN
    assert made["rollen"][0]["omschrijvingGeneriek"] == "initiator"
    zaak = await caller.get(made["zaak"]["url"])
    assert zaak["status"] == made["status"]["url"]
    assert (await caller.register())["zaak"]["identificatie"] == "ZAAK-2026-0000000002"


async def test_registration_is_all_or_nothing(caller: Caller) -> None:
    body = await caller.registration()
    body["rollen"][0]["betrokkeneIdentificatie"]["inpBsn"] = "123456789"
    problem = await caller.post(f"{ZAKEN}/zaak_registreren", body, status=400)
    assert codes(problem) == {"rollen.0.betrokkeneIdentificatie.inpBsn": "invalid"}
    assert (await caller.get(f"{ZAKEN}/zaken"))["count"] == 0


async def test_zaak_step_by_step(caller: Caller) -> None:
    body = await caller.registration()
    zaaktype = await caller.zaaktype()
    zaak = await caller.post(f"{ZAKEN}/zaken", body["zaak"])
    assert zaak["status"] is None
    await caller.post(f"{ZAKEN}/rollen", body["rollen"][0] | {"zaak": zaak["url"]})
    (eigenschap, *_) = await caller.parts("eigenschappen", zaaktype)
    made = await caller.post(
        f"{zaak['url']}/zaakeigenschappen",
        {"zaak": zaak["url"], "eigenschap": eigenschap["url"], "waarde": "2026-12-01"},
    )
    assert made["naam"] == eigenschap["naam"]
    first, *_, last = await caller.parts("statustypen", zaaktype)
    gezet = {"zaak": zaak["url"], "datumStatusGezet": "2026-11-21T10:00:00Z"}
    await caller.post(f"{ZAKEN}/statussen", gezet | {"statustype": first["url"]})
    end = gezet | {"statustype": last["url"]}
    problem = await caller.post(f"{ZAKEN}/statussen", end, status=400)
    assert codes(problem) == {"nonFieldErrors": "resultaat-does-not-exist"}
    (resultaat, *_) = await caller.parts("resultaattypen", zaaktype)
    result = {"zaak": zaak["url"], "resultaattype": resultaat["url"]}
    await caller.post(f"{ZAKEN}/resultaten", result)
    await caller.post(f"{ZAKEN}/resultaten", result, status=400)
    await caller.post(f"{ZAKEN}/statussen", end)
    expand = "zaaktype,status,status.statustype,rollen,resultaat,eigenschappen"
    found = await caller.get(zaak["url"], expand=expand)
    assert found["einddatum"] == "2026-11-21"
    assert found["_expand"]["status"]["_expand"]["statustype"]["statustekst"] == last["statustekst"]
    assert found["_expand"]["zaaktype"]["omschrijving"] == zaaktype["omschrijving"]
    assert found["_expand"]["eigenschappen"][0]["waarde"] == "2026-12-01"
    assert found["_expand"]["rollen"][0]["betrokkeneIdentificatie"]["inpBsn"] == JAN


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"bronorganisatie": "123456789"}, {"bronorganisatie": "invalid"}),
        ({"startdatum": "31-02-2026"}, {"startdatum": "invalid"}),
        ({"startdatum": "9999-12-31"}, {"startdatum": "invalid"}),
        ({"omschrijving": "x" * 81}, {"omschrijving": "max_length"}),
        ({"omschrijving": "\x00"}, {"omschrijving": "invalid"}),
        ({"omschrijving": "\ud800"}, {"omschrijving": "invalid"}),
        ({"omschrijving": None}, {"omschrijving": "invalid"}),
        ({"zaaktype": "http://elders/1"}, {"zaaktype": "bad-url"}),
        ({"zaaktype": ""}, {"zaaktype": "blank"}),
        ({"vertrouwelijkheidaanduiding": "x"}, {"vertrouwelijkheidaanduiding": "invalid"}),
        ({"kenmerken": [{"kenmerk": "", "bron": "b"}]}, {"kenmerken.0.kenmerk": "blank"}),
        ({"kenmerken": "x"}, {"kenmerken": "invalid"}),
    ],
)
async def test_what_is_wrong_with_a_zaak_is_told(
    caller: Caller, change: dict[str, Any], refused: dict[str, str]
) -> None:
    body = (await caller.registration())["zaak"] | change
    assert codes(await caller.post(f"{ZAKEN}/zaken", body, status=400)) == refused


async def test_what_is_missing_is_told(caller: Caller) -> None:
    problem = await caller.post(f"{ZAKEN}/zaken", {}, status=400)
    assert codes(problem) == dict.fromkeys(
        ("zaaktype", "bronorganisatie", "verantwoordelijkeOrganisatie", "startdatum"), "required"
    )


async def test_number_is_there_once_in_an_organisation(caller: Caller) -> None:
    await caller.register(identificatie="A-1")
    body = await caller.registration()
    body["zaak"]["identificatie"] = "A-1"
    problem = await caller.post(f"{ZAKEN}/zaak_registreren", body, status=400)
    assert codes(problem) == {"identificatie": "identificatie-niet-uniek"}


async def test_status_is_not_of_the_future_nor_of_another_zaaktype(caller: Caller) -> None:
    body = await caller.registration()
    body["status"]["datumStatusGezet"] = "2126-01-01T00:00:00Z"
    problem = await caller.post(f"{ZAKEN}/zaak_registreren", body, status=400)
    assert codes(problem) == {"status.datumStatusGezet": "date-in-future"}
    other = await caller.registration(name="KLACHT")
    body["status"] = other["status"]
    problem = await caller.post(f"{ZAKEN}/zaak_registreren", body, status=400)
    assert codes(problem) == {"status.statustype": "zaaktype-mismatch"}


# --- searching


async def test_search_finds_by_person_and_number(caller: Caller) -> None:
    mine = (await caller.register(JAN))["zaak"]
    other = (await caller.register(SANNE))["zaak"]
    filters = {BSN_FILTER: JAN, "rol__omschrijvingGeneriek": "initiator"}
    found = await caller.post(f"{SEARCH}?expand=rollen,status.statustype,status", filters, 200)
    assert [zaak["url"] for zaak in found["results"]] == [mine["url"]]
    number = {"identificatie": other["identificatie"]}
    assert (await caller.post(SEARCH, filters | number, 200))["count"] == 0


@pytest.mark.parametrize("body", [{BSN_FILTER: ""}, {BSN_FILTER: None}, {"bogus": 1}])
async def test_empty_or_unknown_filter_is_no_filter(caller: Caller, body: dict[str, Any]) -> None:
    await caller.register(JAN)
    await caller.register(SANNE)
    assert (await caller.post(SEARCH, body, 200))["count"] == 2


async def test_search_for_nothing_at_all_is_refused(caller: Caller) -> None:
    problem = await caller.post(SEARCH, {}, 400)
    assert codes(problem) == {"nonFieldErrors": "empty_search_body"}


async def test_kenmerk_finds_a_zaak_back(caller: Caller) -> None:
    zaak = (await caller.register(kenmerken=[{"kenmerk": "k1", "bron": "balie"}]))["zaak"]
    await caller.register()
    found = await caller.get(f"{ZAKEN}/zaken", kenmerk="balie:k1")
    assert [one["url"] for one in found["results"]] == [zaak["url"]]
    assert (await caller.get(f"{ZAKEN}/zaken", kenmerk="balie:k2"))["count"] == 0
    await caller.get(f"{ZAKEN}/zaken", 400, kenmerk="k1")


async def test_pages_and_order(caller: Caller) -> None:
    for _ in range(3):
        await caller.register()
    page = await caller.get(f"{ZAKEN}/zaken", pageSize="2", ordering="-identificatie")
    assert (page["count"], page["previous"]) == (3, None)
    assert [z["identificatie"][-1] for z in page["results"]] == ["3", "2"]
    rest = await caller.get(page["next"])
    assert [z["identificatie"][-1] for z in rest["results"]] == ["1"]
    problem = await caller.get(f"{ZAKEN}/zaken", 404, page="9")
    assert problem["detail"] == "Ongeldige pagina."


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"bogus": "1"}, 400), ({"ordering": "x"}, 400), ({"expand": "bogus"}, 400),
        ({"einddatum__isnull": "misschien"}, 400), ({"page": "0"}, 404), ({"startdatum": "x"}, 400),
        ({"maximaleVertrouwelijkheidaanduiding": "x"}, 400), ({"identificatie": "\x00"}, 400),
        ({"einddatum__isnull": "true"}, 200), ({"maximaleVertrouwelijkheidaanduiding": "openbaar"}, 200),
    ],
)  # fmt: skip
async def test_query(caller: Caller, params: dict[str, str], status: int) -> None:
    await caller.get(f"{ZAKEN}/zaken", status, **params)


@pytest.mark.parametrize("path", ["statussen", "rollen", "resultaten", "zaken"])
async def test_what_is_not_there(caller: Caller, path: str) -> None:
    for name in ("00000000-0000-4000-8000-000000000000", "x"):
        problem = await caller.get(f"{ZAKEN}/{path}/{name}", 404)
        assert set(problem) == PROBLEM


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 90000, b"\xff"])
async def test_nonsense_is_refused(client: Client, body: bytes) -> None:
    headers = token() | CRS | {"Content-Type": "application/json"}
    for path in ("zaken", "zaken/_zoek", "zaak_registreren", "statussen", "rollen", "resultaten"):
        async with client.post(f"{ZAKEN}/{path}", data=body, headers=headers) as response:
            assert response.status == 400, path


async def test_single_things_are_found_by_their_address(caller: Caller) -> None:
    made = await caller.register()
    assert (await caller.get(made["rollen"][0]["url"]))["uuid"] == made["rollen"][0]["uuid"]
    assert (await caller.get(made["status"]["url"]))["indicatieLaatstGezetteStatus"] is True
    roles = await caller.get(f"{ZAKEN}/rollen", zaak=made["zaak"]["url"])
    assert roles["count"] == 1
    zaaktype = await caller.zaaktype()
    assert await caller.get(zaaktype["url"]) == zaaktype
    (part, *_) = await caller.parts("roltypen", zaaktype)
    assert await caller.get(part["url"]) == part


async def test_other_organisation_has_its_own_zaaktypen(caller: Caller) -> None:
    here, there = await caller.zaaktype(), await caller.zaaktype(rsin="999000020")
    assert here["identificatie"] == there["identificatie"]
    assert here["url"] != there["url"]
    assert RSIN == "999000007"
