"""A map to try it with: the streets of `streets.yml`, drawn as they are asked for."""

from __future__ import annotations

import re
from html import escape
from math import asinh, atan, degrees, pi, radians, sinh, tan

from aiohttp import web

from backoffice.pdok.locatieserver import Locatieserver

PATH = "/tiles/{z}/{x}/{name}"
SIDE = 256
DEEPEST = 19
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


class Tiles:
    """Web Mercator, as every map on the web."""

    def __init__(self, places: Locatieserver) -> None:
        self._streets = places.streets

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """One address for each square of the map."""
        router.add_get(PATH, self.tile)

    async def tile(self, request: web.Request) -> web.Response:
        """The square, as SVG."""
        names = request.match_info
        parts = [names["z"], names["x"], names["name"].removesuffix(".svg")]
        if not all(_NUMBER.fullmatch(part) for part in parts):
            raise web.HTTPNotFound
        zoom, column, row = map(int, parts)
        if zoom > DEEPEST or max(column, row) >= 2**zoom:
            raise web.HTTPNotFound
        west, south, east, north = _bounds(zoom, column, row)
        drawn = [
            f'<rect width="{SIDE}" height="{SIDE}" fill="#eef1ee" stroke="#d5dbd5"/>',
        ]
        for street in self._streets:
            last = street.lon + street.last * 1e-5
            if south <= street.lat <= north and street.lon <= east and last >= west:
                y = _pixel(street.lat, zoom, row)
                left, right = ((lon - west) / (east - west) * SIDE for lon in (street.lon, last))
                drawn.append(
                    f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
                    'stroke="#ffffff" stroke-width="9"/>'
                    f'<text x="{left + 4:.1f}" y="{y + 3:.1f}" font-size="9" '
                    f'font-family="sans-serif" fill="#333">{escape(street.name)}</text>'
                )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}">'
            f"{''.join(drawn)}</svg>"
        )
        return web.Response(text=svg, content_type="image/svg+xml")


def _bounds(zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
    """West, south, east and north of a square, in degrees."""
    side = 360 / 2**zoom
    return (
        column * side - 180,
        _latitude(row + 1, zoom),
        (column + 1) * side - 180,
        _latitude(row, zoom),
    )


def _latitude(row: int, zoom: int) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * row / 2**zoom))))


def _pixel(lat: float, zoom: int, row: int) -> float:
    """How far down in its square a latitude lies."""
    down = (1 - asinh(tan(radians(lat))) / pi) / 2 * float(2**zoom)
    return (down - row) * SIDE
