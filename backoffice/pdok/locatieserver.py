"""`free` and `reverse`, in the form of Solr. Unknown parameters are refused, as PDOK does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

ROOT = "/pdok/search/v3_1"
STREETS = Path(__file__).parent / "streets.yml"
_FREE = frozenset(("q", "fq", "rows", "fl", "start", "sort", "df", "bq"))
_REVERSE = frozenset(("lat", "lon", "type", "rows", "distance", "fl"))
_METRES_PER_DEGREE = 111_000
_FILTER = re.compile(r'(\w+):"?([^"]*)"?')


@dataclass(frozen=True)
class Street:
    """`first` and `last` of its house numbers; `lon` and `lat` in degrees."""

    gemeente: str
    name: str
    postcode: str
    first: int
    last: int
    lon: float
    lat: float

    def doc(self, number: int | None) -> dict[str, Any]:
        """As the register gives it: the street, or one address in it."""
        own = {
            "straatnaam": self.name,
            "woonplaatsnaam": self.gemeente,
            "gemeentenaam": self.gemeente,
            # Numbers lie in a row, some ten metres apart.
            "centroide_ll": f"POINT({self.lon + (number or 0) * 1e-5:.7f} {self.lat:.7f})",
        }
        if number is None:
            return {"type": "weg", "weergavenaam": f"{self.name}, {self.gemeente}", **own}
        shown = f"{self.name} {number}, {self.postcode} {self.gemeente}"
        return {
            "type": "adres",
            "weergavenaam": shown,
            "huis_nlt": str(number),
            "huisnummer": number,
            "postcode": self.postcode,
            **own,
        }


class Locatieserver:
    """Reads its streets once."""

    def __init__(self, path: Path = STREETS) -> None:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._places = {name: tuple(item["punt"]) for name, item in data.items()}
        self.streets = [
            Street(name, one["naam"], one["postcode"], *one["nummers"], *one["punt"])
            for name, item in data.items()
            for one in item["straten"]
        ]

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses."""
        router.add_get(f"{ROOT}/free", self.free)
        router.add_get(f"{ROOT}/reverse", self.reverse)

    async def free(self, request: web.Request) -> web.Response:
        """`q` in words; `fq` limits it to a type, a municipality, a postcode."""
        if set(request.query) - _FREE:
            return _refused(set(request.query) - _FREE)
        filters = {
            match[1]: match[2]
            for one in request.query.getall("fq", [])
            if (match := _FILTER.fullmatch(one))
        }
        words = request.query.get("q", "").casefold()
        kind = filters.get("type", "")
        found: list[dict[str, Any]] = []
        if kind == "gemeente":
            found = [self._gemeente(name) for name in self._places]
        for street in self.streets:
            if kind in ("", "weg") and street.name.casefold() in words:
                found.append(street.doc(None))
            if kind in ("", "adres") and (
                street.name.casefold() in words or filters.get("postcode") == street.postcode
            ):
                number = next(
                    (int(n) for n in reversed(re.findall(r"\b\d{1,4}\b", words[4:]))), street.first
                )
                if street.first <= number <= street.last:
                    found.append(street.doc(number))
        fits = [one for one in found if _fits(one, filters)]
        return _answer(fits[: _rows(request)])

    async def reverse(self, request: web.Request) -> web.Response:
        """What is nearest to a point, within `distance` metres."""
        if set(request.query) - _REVERSE:
            return _refused(set(request.query) - _REVERSE)
        try:
            lat, lon = float(request.query["lat"]), float(request.query["lon"])
            within = float(request.query.get("distance", "200"))
        except (KeyError, ValueError):
            return _refused({"lat", "lon"})
        near = sorted((_metres(street, lon, lat), street.name, street) for street in self.streets)
        found = [street.doc(street.first) for metres, _, street in near if metres <= within]
        return _answer(found[: _rows(request)])

    def _gemeente(self, name: str) -> dict[str, Any]:
        lon, lat = self._places[name]
        return {
            "type": "gemeente",
            "weergavenaam": f"Gemeente {name}",
            "gemeentenaam": name,
            "centroide_ll": f"POINT({lon} {lat})",
        }


def _fits(doc: dict[str, Any], filters: dict[str, str]) -> bool:
    return all(str(doc.get(name, "")) == value for name, value in filters.items())


def _metres(street: Street, lon: float, lat: float) -> float:
    east = (street.lon - lon) * _METRES_PER_DEGREE * cos(radians(lat))
    return hypot(east, (street.lat - lat) * _METRES_PER_DEGREE)


def _rows(request: web.Request) -> int:
    asked = request.query.get("rows", "10")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 10


def _answer(docs: list[dict[str, Any]]) -> web.Response:
    return web.json_response(
        {"response": {"numFound": len(docs), "start": 0, "numFoundExact": True, "docs": docs}}
    )


def _refused(names: set[str]) -> web.Response:
    told = [{"parameter": name, "message": "Onbekende of ontbrekende parameter"} for name in names]
    return web.json_response({"errors": told}, status=400)
