"""Staff see zaken and move them, one step at a time."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.unit.backoffice.zgw import JAN, Caller, Client

pytestmark = pytest.mark.asyncio


async def page(client: Client, path: str, status: int = 200) -> str:
    async with client.get(path) as response:
        assert response.status == status
        return await response.text()


async def press(client: Client, path: str, html: str, **more: str) -> int:
    """Send the form of a page as a browser does."""
    form = dict(re.findall(r'name="(statustype)" value="([^"]+)"', html)) | more
    origin = str(client.make_url("/")).rstrip("/")
    headers = {"Origin": origin}
    async with client.post(path, data=form, headers=headers, allow_redirects=False) as response:
        return response.status


async def test_zaak_goes_step_by_step_to_its_end(client: Client) -> None:
    made = await Caller(client).register()
    path = f"/zaken/{made['zaak']['uuid']}"
    assert made["zaak"]["identificatie"] in await page(client, "/zaken?gemeente=rotterdam")
    html = await page(client, path)
    assert "eindigt op 653" in html
    assert JAN not in html
    assert await press(client, path, html) == 303
    html = await page(client, path)
    assert "Resultaat" in html
    assert await press(client, path, html) == 400
    result = re.findall(r'<option value="([^"]+)">Verwerkt', html)[0]
    assert await press(client, path, html, resultaattype=result) == 303
    html = await page(client, path)
    assert "Gesloten" in html
    assert "<form" not in html
    assert "Er zijn geen zaken" in await page(client, "/zaken?stand=open")
    assert "1 zaak" in await page(client, "/zaken?stand=gesloten")


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://elders.example"}])
async def test_other_site_moves_nothing(client: Client, origin: dict[str, str]) -> None:
    made: dict[str, Any] = await Caller(client).register()
    path = f"/zaken/{made['zaak']['uuid']}"
    form = dict(re.findall(r'name="(statustype)" value="([^"]+)"', await page(client, path)))
    async with client.post(path, data=form, headers=origin, allow_redirects=False) as response:
        assert response.status == 403
    assert "We controleren" not in await page(client, path)


@pytest.mark.parametrize(
    "path",
    ["/zaken?gemeente=x", "/zaken?stand=x", "/zaken?pagina=0", "/zaken?pagina=7", "/zaken/x"],
)
async def test_pages_that_are_not_there(client: Client, path: str) -> None:
    await page(client, path, 404)
