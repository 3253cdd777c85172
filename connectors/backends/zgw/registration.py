"""Handing in a zaak: in one call where the server can, else step by step and resumable."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import NewZaak
from assistant.errors import BackendUnavailable, ZaakRefused
from connectors.backends.zgw.client import CATALOGI, ZAKEN, Json, ZgwClient
from connectors.backends.zgw.documents import Documents

SOURCE = "balie"
"""The `bron` of our kenmerk, by which a zaak that was handed in is found back."""
DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
LATE = timedelta(seconds=5)
"""A status from the future is refused, and clocks differ."""


class Registration:
    """For one organisation. Two processes that hand in the same key at the same instant could still
    make two: ZGW has nothing that is unique. Within one process they wait for each other."""

    def __init__(self, client: ZgwClient, rsin: str) -> None:
        self._client = client
        self._rsin = rsin
        self._documents = Documents(client, rsin)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def register(self, new: NewZaak) -> Json:
        """The zaak, as the server gives it.

        Raises:
            ZaakRefused: it will never be taken.
            BackendUnavailable: it may have been made; the same key finds it.
        """
        async with self._locks[new.key]:
            try:
                return await self._register(new)
            finally:
                self._locks.pop(new.key, None)

    async def _register(self, new: NewZaak) -> Json:
        zaaktype = await self._zaaktype(new.zaaktype)
        own = await self._parts("eigenschappen", zaaktype, "naam")
        unknown = sorted(set(new.properties) - set(own))
        if unknown:
            # Before anything is made: half a zaak helps nobody.
            raise ZaakRefused(f"{new.zaaktype} has no {', '.join(unknown)}")
        kind = await self._documents.type_for(zaaktype) if new.files else ""
        zaak = await self._made_before(new.key)
        if zaak is None:
            zaak = await self._make(new, zaaktype)
        await self._complete(new, zaak, zaaktype, own)
        if new.files:
            await self._documents.add(new, str(zaak["url"]), kind)
        return zaak

    async def _made_before(self, key: str) -> Json | None:
        found = await self._client.get(f"{ZAKEN}/zaken", {"kenmerk": f"{SOURCE}:{key}"})
        results = found.get("results")
        if not isinstance(results, list):
            raise BackendUnavailable("zgw: unreadable")
        # A server that does not know the filter must not give us somebody else's zaak.
        mine = {"kenmerk": key, "bron": SOURCE}
        return next((zaak for zaak in results if mine in (zaak.get("kenmerken") or [])), None)

    async def _make(self, new: NewZaak, zaaktype: Json) -> Json:
        body = {
            "zaaktype": zaaktype["url"],
            "bronorganisatie": self._rsin,
            "verantwoordelijkeOrganisatie": self._rsin,
            "startdatum": new.at.astimezone(DUTCH_TIME).date().isoformat(),
            "omschrijving": new.summary,
            "toelichting": new.explanation,
            "communicatiekanaalNaam": new.channel,
            "kenmerken": [{"kenmerk": new.key, "bron": SOURCE}],
        }
        if new.paid:
            body |= {"betalingsindicatie": "geheel", "laatsteBetaaldatum": new.at.isoformat()}
        whole = {
            "zaak": body,
            "status": await self._first_status(new, zaaktype),
            "rollen": await self._roles(new, zaaktype),
        }
        made = await self._client.create(f"{ZAKEN}/zaak_registreren", whole)
        if made is not None:
            zaak: Json = made["zaak"]
            return zaak
        alone = await self._client.create(f"{ZAKEN}/zaken", body)
        if alone is None:
            raise BackendUnavailable("zgw: no way to make a zaak")
        return alone

    async def _complete(
        self, new: NewZaak, zaak: Json, zaaktype: Json, own: dict[str, Json]
    ) -> None:
        """Add what is missing. The status comes last: a zaak that has one is whole."""
        url = str(zaak["url"])
        path = url[url.index(ZAKEN) :]
        if not zaak.get("rollen"):
            for role in await self._roles(new, zaaktype):
                await self._client.create(f"{ZAKEN}/rollen", role | {"zaak": url})
        there = set()
        if new.properties:
            there = {
                str(one.get("naam"))
                for one in await self._client.listed(f"{path}/zaakeigenschappen")
            }
        for name, value in new.properties.items():
            if name not in there:
                body = {"zaak": url, "eigenschap": own[name]["url"], "waarde": value}
                await self._client.create(f"{path}/zaakeigenschappen", body)
        if not zaak.get("status"):
            await self._client.create(
                f"{ZAKEN}/statussen", await self._first_status(new, zaaktype) | {"zaak": url}
            )

    async def _zaaktype(self, name: str) -> Json:
        for catalogus in await self._results("catalogussen", rsin=self._rsin):
            found = await self._results(
                "zaaktypen",
                catalogus=str(catalogus["url"]),
                identificatie=name,
                status="definitief",
            )
            if found:
                return found[-1]
        raise ZaakRefused(f"no zaaktype {name}")

    async def _parts(self, kind: str, zaaktype: Json, name: str) -> dict[str, Json]:
        return {str(one[name]): one for one in await self._results(kind, zaaktype=zaaktype["url"])}

    async def _first_status(self, new: NewZaak, zaaktype: Json) -> Json:
        steps = await self._results("statustypen", zaaktype=zaaktype["url"])
        first = min(steps, key=lambda step: int(step["volgnummer"]), default=None)
        if first is None:
            raise ZaakRefused("the zaaktype has no statustypen")
        moment = (new.at - LATE).astimezone(UTC)
        return {"statustype": first["url"], "datumStatusGezet": moment.isoformat()}

    async def _roles(self, new: NewZaak, zaaktype: Json) -> list[Json]:
        if new.initiator is None:
            return []
        types = await self._results("roltypen", zaaktype=zaaktype["url"])
        initiator = next((r for r in types if r.get("omschrijvingGeneriek") == "initiator"), None)
        if initiator is None:
            raise ZaakRefused("the zaaktype has no initiator")
        if new.on_behalf_of is None:
            return [_role(initiator, new.initiator, "")]
        return [
            _role(initiator, new.on_behalf_of, "machtiginggever"),
            _role(initiator, new.initiator, "gemachtigde"),
        ]

    async def _results(self, kind: str, **params: str) -> list[Json]:
        found = (await self._client.get(f"{CATALOGI}/{kind}", params)).get("results")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise BackendUnavailable("zgw: unreadable")
        return found


def _role(roltype: Json, bsn: Bsn, mandate: str) -> dict[str, Any]:
    return {
        "roltype": roltype["url"],
        "betrokkeneType": "natuurlijk_persoon",
        "roltoelichting": "Via Balie",
        "indicatieMachtiging": mandate,
        "betrokkeneIdentificatie": {"inpBsn": bsn.digits},
    }
