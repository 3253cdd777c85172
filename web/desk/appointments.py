"""Appointments and eDiensten that staff arrange for the resident with whom they speak."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from aiohttp import web

from assistant.domain.appointments import Detail, Record, find_code
from assistant.domain.booking.details import find_details
from assistant.domain.handover import Handover
from assistant.domain.staff import Role, Staff
from assistant.errors import (
    AppointmentNotFound,
    BackendUnavailable,
    DetailsMissing,
    OutcomeUnknown,
    PlaceTaken,
    StorageUnavailable,
    TooManyAttempts,
)
from assistant.ports.catalogue import CataloguePort
from assistant.ports.ediensten import EDienstenPort
from assistant.services.desk import DeskService, has_turn
from assistant.services.desk_appointments import DeskAppointments, Wish
from web.desk.bodies import answer, body_of, text_in
from web.desk.guard import Route, refused

MOST_ID = 64
Deed = Callable[[web.Request, Staff, Handover], Awaitable[web.StreamResponse]]


class ArrangingPages:
    """Only for whoever has the turn in the conversation; for anybody else it is gone (410)."""

    def __init__(
        self,
        desk: DeskService,
        appointments: DeskAppointments,
        catalogues: CataloguePort,
        ediensten: EDienstenPort,
    ) -> None:
        self._desk = desk
        self._appointments = appointments
        self._catalogues = catalogues
        self._ediensten = ediensten

    def routes(self) -> tuple[Route, ...]:
        """All of them, each with its role."""
        one = "/gesprekken/{handover}"
        plan = f"{one}/afspraken"
        return (
            Route("GET", plan, Role.AGENT, self._mine(self.show)),
            Route("GET", f"{plan}/plaatsen", Role.AGENT, self._mine(self.places)),
            Route("GET", f"{plan}/dagen", Role.AGENT, self._mine(self.days)),
            Route("GET", f"{plan}/tijden", Role.AGENT, self._mine(self.times)),
            Route("POST", plan, Role.AGENT, self._mine(self.make)),
            Route("POST", f"{plan}/zoeken", Role.AGENT, self._mine(self.find)),
            Route("POST", f"{plan}/afzeggen", Role.AGENT, self._mine(self.cancel)),
            Route("GET", f"{one}/ediensten", Role.AGENT, self._mine(self.ediensten)),
            Route("POST", f"{one}/edienst", Role.AGENT, self._mine(self.open_edienst)),
        )

    async def show(
        self, _request: web.Request, _staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """What he has, and what can be booked; first of all what it was about."""
        packet, place = handover.packet, handover.municipality
        products = await self._appointments.products(place)
        about = packet.appointment.partition(",")[0]
        about = about or self._catalogues.catalogue(place).about(packet.article)
        return answer(
            {
                "mine": [self._line(one) for one in await self._appointments.of(handover)],
                "products": [{"key": one.key, "title": one.title} for one in products],
                "about": about,
            }
        )

    async def places(
        self, request: web.Request, _staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """Where a `product` can be booked, and what must be known of the resident there."""
        product = request.query.get("product", "")[:MOST_ID]
        found = await self._appointments.places(handover.municipality, product)
        return answer(
            {
                "places": [
                    {
                        "id": one.location.id,
                        "name": one.location.name,
                        "required": sorted(detail.value for detail in one.required),
                    }
                    for one in found
                ]
            }
        )

    async def days(
        self, request: web.Request, _staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """Days on which a `product` is free at a `place`."""
        found = await self._appointments.days(handover.municipality, *_where(request))
        return answer({"days": [day.isoformat() for day in found]})

    async def times(
        self, request: web.Request, _staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """Free times on a `day`."""
        try:
            day = date.fromisoformat(request.query.get("day", ""))
        except ValueError:
            return refused(400)
        found = await self._appointments.times(handover.municipality, *_where(request), day)
        return answer({"times": [start.isoformat() for start in found]})

    async def make(
        self, request: web.Request, staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """Book, or move one (`moves`). 400 with what is `missing`; 409 where the place is gone; 202
        where nobody knows yet."""
        body = await body_of(request)
        key = text_in(body, "key")[:MOST_ID]
        try:
            start = datetime.fromisoformat(text_in(body, "start"))
        except ValueError:
            return refused(400)
        if not key or start.tzinfo is None:
            return refused(400)
        product, place = text_in(body, "product")[:MOST_ID], text_in(body, "place")[:MOST_ID]
        wish = Wish(key, product, place, start, _details(body), text_in(body, "moves")[:200])
        try:
            made = await self._appointments.make(staff, handover, wish)
        except DetailsMissing as error:
            missing = sorted(str(one) for one in error.args)
            return answer({"missing": missing}, 400)
        except PlaceTaken:
            return refused(409)
        except OutcomeUnknown:
            return answer({"made": False}, 202)
        return answer({"made": True, "appointment": self._line(made)})

    async def find(
        self, request: web.Request, staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """By a `code` and something that the resident knows. 400: one of them is wrong."""
        body = await body_of(request)
        try:
            found = await self._appointments.find(
                handover, find_code(text_in(body, "code")), _details(body)
            )
        except TooManyAttempts:
            return refused(429)
        return answer({"found": self._line(found)}) if found else refused(400)

    async def cancel(
        self, request: web.Request, staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """Cancel the one with this `key`."""
        key = text_in(await body_of(request), "key")[:200]
        await self._appointments.cancel(staff, handover, key)
        return answer({"cancelled": True})

    async def ediensten(
        self, _request: web.Request, _staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """What can be opened for him; first of all what it was about."""
        every = self._ediensten.ediensten(handover.municipality)
        about = every.get(handover.packet.edienst) or every.about([handover.packet.article])
        listed = [{"key": one.key, "title": one.title} for one in every.every]
        return answer({"ediensten": listed, "about": about.key if about else ""})

    async def open_edienst(
        self, request: web.Request, staff: Staff, handover: Handover
    ) -> web.StreamResponse:
        """Back to Balie, with the button that begins this `edienst`."""
        key = text_in(await body_of(request), "edienst")[:MOST_ID]
        edienst = self._ediensten.ediensten(handover.municipality).get(key)
        if edienst is None:
            return refused(400)
        opened = await self._desk.open_edienst(staff, handover.id, edienst)
        return answer({"opened": True}) if opened else refused(410)

    def _mine(self, deed: Deed) -> Callable[[web.Request, Staff], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request, staff: Staff) -> web.StreamResponse:
            handover = await self._desk.see(staff, request.match_info["handover"])
            if not has_turn(handover, staff):
                return refused(410)
            try:
                return await deed(request, staff, handover)
            except AppointmentNotFound:
                return refused(404)
            except StorageUnavailable:
                raise
            except BackendUnavailable:
                return refused(502)

        return handle

    def _line(self, record: Record) -> dict[str, Any]:
        catalogue = self._catalogues.catalogue(record.municipality)
        entries = (catalogue.entry(key) for key in record.products)
        return {
            "key": record.key,
            "product": record.products[0] if record.products else "",
            "title": " + ".join(entry.title for entry in entries if entry),
            "start": record.order.start.isoformat(),
            "where": record.order.location.name,
            "code": record.code,
        }


def _where(request: web.Request) -> tuple[str, str]:
    return request.query.get("product", "")[:MOST_ID], request.query.get("place", "")[:MOST_ID]


def _details(body: dict[str, Any]) -> dict[str, str]:
    """What staff typed, by `Detail`; what cannot be read is as good as nothing."""
    found = find_details(f"{text_in(body, 'email')} , {text_in(body, 'phone')}")
    name, born = text_in(body, "name").strip()[:100], text_in(body, "birth_date")
    try:
        birth = {Detail.BIRTH_DATE.value: date.fromisoformat(born).isoformat()} if born else {}
    except ValueError:
        birth = {}
    return {**found, **birth, **({Detail.NAME.value: name} if name else {})}
