"""The page on which a resident shows a spot: where he stands, or on a map."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from assistant.domain.dutch.spots import find_spot
from assistant.domain.municipality import Municipality
from assistant.domain.places import Spot, Wanted
from assistant.domain.transcript import Conversation
from assistant.errors import BackendUnavailable, BalieError
from assistant.ports.addresses import AddressesPort
from assistant.ports.clock import ClockPort
from assistant.services.spot_links import PATH, SpotLink, SpotLinks
from connectors.channels.pipeline import Pipeline
from connectors.channels.sessions import CHANNEL, is_same_origin
from web.municipal import MunicipalPages
from web.security import IMAGES

WAITS_SECONDS = 8.0
_DEVICES = "camera=(), geolocation=(self), microphone=()"


@dataclass(frozen=True)
class SpotParts:
    """What the page needs. `tiles` is where the map is drawn, with `{z}`, `{x}` and `{y}`; empty:
    there is no map, and a resident shows where he stands or types it."""

    links: SpotLinks
    addresses: AddressesPort
    tiles: str = ""
    attribution: str = ""


class SpotPages:
    """`/plek/<token>`. The browser asks the resident; we get a point, a metre or so precise, as if
    he typed it."""

    def __init__(
        self,
        parts: SpotParts,
        pipeline: Pipeline,
        pages: MunicipalPages,
        clock: ClockPort,
    ) -> None:
        self._parts = parts
        self._pipeline = pipeline
        self._pages = pages
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"/{PATH}/{{token}}", self.show)
        app.router.add_post(f"/{PATH}/{{token}}", self.take)

    async def show(self, request: web.Request) -> web.Response:
        """A map, and a button; nothing is asked of the browser before that is pressed."""
        link, place = self._link(request)
        return await self._ask(request, place, link)

    async def take(self, request: web.Request) -> web.Response:
        """`lat` and `lon`, in degrees."""
        link, place = self._link(request)
        if not is_same_origin(request):
            return await self._ask(request, place, link, 403)
        point = _point(dict(await request.post()))
        if not point:
            return self._page(request, place, link, "unknown", 400)
        conversation = Conversation(link.conversation_id, place.slug, link.channel)
        try:
            await self._pipeline.accept(conversation, f"spot-{link.id}", text=point)
            await self._pipeline.settled(conversation.id, WAITS_SECONDS)
        except BackendUnavailable:
            return self._page(request, place, link, "down", 503)
        except BalieError:
            return self._page(request, place, link, "unknown", 400)
        return self._page(request, place, link, "done")

    def _link(self, request: web.Request) -> tuple[SpotLink, Municipality]:
        link = self._parts.links.read(request.match_info["token"], self._clock.now())
        if link is None:
            raise web.HTTPNotFound
        return link, self._pages.place(link.municipality)

    async def _ask(
        self, request: web.Request, place: Municipality, link: SpotLink, status: int = 200
    ) -> web.Response:
        middle: Spot | None = None
        if self._parts.tiles:
            with suppress(BackendUnavailable):  # then without a map
                middle = await self._parts.addresses.find(Wanted(place.name), place.name)
            request[IMAGES] = str(URL(self._parts.tiles).origin())
        return self._page(
            request, place, link, "ask", status, middle=middle, tiles=self._parts.tiles,
            attribution=self._parts.attribution,
        )  # fmt: skip

    def _page(
        self,
        request: web.Request,
        place: Municipality,
        link: SpotLink,
        kind: str,
        status: int = 200,
        **values: object,
    ) -> web.Response:
        own = link.channel == CHANNEL
        devices = {"Permissions-Policy": _DEVICES}
        return self._pages.page(
            request, "spot.html", place, status, devices, kind=kind, own=own, **values
        )


def _point(form: dict[str, object]) -> str:
    """As somebody would type it; empty where it is no point in the Netherlands."""
    try:
        point = f"{float(str(form['lat'])):.5f}, {float(str(form['lon'])):.5f}"
    except (KeyError, ValueError):
        return ""
    found = find_spot(point)
    return point if found is not None and found.lat is not None else ""
