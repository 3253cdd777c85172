"""Puts the desk together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import web

from assistant.errors import StorageUnavailable
from assistant.services.desk import DeskService
from assistant.services.other_desk import OtherDesk
from assistant.services.signing_in import SigningIn
from assistant.services.staff_admin import StaffAdmin
from connectors.channels.pipeline import Pipeline
from web.desk.admin import AdminPages
from web.desk.external import LEAVE, External, ExternalPages
from web.desk.feed import DeskFeed
from web.desk.guard import Guard
from web.desk.pages import DeskPages, DeskParts
from web.desk.signing_in import SigningInPages
from web.desk.snapshot import Snapshots
from web.rendering import Renderer

log = structlog.get_logger(__name__)

WATCH_SECONDS = 10.0


class Desk:
    """All of it, under `/desk`."""

    def __init__(
        self,
        parts: DeskParts,
        signing_in: SigningIn,
        pipeline: Pipeline,
        renderer: Renderer,
        external: External | None = None,
    ) -> None:
        guard = Guard(signing_in, renderer)
        snapshots = Snapshots(parts.service, parts.calls, parts.staff, parts.clock)
        pages = DeskPages(parts, snapshots, pipeline, renderer)
        feed = DeskFeed(parts, snapshots, pages, guard)
        self._guard = guard
        self._feed = feed
        self._signing_in = SigningInPages(signing_in, renderer, LEAVE if external else "")
        self._external = ExternalPages(external, self._signing_in) if external else None
        admin = AdminPages(StaffAdmin(parts.staff, signing_in, parts.clock), parts.places, renderer)
        self.routes = (*pages.routes(), *feed.routes(), *admin.routes())
        pipeline.also_tell(lambda _conversation_id: snapshots.changed())

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        self._signing_in.mount(app)
        if self._external:
            self._external.mount(app)
        self._guard.mount(app, self.routes)
        app.on_shutdown.append(self._release)

    async def _release(self, _app: web.Application) -> None:
        self._feed.close()


async def keep_watch(service: DeskService | OtherDesk, municipalities: Sequence[str]) -> None:
    """Look at every line, again and again. Ends only when it is cancelled."""
    while True:
        try:
            await service.watch(municipalities)
        except StorageUnavailable:
            log.warning("desk_not_watched")
        await asyncio.sleep(WATCH_SECONDS)
