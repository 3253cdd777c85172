"""The two pages of a video appointment, and the wire between them (WebSocket)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from assistant.domain.appointments import Method, Record, Stage
from assistant.ports.appointment_book import AppointmentBookPort
from assistant.ports.clock import ClockPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.services.appointment_links import AppointmentLinks, Door
from assistant.services.letters import USUAL_LENGTH, Letters
from connectors.channels.sessions import is_same_origin
from web.rendering import Renderer
from web.security import NONCE
from web.theme import theme_of
from web.video.rooms import Room, Rooms, Side

log = structlog.get_logger(__name__)

DOORS = {Side.GUEST: Door.WAIT, Side.HOST: Door.HOST}
EARLY = timedelta(minutes=30)
"""Before this the page says when to come back."""
LATE = timedelta(hours=4)
"""After its start an appointment can be opened for so long."""
MOST_BYTES = 64 * 1024
MOST_MESSAGES = 600
"""In one visit; more than a connection ever needs."""
BEAT_SECONDS = 20.0
PASSED_ON = {"signal", "call_me", "ended"}


@dataclass(frozen=True)
class VideoSettings:
    """`ice_servers` as browsers take them; with `jitsi_url` that server is used and not our own."""

    ice_servers: str = "[]"
    jitsi_url: str = ""

    def __post_init__(self) -> None:
        if not isinstance(json.loads(self.ice_servers), list):
            raise ValueError("BALIE_ICE_SERVERS is a JSON list")


class VideoPages:
    """Whoever has the signed address of a side may come in on that side."""

    def __init__(
        self,
        book: AppointmentBookPort,
        letters: Letters,
        links: AppointmentLinks,
        municipalities: MunicipalitiesPort,
        renderer: Renderer,
        clock: ClockPort,
        settings: VideoSettings,
    ) -> None:
        self._book = book
        self._letters = letters
        self._links = links
        self._municipalities = municipalities
        self._renderer = renderer
        self._clock = clock
        self._settings = settings
        self._rooms = Rooms(clock.now)

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"/{Door.WAIT.value}/{{token}}", self.guest)
        app.router.add_get(f"/{Door.HOST.value}/{{token}}", self.host)
        app.router.add_get(f"/{Door.WAIT.value}/{{token}}/wire", self.guest_wire)
        app.router.add_get(f"/{Door.HOST.value}/{{token}}/wire", self.host_wire)

    async def guest(self, request: web.Request) -> web.Response:
        """The waiting room."""
        return await self._page(request, Side.GUEST)

    async def host(self, request: web.Request) -> web.Response:
        """The official's side."""
        return await self._page(request, Side.HOST)

    async def guest_wire(self, request: web.Request) -> web.StreamResponse:
        """The resident's end of the wire."""
        return await self._wire(request, Side.GUEST)

    async def host_wire(self, request: web.Request) -> web.StreamResponse:
        """The official's end of the wire."""
        return await self._wire(request, Side.HOST)

    async def _record(self, request: web.Request, side: Side) -> Record:
        key = self._links.key(DOORS[side], request.match_info["token"])
        record = await self._book.get(key) if key else None
        if record is None or record.method is not Method.VIDEO or record.stage is Stage.NEW:
            raise web.HTTPNotFound
        return record

    def _state(self, record: Record) -> str:
        """Whether the conversation can be held now: "open", "early", "over" or "cancelled"."""
        now, start = self._clock.now(), record.order.start
        if record.stage is not Stage.BOOKED:
            return "cancelled"
        if now > start + LATE:
            return "over"
        return "early" if now < start - EARLY else "open"

    async def _page(self, request: web.Request, side: Side) -> web.Response:
        record = await self._record(request, side)
        place = self._municipalities.get(record.municipality)
        nonce = request[NONCE] = secrets.token_urlsafe(12)
        jitsi = self._settings.jitsi_url.rstrip("/")
        token = request.match_info["token"]
        page = self._renderer.page(
            "video.html",
            municipality=place,
            theme=theme_of(place.theme),
            nonce=nonce,
            host=side is Side.HOST,
            name=record.order.customer.name if side is Side.HOST else "",
            values=self._letters.values(record, self._clock.now().date()),
            state=self._state(record),
            wire=f"/{DOORS[side].value}/{token}/wire",
            ice=self._settings.ice_servers,
            elsewhere=f"{jitsi}/{self._links.room(record.key)}" if jitsi else "",
        )
        return web.Response(
            text=page,
            content_type="text/html",
            headers={
                "Cache-Control": "no-store",
                # Only here, and only for our own page.
                "Permissions-Policy": "camera=(self), geolocation=(), microphone=(self)",
            },
        )

    async def _wire(self, request: web.Request, side: Side) -> web.StreamResponse:
        record = await self._record(request, side)
        if not is_same_origin(request):
            raise web.HTTPForbidden
        if self._state(record) not in ("open", "early"):
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(heartbeat=BEAT_SECONDS, max_msg_size=MOST_BYTES)
        await socket.prepare(request)

        async def send(message: Mapping[str, Any]) -> None:
            if not socket.closed:
                await socket.send_json(message)

        minutes = sum(product.minutes for product in record.order.products)
        length = timedelta(minutes=minutes) if minutes else USUAL_LENGTH
        asked = Room(record.key, record.municipality, record.order.start, length)
        room = await self._rooms.enter(asked, side, send)
        log.info("video_entered", side=side, municipality=record.municipality)
        try:
            await self._listen(socket, room, side)
        finally:
            await self._rooms.leave(room, side, send)
        return socket

    async def _listen(self, socket: web.WebSocketResponse, room: Room, side: Side) -> None:
        count = 0
        async for message in socket:
            count += 1
            if message.type is not WSMsgType.TEXT or count > MOST_MESSAGES:
                return
            try:
                data = json.loads(message.data)
            except ValueError:
                continue
            if isinstance(data, dict) and data.get("type") in PASSED_ON:
                await self._rooms.relay(room, side, data)
