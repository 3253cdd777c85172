"""The page on which a resident shows where he stands, when he asks for that himself."""

from __future__ import annotations

from aiohttp import web

from assistant.domain.dutch.spots import find_spot
from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Conversation
from assistant.errors import BackendUnavailable, BalieError
from assistant.ports.clock import ClockPort
from assistant.services.spot_links import PATH, SpotLink, SpotLinks
from connectors.channels.pipeline import Pipeline
from connectors.channels.sessions import CHANNEL, is_same_origin
from web.municipal import MunicipalPages

WAITS_SECONDS = 8.0
_DEVICES = "camera=(), geolocation=(self), microphone=()"


class SpotPages:
    """`/plek/<token>`. The browser asks the resident; we get a point, a metre or so precise, as if
    he typed it."""

    def __init__(
        self,
        links: SpotLinks,
        pipeline: Pipeline,
        pages: MunicipalPages,
        clock: ClockPort,
    ) -> None:
        self._links = links
        self._pipeline = pipeline
        self._pages = pages
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"/{PATH}/{{token}}", self.show)
        app.router.add_post(f"/{PATH}/{{token}}", self.take)

    async def show(self, request: web.Request) -> web.Response:
        """A button; nothing is asked of the browser before it is pressed."""
        link, place = self._link(request)
        return self._page(request, place, link, "ask")

    async def take(self, request: web.Request) -> web.Response:
        """`lat` and `lon`, in degrees."""
        link, place = self._link(request)
        if not is_same_origin(request):
            return self._page(request, place, link, "ask", 403)
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
        link = self._links.read(request.match_info["token"], self._clock.now())
        if link is None:
            raise web.HTTPNotFound
        return link, self._pages.place(link.municipality)

    def _page(
        self,
        request: web.Request,
        place: Municipality,
        link: SpotLink,
        kind: str,
        status: int = 200,
    ) -> web.Response:
        own = link.channel == CHANNEL
        devices = {"Permissions-Policy": _DEVICES}
        return self._pages.page(request, "spot.html", place, status, devices, kind=kind, own=own)


def _point(form: dict[str, object]) -> str:
    """As somebody would type it; empty where it is no point in the Netherlands."""
    try:
        point = f"{float(str(form['lat'])):.5f}, {float(str(form['lon'])):.5f}"
    except (KeyError, ValueError):
        return ""
    found = find_spot(point)
    return point if found is not None and found.lat is not None else ""
