"""The map of PDOK Locatieserver v3.1, which needs no key."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import structlog

from assistant.domain.places import Spot, Wanted
from assistant.errors import BackendUnavailable
from assistant.ports.addresses import AddressesPort
from connectors.json_client import JsonClient

log = structlog.get_logger(__name__)

_POINT = re.compile(r"POINT\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)")
FIELDS = "weergavenaam straatnaam huis_nlt postcode woonplaatsnaam gemeentenaam type centroide_ll"
NEAR_METRES = 250
"""A point that is farther from any address than this is told of by its coordinates."""


class PdokAddresses(AddressesPort):
    """`url` ends in `/search/v3_1`; timeouts in seconds."""

    def __init__(self, url: str, timeout: float = 3.0) -> None:
        self._client = JsonClient("pdok", url, timeout)

    async def find(self, wanted: Wanted, municipality: str) -> Spot:
        return await self._known(wanted, municipality) or await self._somewhere(
            wanted, municipality
        )

    async def _known(self, wanted: Wanted, municipality: str) -> Spot | None:
        if wanted.lat is not None and wanted.lon is not None:
            return await self._around(wanted.lon, wanted.lat)
        own = f'gemeentenaam:"{municipality}"'
        number = wanted.number.replace(" ", "")
        if wanted.postcode:
            filters = [f"postcode:{wanted.postcode.replace(' ', '')}", "type:adres"]
            found = await self._free(f"{wanted.postcode} {number}".strip(), *filters, own)
            # A postcode is one side of a street: without its number it still is somewhere.
            return _spot(_fitting(found, number)) if found else None
        if not wanted.street:
            return None
        if number:
            found = await self._free(f"{wanted.street} {number}", "type:adres", own)
            exact = [one for one in found if _is_number(one, number) and _is_street(one, wanted)]
            if exact:
                return _spot(exact[0])
        streets = await self._free(wanted.street, "type:weg", own)
        street = next((one for one in streets if _is_street(one, wanted)), None)
        if street is None:
            return None
        spot = _spot(street)
        # The map has no corners and not every number: the words say what the point does not.
        text = f"{wanted.words}, {spot.city}"
        return Spot(text, spot.lon, spot.lat, spot.street, city=spot.city)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _somewhere(self, wanted: Wanted, municipality: str) -> Spot:
        found = await self._free(municipality, "type:gemeente", f'gemeentenaam:"{municipality}"')
        if not found:
            raise BackendUnavailable(f"pdok: no {municipality}")
        middle = _spot(found[0])
        return Spot(wanted.words, middle.lon, middle.lat, found=False)

    async def _around(self, lon: float, lat: float) -> Spot:
        query = urlencode({"lat": lat, "lon": lon, "type": "adres", "rows": 1,
                           "distance": NEAR_METRES, "fl": FIELDS})  # fmt: skip
        found = await self._docs(f"reverse?{query}")
        if not found:
            return Spot(f"{lat:.5f}, {lon:.5f}", lon, lat)
        near = _spot(found[0])
        # The resident stands at his own point and not in the middle of the nearest house.
        return Spot(near.text, lon, lat, near.street, near.number, near.postcode, near.city)

    async def _free(self, query: str, *filters: str) -> list[dict[str, Any]]:
        params = [("q", query), *(("fq", one) for one in filters), ("rows", "5"), ("fl", FIELDS)]
        return await self._docs(f"free?{urlencode(params)}")

    async def _docs(self, path: str) -> list[dict[str, Any]]:
        answer = await self._client.call("GET", path, headers={"Accept": "application/json"})
        if not answer.ok:
            raise self._client.failure(answer)
        try:
            docs = answer.body["response"]["docs"]
            return [one for one in docs if _POINT.fullmatch(one["centroide_ll"])]
        except (KeyError, TypeError) as error:
            raise self._client.unreadable(error) from error


def _spot(doc: dict[str, Any]) -> Spot:
    point = _POINT.fullmatch(str(doc["centroide_ll"]))
    if point is None:
        raise BackendUnavailable("pdok: no point")
    return Spot(
        text=str(doc.get("weergavenaam", "")),
        lon=float(point[1]),
        lat=float(point[2]),
        street=str(doc.get("straatnaam", "")),
        number=str(doc.get("huis_nlt", "")),
        postcode=_spaced(str(doc.get("postcode", ""))),
        city=str(doc.get("woonplaatsnaam", "")),
    )


def _fitting(found: list[dict[str, Any]], number: str) -> dict[str, Any]:
    return next((one for one in found if _is_number(one, number)), found[0])


def _is_number(doc: dict[str, Any], number: str) -> bool:
    said = re.sub(r"[\s-]", "", str(doc.get("huis_nlt", ""))).casefold()
    return said == re.sub(r"[\s-]", "", number).casefold()


def _is_street(doc: dict[str, Any], wanted: Wanted) -> bool:
    """The register finds what is like it as well; another street helps nobody."""
    return _bare(str(doc.get("straatnaam", ""))) == _bare(wanted.street)


def _bare(street: str) -> str:
    plain = re.sub(r"[\s.'’-]", "", street.casefold())
    return re.sub(r"str$", "straat", plain)


def _spaced(postcode: str) -> str:
    return f"{postcode[:4]} {postcode[4:]}" if len(postcode) == 6 else postcode
