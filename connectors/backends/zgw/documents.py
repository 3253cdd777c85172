"""Files that belong with a zaak: made, linked, and found back after an answer that was lost."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from zoneinfo import ZoneInfo

from assistant.domain.uploads import Upload
from assistant.domain.zaken import NewZaak
from assistant.errors import BackendUnavailable, ZaakRefused
from connectors.backends.zgw.client import CATALOGI, DOCUMENTEN, ZAKEN, Json, ZgwClient

AUTHOR = "Inwoner, via Balie"
LONGEST_NAME = 40
KIND = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
LINKS = f"{ZAKEN}/zaakinformatieobjecten"
DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


class Documents:
    """Those of one organisation."""

    def __init__(self, client: ZgwClient, rsin: str) -> None:
        self._client = client
        self._rsin = rsin

    async def type_for(self, zaaktype: Json) -> str:
        """The informatieobjecttype of what somebody sends with a zaak of this type.

        Raises:
            ZaakRefused: it takes none.
        """
        answer = await self._client.get(
            f"{CATALOGI}/zaaktype-informatieobjecttypen", {"zaaktype": str(zaaktype["url"])}
        )
        found = answer.get("results") or []
        incoming = [one for one in found if one.get("richting") == "inkomend"]
        if not incoming:
            raise ZaakRefused(f"{zaaktype['identificatie']} takes no documents")
        return str(incoming[0]["informatieobjecttype"])

    async def add(self, new: NewZaak, zaak_url: str, kind: str) -> None:
        """Add the files that are not there yet.

        Raises:
            ZaakRefused, BackendUnavailable: as with the zaak.
        """
        there = {
            str(one.get("titel")) for one in await self._client.listed(f"{LINKS}?zaak={zaak_url}")
        }
        for file in new.files:
            if file.name in there:
                continue
            name = hashlib.sha256(f"{new.key}:{file.name}".encode()).hexdigest()[:LONGEST_NAME]
            document = await self._made_before(name) or await self._make(new, file, name, kind)
            link = {"zaak": zaak_url, "informatieobject": document["url"], "titel": file.name}
            if await self._client.create(LINKS, link) is None:
                raise BackendUnavailable("zgw: no way to link a document")

    async def _made_before(self, name: str) -> Json | None:
        own = {"bronorganisatie": self._rsin, "identificatie": name}
        found = (await self._client.get(KIND, own)).get("results") or []
        # A server that does not know the filter must not give us somebody else's.
        return next((one for one in found if one.get("identificatie") == name), None)

    async def _make(self, new: NewZaak, file: Upload, name: str, kind: str) -> Json:
        body: dict[str, Any] = {
            "identificatie": name,
            "bronorganisatie": self._rsin,
            "creatiedatum": new.at.astimezone(DUTCH_TIME).date().isoformat(),
            "titel": file.name,
            "auteur": AUTHOR,
            "taal": "nld",
            "formaat": file.media_type,
            "bestandsnaam": file.name,
            "bestandsomvang": len(file.content),
            "inhoud": base64.b64encode(file.content).decode(),
            "informatieobjecttype": kind,
            "indicatieGebruiksrecht": False,
        }
        made = await self._client.create(KIND, body)
        if made is None:
            raise BackendUnavailable("zgw: no way to make a document")
        return made
