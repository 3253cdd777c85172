"""The desk itself: one page, and what it asks of us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from assistant.domain.handover import Ending, Handover, Stage
from assistant.domain.line import in_line
from assistant.domain.staff import Role, Staff
from assistant.ports.catalogue import CataloguePort
from assistant.ports.clock import ClockPort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.engine import EnginePort
from assistant.ports.library import LibraryPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.staff import StaffPort
from assistant.services.callback_desk import CallbackDesk
from assistant.services.desk import DeskService
from assistant.services.desk_appointments import DeskAppointments
from assistant.services.municipalities import MunicipalityService
from connectors.channels.pipeline import Pipeline
from connectors.channels.webchat import message_json
from web.desk.appointments import ArrangingPages
from web.desk.bodies import answer, body_of, text_in
from web.desk.calls import CallPages
from web.desk.canned import CannedAnswers
from web.desk.drawing import page
from web.desk.guard import Route, refused
from web.desk.packets import Packets
from web.desk.passing import PassingPages
from web.desk.snapshot import Snapshots
from web.desk.suggestions import SuggestionPages
from web.rendering import Renderer

MOST_ID = 48
"""With that of the handover before it, it still names a message."""


@dataclass(frozen=True)
class DeskParts:
    """What the desk works with."""

    service: DeskService
    calls: CallbackDesk
    staff: StaffPort
    library: LibraryPort
    ediensten: EDienstenPort
    details: PersonalDetailsPort
    places: MunicipalityService
    appointments: DeskAppointments
    catalogues: CataloguePort
    engine: EnginePort
    clock: ClockPort


class DeskPages:
    """For whoever speaks with residents."""

    def __init__(
        self, parts: DeskParts, snapshots: Snapshots, pipeline: Pipeline, renderer: Renderer
    ) -> None:
        self._parts = parts
        self._snapshots = snapshots
        self._desk = parts.service
        self._pipeline = pipeline
        self._renderer = renderer
        self._canned = CannedAnswers(parts.library)
        self._packets = Packets(
            parts.library, parts.ediensten, parts.details, renderer, parts.clock
        )
        self._passing = PassingPages(parts.service, parts.places, parts.library, snapshots)
        self._arranging = ArrangingPages(
            parts.service, parts.appointments, parts.catalogues, parts.ediensten
        )
        self._suggestions = SuggestionPages(
            parts.service, parts.engine, parts.library, self._canned, pipeline
        )
        self._calls = CallPages(
            parts.calls, self._packets, snapshots, pipeline, renderer, parts.clock
        )

    def routes(self) -> tuple[Route, ...]:
        """All of them, each with its role."""
        one = "/gesprekken/{handover}"
        return (
            Route("GET", "", Role.AGENT, self.page, is_page=True),
            Route("GET", "/lijn", Role.AGENT, self.line),
            Route("GET", "/antwoorden", Role.AGENT, self.answers),
            Route("POST", "/beschikbaar", Role.AGENT, self.available),
            Route("GET", one, Role.AGENT, self.conversation),
            Route("POST", f"{one}/nemen", Role.AGENT, self.accept),
            Route("POST", f"{one}/zeggen", Role.AGENT, self.say),
            Route("POST", f"{one}/typt", Role.AGENT, self.types),
            Route("POST", f"{one}/notitie", Role.AGENT, self.note),
            Route("POST", f"{one}/einde", Role.AGENT, self.end),
            *self._passing.routes(),
            *self._arranging.routes(),
            *self._suggestions.routes(),
            *self._calls.routes(),
        )

    async def page(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """The page; what is on it comes by the other routes."""
        return page(request, self._renderer, "desk.html", staff=staff)

    async def line(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Who waits and who speaks with whom, as JSON."""
        return answer(await self.line_of(staff))

    async def line_of(self, staff: Staff) -> dict[str, Any]:
        """The same, for the stream."""
        now = await self._snapshots.of(staff.municipality)
        own = next((one for one in now.there if one.id == staff.id), staff)
        return {
            "me": {"name": staff.name, "available": own.available},
            "colleagues": [
                {"name": one.name, "available": one.available, "teams": list(one.teams)}
                for one in now.there
                if one.id != staff.id
            ],
            "line": [
                self._summary(one, staff) | {"length": now.lengths.get(one.id, 0)}
                for one in in_line(now.handovers, staff, now.there, self._parts.clock.now())
            ],
            "calls": self._calls.line(now.calls, staff),
        }

    async def conversation(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """All there is to know of one resident; `after` leaves out what was read before."""
        handover = await self._desk.see(staff, request.match_info["handover"])
        after = request.query.get("after", "")
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
        messages = await self._pipeline.service.transcript(handover.conversation_id, number)
        notes = await self._desk.notes(staff, handover.id)
        packet = await self._packets.whole(handover.packet, handover.municipality)
        return answer(
            {
                "handover": self._summary(handover, staff) | packet,
                "messages": [
                    message_json(one) | {"rendered": self._renderer.message(one)}
                    for one in messages
                ],
                "notes": [
                    {"by": one.staff_name, "text": one.text, "at": one.at.isoformat()}
                    for one in notes
                ],
            }
        )

    async def answers(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Answers of the library that have these words (`q`), ready to send."""
        found = self._canned.find(request.query.get("q", "")[:200], staff.municipality)
        return answer({"answers": found})

    async def available(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Whether new residents may come."""
        body = await body_of(request)
        if not isinstance(body.get("available"), bool):
            return refused(400)
        await self._parts.staff.available(staff.id, body["available"])
        self._snapshots.changed()
        return answer(await self.line_of(staff))

    async def accept(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Take the turn: 409 where a colleague was first."""
        taken = await self._desk.accept(staff, request.match_info["handover"])
        return answer({"taken": True}) if taken else refused(409)

    async def say(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Say `text`; the same `id` again is said once. 409: it is not your turn."""
        body = await body_of(request)
        identifier, text = text_in(body, "id")[:MOST_ID], text_in(body, "text").strip()
        if not identifier or not text:
            return refused(400)
        said = await self._desk.say(staff, request.match_info["handover"], identifier, text)
        return answer({"said": True}, 202) if said else refused(409)

    async def types(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """The resident sees that something is being typed, for a moment."""
        handover = await self._desk.see(staff, request.match_info["handover"])
        if handover.stage is Stage.ACTIVE and handover.staff_id == staff.id:
            self._pipeline.types(handover.conversation_id, staff.name)
        return web.Response(status=204)

    async def note(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Keep a note for colleagues."""
        body = await body_of(request)
        identifier, text = text_in(body, "id")[:MOST_ID], text_in(body, "text").strip()
        if not identifier or not text:
            return refused(400)
        await self._desk.note(staff, request.match_info["handover"], identifier, text)
        return answer({"kept": True}, 201)

    async def end(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """`ending`: solved, unsolved or given_back."""
        ending = text_in(await body_of(request), "ending")
        if ending not in (Ending.SOLVED, Ending.UNSOLVED, Ending.GIVEN_BACK):
            return refused(400)
        ended = await self._desk.end(staff, request.match_info["handover"], Ending(ending))
        return answer({"ended": True}) if ended else refused(409)

    def _summary(self, handover: Handover, staff: Staff) -> dict[str, Any]:
        return {
            "id": handover.id,
            "stage": handover.stage.value,
            "mine": handover.staff_id == staff.id and handover.stage is Stage.ACTIVE,
            "by": handover.staff_name,
            "team": handover.team,
            "for_me": handover.for_staff == staff.id and handover.stage is Stage.WAITING,
            "channel": handover.channel,
            "why": handover.packet.why.value,
            "about": self._packets.title(handover.packet.article, handover.municipality),
            "asked_at": handover.asked_at.isoformat(),
        }
