"""A caller of the ZGW APIs of the back office."""

from __future__ import annotations

import time
from typing import Any

import jwt
from aiohttp.test_utils import TestClient

Client = TestClient[Any, Any]
ZAKEN, CATALOGI = "/zaken/api/v1", "/catalogi/api/v1"
SECRET = "balie-development-zaken-catalogi"
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
RSIN = "999000007"
JAN, SANNE = "999993653", "999990019"
BSN_FILTER = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"


def token(secret: str = SECRET, client: str = "balie", age: float = 5) -> dict[str, str]:
    claims = {"iss": client, "client_id": client, "iat": int(time.time() - age)}
    return {"Authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}


class Caller:
    """Calls as our adapter does; `status` is what is expected."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def get(self, path: str, status: int = 200, **params: str) -> Any:
        headers = token() | CRS
        async with self.client.get(_path(path), params=params, headers=headers) as response:
            assert response.status == status, await response.text()
            return await response.json(content_type=None)

    async def post(self, path: str, body: Any, status: int = 201) -> Any:
        headers = token() | CRS
        async with self.client.post(_path(path), json=body, headers=headers) as response:
            assert response.status == status, await response.text()
            return await response.json(content_type=None)

    async def zaaktype(self, name: str = "VERHUIZING", rsin: str = RSIN) -> dict[str, Any]:
        catalogus = (await self.get(f"{CATALOGI}/catalogussen", rsin=rsin))["results"][0]["url"]
        found = await self.get(f"{CATALOGI}/zaaktypen", catalogus=catalogus, identificatie=name)
        zaaktype: dict[str, Any] = found["results"][0]
        return zaaktype

    async def parts(self, kind: str, zaaktype: dict[str, Any]) -> list[dict[str, Any]]:
        found = await self.get(f"{CATALOGI}/{kind}", zaaktype=zaaktype["url"])
        parts: list[dict[str, Any]] = found["results"]
        return parts

    async def registration(self, bsn: str = JAN, name: str = "VERHUIZING") -> dict[str, Any]:
        """A body for `zaak_registreren`."""
        zaaktype = await self.zaaktype(name)
        statustypen = await self.parts("statustypen", zaaktype)
        roltypen = await self.parts("roltypen", zaaktype)
        return {
            "zaak": {
                "zaaktype": zaaktype["url"],
                "bronorganisatie": RSIN,
                "verantwoordelijkeOrganisatie": RSIN,
                "startdatum": "2026-11-20",
                "omschrijving": "Verhuizing",
            },
            "status": {
                "statustype": statustypen[0]["url"],
                "datumStatusGezet": "2026-11-20T10:00:00Z",
            },
            "rollen": [
                {
                    "roltype": roltypen[0]["url"],
                    "betrokkeneType": "natuurlijk_persoon",
                    "betrokkeneIdentificatie": {"inpBsn": bsn},
                }
            ],
        }

    async def register(self, bsn: str = JAN, **zaak: Any) -> dict[str, Any]:
        body = await self.registration(bsn)
        body["zaak"] |= zaak
        made: dict[str, Any] = await self.post(f"{ZAKEN}/zaak_registreren", body)
        return made


def _path(url: str) -> str:
    return url if url.startswith("/") else "/" + url.split("/", 3)[3]
