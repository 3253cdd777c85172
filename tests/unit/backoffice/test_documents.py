"""Documents with a zaak, as Open Zaak takes and refuses them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.unit.backoffice.zgw import CATALOGI, RSIN, ZAKEN, Caller, Client

pytestmark = pytest.mark.asyncio
KIND = "/documenten/api/v1/enkelvoudiginformatieobjecten"
LINKS = f"{ZAKEN}/zaakinformatieobjecten"
CONTENT = b"%PDF-1.7 a paper" * 40_000


@pytest.fixture
def caller(client: Client) -> Caller:
    return Caller(client)


async def document(caller: Caller, **changes: Any) -> dict[str, Any]:
    kinds = await caller.get(f"{CATALOGI}/informatieobjecttypen")
    return {
        "bronorganisatie": RSIN, "creatiedatum": "2026-11-23", "titel": "bijlage-1.pdf",
        "auteur": "Inwoner", "taal": "nld", "formaat": "application/pdf",
        "bestandsnaam": "bijlage-1.pdf", "inhoud": base64.b64encode(CONTENT).decode(),
        "bestandsomvang": len(CONTENT), "identificatie": "D1",
        "informatieobjecttype": kinds["results"][0]["url"], **changes,
    }  # fmt: skip


async def test_document_is_kept_linked_and_given_back(caller: Caller) -> None:
    made = await caller.post(KIND, await document(caller))
    zaak = (await caller.register())["zaak"]
    link = {"zaak": zaak["url"], "informatieobject": made["url"], "titel": "bijlage-1.pdf"}
    await caller.post(LINKS, link)
    (found,) = await caller.get(LINKS, zaak=zaak["url"])
    assert (found["informatieobject"], found["titel"]) == (made["url"], "bijlage-1.pdf")
    assert (await caller.get(KIND, bronorganisatie=RSIN, identificatie="D1"))["count"] == 1
    assert (await caller.get(KIND, bronorganisatie=RSIN, identificatie="D2"))["count"] == 0
    refused = await caller.post(LINKS, link, status=400)
    assert refused["invalidParams"][0]["code"] == "unique"
    page = await caller.client.get(f"/zaken/{zaak['uuid']}")
    assert "bijlage-1.pdf" in await page.text()
    key = made["url"].rpartition("/")[2]
    sent = await caller.client.get(f"/zaken/{zaak['uuid']}/documenten/{key}")
    assert await sent.read() == CONTENT
    other = (await caller.register())["zaak"]
    elsewhere = await caller.client.get(f"/zaken/{other['uuid']}/documenten/{key}")
    assert elsewhere.status == 404


@pytest.mark.parametrize(
    ("changes", "name", "code"),
    [
        ({"inhoud": "geen base64!"}, "inhoud", "invalid"),
        ({"bestandsomvang": 1}, "inhoud", "file-size"),
        ({"informatieobjecttype": "http://x/y"}, "informatieobjecttype", "bad-url"),
        ({"bronorganisatie": "123456789"}, "bronorganisatie", "invalid"),
        ({"titel": "x" * 201}, "titel", "max_length"),
    ],
)
async def test_what_is_refused(
    caller: Caller, changes: dict[str, Any], name: str, code: str
) -> None:
    refused = await caller.post(KIND, await document(caller, **changes), status=400)
    (param,) = refused["invalidParams"]
    assert (param["name"], param["code"]) == (name, code)


async def test_identificatie_is_of_one_document(caller: Caller) -> None:
    await caller.post(KIND, await document(caller))
    refused = await caller.post(KIND, await document(caller), status=400)
    assert refused["invalidParams"][0]["code"] == "identificatie-niet-uniek"


async def test_document_of_another_organisation_does_not_fit(caller: Caller) -> None:
    kinds = await caller.get(f"{CATALOGI}/informatieobjecttypen")
    other = kinds["results"][1]["url"]
    made = await caller.post(KIND, await document(caller, informatieobjecttype=other))
    zaak = (await caller.register())["zaak"]
    link = {"zaak": zaak["url"], "informatieobject": made["url"]}
    refused = await caller.post(LINKS, link, status=400)
    code = refused["invalidParams"][0]["code"]
    assert code == "missing-zaaktype-informatieobjecttype-relation"
