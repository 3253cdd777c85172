"""Whom to call back, at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from assistant.domain.callbacks import Callback
from assistant.domain.staff import Role, Staff
from assistant.ports.clock import ClockPort
from assistant.services.callback_desk import CallbackDesk
from connectors.channels.pipeline import Pipeline
from connectors.channels.webchat import message_json
from web.desk.bodies import answer, body_of
from web.desk.guard import Route, refused
from web.desk.packets import Packets
from web.desk.snapshot import Snapshots
from web.rendering import Renderer


class CallPages:
    """For whoever calls residents back."""

    def __init__(
        self,
        desk: CallbackDesk,
        packets: Packets,
        snapshots: Snapshots,
        pipeline: Pipeline,
        renderer: Renderer,
        clock: ClockPort,
    ) -> None:
        self._desk = desk
        self._packets = packets
        self._snapshots = snapshots
        self._pipeline = pipeline
        self._renderer = renderer
        self._clock = clock

    def routes(self) -> tuple[Route, ...]:
        """All of them, each with its role."""
        one = "/terugbellen/{callback}"
        return (
            Route("GET", one, Role.AGENT, self.show),
            Route("POST", f"{one}/nemen", Role.AGENT, self.take),
            Route("POST", f"{one}/gebeld", Role.AGENT, self.called),
        )

    def line(self, calls: Sequence[Callback], staff: Staff) -> list[dict[str, Any]]:
        """Whom to call, as one line each."""
        return [self._summary(one, staff) for one in calls]

    async def show(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """All there is to know of one, with the number and the conversation."""
        found = await self._desk.see(staff, request.match_info["callback"])
        messages = await self._pipeline.service.transcript(found.conversation_id)
        packet = await self._packets.whole(found.packet, found.municipality)
        return answer(
            {
                "callback": self._summary(found, staff) | packet | {"phone": found.phone},
                "messages": [
                    message_json(one) | {"rendered": self._renderer.message(one)}
                    for one in messages
                ],
            }
        )

    async def take(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """409 where a colleague calls."""
        taken = await self._desk.take(staff, request.match_info["callback"])
        self._snapshots.changed()
        return answer({"taken": True}) if taken else refused(409)

    async def called(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """`reached`: true or false. 409 where that was kept before."""
        reached = (await body_of(request)).get("reached")
        if not isinstance(reached, bool):
            return refused(400)
        deed = self._desk.reached if reached else self._desk.not_reached
        kept = await deed(staff, request.match_info["callback"])
        self._snapshots.changed()
        return answer({"kept": True}) if kept else refused(409)

    def _summary(self, callback: Callback, staff: Staff) -> dict[str, Any]:
        return {
            "id": callback.id,
            "stage": callback.stage.value,
            "mine": callback.staff_id == staff.id,
            "by": callback.staff_name,
            "channel": callback.channel,
            "why": callback.packet.why.value,
            "about": self._packets.title(callback.packet.article, callback.municipality),
            "asked_at": callback.asked_at.isoformat(),
            "due": callback.due.isoformat(),
            "overdue": callback.due < self._clock.now(),
            "attempts": callback.attempts,
        }
