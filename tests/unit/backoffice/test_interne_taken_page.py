"""The page with tasks: whom to call, safe to open, and done with one button."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.unit.backoffice.test_klantinteracties import AUTH, get, post
from tests.unit.backoffice.test_pages import ATTACK, show

pytestmark = pytest.mark.asyncio
Client = TestClient[Any, Any]
ROOT = "/klantinteracties/api/v1"


async def add(client: Client, kind: str, **body: Any) -> dict[str, Any]:
    async with client.post(f"{ROOT}/{kind}", json=body, headers=AUTH) as response:
        assert response.status == 201, await response.text()
        made: dict[str, Any] = await response.json()
        return made


async def task(client: Client, onderwerp: str = "Terugbelverzoek", **changes: Any) -> str:
    """Somebody is to be called; the address of the task in the API."""
    contact = {"uuid": (await post(client, onderwerp=onderwerp))["uuid"]}
    person = await add(client, "betrokkenen", hadKlantcontact=contact, rol="klant", initiator=True)
    await add(
        client, "digitaleadressen", verstrektDoorBetrokkene={"uuid": person["uuid"]},
        adres="+31612345678", soortDigitaalAdres="telefoonnummer",
    )  # fmt: skip
    made = await add(
        client, "internetaken", gevraagdeHandeling="Contact opnemen",
        aanleidinggevendKlantcontact=contact, status="te_verwerken", **changes,
    )  # fmt: skip
    return str(made["uuid"])


async def close(client: Client, key: str, origin: str | None = None) -> int:
    headers = {"Origin": str(client.make_url("/")).rstrip("/") if origin is None else origin}
    path = f"/taken/{key}"
    async with client.post(path, headers=headers, allow_redirects=False) as response:
        return response.status


async def test_shows_whom_to_call_and_is_done_with_a_button(client: Client) -> None:
    first = await task(client, "Terugbelverzoek: paspoort", toelichting="Bel vandaag.")
    await task(client)
    page, html = await show(client, "/taken")
    assert "2 taken" in html and "+31612345678" in html and "Bel vandaag." in html
    assert "Terugbelverzoek: paspoort" in html
    forms = [form["action"] for form in page.all("form")]
    assert forms[0] == f"/taken/{first}" and len(forms) == 2
    assert await close(client, first) == 303
    kept = await get(client, f"{ROOT}/internetaken/{first}")
    assert kept["status"] == "verwerkt" and kept["afgehandeldOp"]
    page, html = await show(client, "/taken")
    assert len(page.all("form")) == 1
    # What is done stands below what is not.
    assert html.index("paspoort") > html.index("<form")


async def test_is_safe_to_open_and_closes_for_no_other_site(client: Client) -> None:
    key = await task(client, ATTACK, toelichting=ATTACK)
    page, html = await show(client, "/taken")
    assert not page.all("script") and html.count("&lt;script&gt;") == 2
    for elsewhere in ("", "https://elders.example"):
        assert await close(client, key, elsewhere) == 403
    assert await close(client, "bestaat-niet") == 404
    assert (await get(client, f"{ROOT}/internetaken/{key}"))["status"] == "te_verwerken"


async def test_has_pages(client: Client) -> None:
    for _ in range(26):
        await task(client)
    page, html = await show(client, "/taken")
    assert len(page.all("form")) == 25 and "Pagina 1 van 2" in html
    page, _ = await show(client, "/taken?pagina=2")
    assert len(page.all("form")) == 1
    for page_number in ("0", "3", "x"):
        await show(client, f"/taken?pagina={page_number}", 404)
