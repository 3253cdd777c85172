"""Reports of one municipality, handed in by the public API of Signalen.

That API has nothing that makes a report unique, and nothing by which one is found back. So the
point of a report is moved by a few centimetres that its key decides, and before one is sent it is
looked whether there is a report at that very point.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import structlog

from assistant.domain.places import Spot
from assistant.domain.zaken import NewZaak, Zaak
from assistant.errors import BackendUnavailable, ZaakRefused
from assistant.ports.intake import IntakePort
from connectors.json_client import JsonClient

log = structlog.get_logger(__name__)

PUBLIC = "v1/public"
TEXT_LENGTH = 3000
OTHER = "overig"
_STEP = 1e-7
"""One step of the last digit of a degree: about a centimetre."""
_STEPS = 50


class SignalenReports(IntakePort):
    """`url` ends in `/signals`; `source` is how the municipality named us (bron); timeout in
    seconds. `properties` of what is handed in: `categorie` is a slug, the rest becomes text."""

    def __init__(self, url: str, source: str, timeout: float = 8.0) -> None:
        self._client = JsonClient("signalen", url, timeout)
        self._source = source
        self._categories: dict[str, str] = {}

    async def register(self, new: NewZaak) -> Zaak:
        if new.spot is None:
            raise ZaakRefused("a report needs a spot")
        point = _own_point(new.spot, new.key)
        if await self._is_there(point):
            # It came in, and its number is lost with the answer.
            return Zaak("", new.summary, new.at.date())
        category = await self._category(new.properties.get("categorie", ""))
        answer = await self._client.call(
            "POST",
            f"{PUBLIC}/signals/",
            headers={"Accept": "application/json"},
            body=self._body(new, new.spot, point, category),
        )
        if answer.status == 400:
            log.error("signalen_refused", fields=sorted(answer.body or {}))
            raise ZaakRefused("signalen: " + ", ".join(sorted(answer.body or {})))
        if answer.status != 201:
            raise self._client.failure(answer)
        try:
            number = str(answer.body.get("id_display") or answer.body["_display"])
            identifier = str(answer.body["signal_id"])
        except (KeyError, TypeError, AttributeError) as error:
            raise self._client.unreadable(error) from error
        await self._attach(identifier, new)
        return Zaak(number, new.summary, new.at.date())

    async def check(self) -> int:
        """How many categories it has.

        Raises:
            BackendUnavailable: it does not answer.
            ZaakRefused: it has none for the rest.
        """
        await self._category(OTHER)
        return len(self._categories)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _body(
        self, new: NewZaak, spot: Spot, point: tuple[float, float], category: str
    ) -> dict[str, Any]:
        location: dict[str, Any] = {"geometrie": {"type": "Point", "coordinates": list(point)}}
        if spot.street:
            location["address"] = {
                "openbare_ruimte": spot.street,
                "huisnummer": spot.number,
                "postcode": spot.postcode.replace(" ", ""),
                "woonplaats": spot.city,
            }
        return {
            "text": _text(new, spot),
            "source": self._source,
            "location": location,
            "category": {"sub_category": category},
            # Nobody is asked who he is.
            "reporter": {"email": None, "phone": None, "sharing_allowed": False},
            "incident_date_start": new.at.isoformat(),
        }

    async def _is_there(self, point: tuple[float, float]) -> bool:
        """Whether there is a report at this very point; False where that is not open to us."""
        lon, lat = point
        box = f"{lon - _STEP},{lat - _STEP},{lon + _STEP},{lat + _STEP}"
        answer = await self._client.call(
            "GET", f"{PUBLIC}/signals/geography?{urlencode({'bbox': box})}", headers={}
        )
        if answer.status == 404:
            return False
        if not answer.ok or not isinstance(answer.body, Mapping):
            raise self._client.failure(answer)
        return any(
            abs(one["geometry"]["coordinates"][0] - lon) < _STEP / 2
            and abs(one["geometry"]["coordinates"][1] - lat) < _STEP / 2
            for one in answer.body.get("features") or ()
        )

    async def _category(self, slug: str) -> str:
        """The address of the sub-category with this slug; of the rest where it has none."""
        if slug not in self._categories:
            answer = await self._client.call("GET", f"{PUBLIC}/terms/categories/", headers={})
            try:
                self._categories = {
                    str(sub["slug"]): str(sub["_links"]["self"]["href"])
                    for main in answer.body["results"]
                    for sub in main["sub_categories"]
                }
            except (KeyError, TypeError) as error:
                raise self._client.unreadable(error) from error
        found = self._categories.get(slug) or self._categories.get(OTHER)
        if found is None:
            raise ZaakRefused(f"signalen has no category {slug}")
        return found

    async def _attach(self, identifier: str, new: NewZaak) -> None:
        """Photos. The report is there: one that does not arrive does not undo it."""
        for file in new.files:
            if not file.is_image:
                continue
            try:
                answer = await self._client.upload(
                    f"{PUBLIC}/signals/{identifier}/attachments",
                    file.name,
                    file.media_type,
                    file.content,
                )
            except BackendUnavailable:
                log.error("signalen_photo_lost")
                continue
            if answer.status != 201:
                log.error("signalen_photo_refused", status=answer.status)


def _text(new: NewZaak, spot: Spot) -> str:
    told = [new.properties.get("melding", new.explanation)]
    if not spot.found or spot.number == "":
        # What the point does not say: a corner, or a place that no map knows.
        told.append(f"Plek volgens de melder: {spot.text}")
    return "\n\n".join(told)[:TEXT_LENGTH]


def _own_point(spot: Spot, key: str) -> tuple[float, float]:
    digest = hashlib.sha256(key.encode()).digest()
    east, north = digest[0] % _STEPS, digest[1] % _STEPS
    return round(round(spot.lon, 5) + east * _STEP, 7), round(round(spot.lat, 5) + north * _STEP, 7)
