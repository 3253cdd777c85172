"""The page of one appointment, for who has its address: see it, move it, cancel it.

A GET changes nothing: mail programs open addresses to look for viruses.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from aiohttp import web

from assistant.domain.appointments import Record, Stage
from assistant.errors import BackendUnavailable
from assistant.ports.appointment_book import AppointmentBookPort
from assistant.ports.clock import ClockPort
from assistant.ports.texts import TextsPort
from assistant.services.appointment_links import AppointmentLinks, Door
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.letters import Letters
from connectors.calendar_file import calendar_file
from connectors.channels.pipeline import Pipeline
from connectors.channels.sessions import Sessions, is_same_origin
from web.municipal import MunicipalPages

WAITS_SECONDS = 8.0


@dataclass(frozen=True)
class AppointmentParts:
    """What the pages of appointments work with."""

    appointments: AppointmentService
    book: AppointmentBookPort
    letters: Letters
    links: AppointmentLinks


class AppointmentPages:
    """`/afspraak/<token>`; the token is signed and opens nothing but this appointment."""

    def __init__(
        self,
        parts: AppointmentParts,
        pipeline: Pipeline,
        sessions: Sessions,
        pages: MunicipalPages,
        texts: TextsPort,
        clock: ClockPort,
    ) -> None:
        self._parts = parts
        self._pipeline = pipeline
        self._sessions = sessions
        self._pages = pages
        self._texts = texts
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        path = f"/{Door.MANAGE.value}/{{token}}"
        app.router.add_get(path, self.show)
        app.router.add_get(f"{path}/afspraak.ics", self.calendar)
        app.router.add_get(f"{path}/afzeggen", self.ask)
        app.router.add_post(f"{path}/afzeggen", self.cancel)
        app.router.add_post(f"{path}/verzetten", self.move)

    async def show(self, request: web.Request) -> web.Response:
        """What, when and where."""
        return self._page(request, await self._record(request))

    async def calendar(self, request: web.Request) -> web.Response:
        """The appointment for an agenda."""
        record = await self._record(request)
        event = self._parts.letters.event(record, cancelled=record.stage is Stage.CANCELLED)
        return web.Response(
            body=calendar_file(event),
            content_type="text/calendar",
            charset="utf-8",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": 'attachment; filename="afspraak.ics"',
            },
        )

    async def ask(self, request: web.Request) -> web.Response:
        """Are you sure?"""
        return self._page(request, await self._record(request), asking=True)

    async def cancel(self, request: web.Request) -> web.Response:
        """The resident is sure."""
        record = await self._record(request)
        if not is_same_origin(request):
            return self._page(request, record, status=403)
        if self._open(record):
            try:
                await self._parts.appointments.cancel(record)
            except BackendUnavailable:
                return self._page(request, record, failed=True, status=503)
        return web.Response(status=303, headers={"Location": self._address(record)})

    async def move(self, request: web.Request) -> web.Response:
        """On to the chat, where this appointment is now one of this browser."""
        record = await self._record(request)
        if not is_same_origin(request) or not self._open(record):
            return self._page(request, record, status=403)
        place = record.municipality
        known = self._sessions.read(request, place)
        conversation = known or self._sessions.new(place)
        try:
            await self._parts.book.keep(replace(record, conversation_id=conversation.id))
            text = self._texts.text("utter_page_move", place)
            await self._pipeline.accept(conversation, secrets.token_urlsafe(12), text)
        except BackendUnavailable:
            return self._page(request, record, failed=True, status=503)
        await self._pipeline.settled(conversation.id, WAITS_SECONDS)
        response = web.Response(status=303, headers={"Location": f"/{place}#einde"})
        if known is None:
            self._sessions.write(request, response, conversation)
        return response

    async def _record(self, request: web.Request) -> Record:
        key = self._parts.links.key(Door.MANAGE, request.match_info["token"])
        record = await self._parts.book.get(key) if key else None
        while record is not None and record.moved_to:
            # An address from an older mail leads to where the appointment is now.
            record = await self._parts.book.get(record.moved_to)
        if record is None or record.stage not in (Stage.BOOKED, Stage.CANCELLED):
            raise web.HTTPNotFound
        return record

    def _page(
        self,
        request: web.Request,
        record: Record,
        *,
        asking: bool = False,
        failed: bool = False,
        status: int = 200,
    ) -> web.Response:
        return self._pages.page(
            request,
            "appointment.html",
            self._pages.place(record.municipality),
            status,
            values=self._parts.letters.values(record, self._today()),
            address=self._address(record),
            cancelled=record.stage is Stage.CANCELLED,
            over=record.order.start <= self._clock.now(),
            asking=asking,
            failed=failed,
        )

    def _open(self, record: Record) -> bool:
        return record.stage is Stage.BOOKED and record.order.start > self._clock.now()

    def _address(self, record: Record) -> str:
        token = self._parts.links.token(Door.MANAGE, record.key)
        return f"/{Door.MANAGE.value}/{token}"

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()
