"""Puts zaken into the back office, as another system of the municipality does it."""

from __future__ import annotations

import time
from typing import Any

import aiohttp
import jwt

from connectors.backends.zgw.client import CATALOGI, CRS, ZAKEN

SECRET = "balie-development-zaken-catalogi"  # noqa: S105 - what a stack on this machine has


class ZaakRegister:
    """The back office at `address`, for the municipality with this `rsin`."""

    def __init__(self, address: str, rsin: str) -> None:
        self._address = address
        self._rsin = rsin

    async def zaak(
        self, bsn: str, name: str = "VERHUIZING", closed: bool = False, **changes: Any
    ) -> str:
        """A zaak of this person; its number."""
        zaaktype = (await self._get("zaaktypen", identificatie=name, catalogus=await self._own()))[
            0
        ]
        steps = await self._get("statustypen", zaaktype=zaaktype["url"])
        roles = await self._get("roltypen", zaaktype=zaaktype["url"])
        role = next(r for r in roles if r["omschrijvingGeneriek"] == "initiator")
        step = steps[1]["url"]
        made = await self._post(
            "zaak_registreren",
            {
                "zaak": {
                    "zaaktype": zaaktype["url"],
                    "bronorganisatie": self._rsin,
                    "verantwoordelijkeOrganisatie": self._rsin,
                    "startdatum": "2026-11-20",
                    **changes,
                },
                "status": {"statustype": step, "datumStatusGezet": "2026-11-21T09:00:00Z"},
                "rollen": [
                    {
                        "roltype": role["url"],
                        "betrokkeneType": "natuurlijk_persoon",
                        "betrokkeneIdentificatie": {"inpBsn": bsn},
                    }
                ],
            },
        )
        url = made["zaak"]["url"]
        if closed:
            results = await self._get("resultaattypen", zaaktype=zaaktype["url"])
            await self._post("resultaten", {"zaak": url, "resultaattype": results[0]["url"]})
            end = {"statustype": steps[-1]["url"], "datumStatusGezet": "2026-11-22T09:00:00Z"}
            await self._post("statussen", end | {"zaak": url})
        number: str = made["zaak"]["identificatie"]
        return number

    async def _own(self) -> str:
        catalogus: str = (await self._get("catalogussen", rsin=self._rsin))[0]["url"]
        return catalogus

    async def _get(self, path: str, **params: str) -> list[dict[str, Any]]:
        url = f"{self._address}{CATALOGI}/{path}"
        async with (
            aiohttp.ClientSession(headers=_headers()) as session,
            session.get(url, params=params) as response,
        ):
            response.raise_for_status()
            found: list[dict[str, Any]] = (await response.json())["results"]
            return found

    async def _post(self, path: str, body: Any) -> dict[str, Any]:
        url = f"{self._address}{ZAKEN}/{path}"
        async with (
            aiohttp.ClientSession(headers=_headers()) as session,
            session.post(url, json=body) as response,
        ):
            response.raise_for_status()
            made: dict[str, Any] = await response.json()
            return made


def _headers() -> dict[str, str]:
    claims = {"iss": "balie", "client_id": "balie", "iat": int(time.time()) - 5}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}", **CRS}
