"""Where the case system says that something changed (Notificaties API)."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from assistant.errors import BackendUnavailable

log = structlog.get_logger(__name__)

PATH = "/notificaties/zaken"
MOST_BYTES = 64 * 1024
Changed = Callable[[str, str], Awaitable[int]]
"""Address of the zaak, and what names this change; how many were told."""


class Notification(BaseModel):
    """As Open Notificaties sends it; what we do not use is left out."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)

    kanaal: str
    hoofd_object: str
    resource: str
    resource_url: str
    actie: str

    @property
    def is_new_status(self) -> bool:
        """Whether a zaak got a status."""
        return (self.kanaal, self.resource, self.actie) == ("zaken", "status", "create")


@dataclass(frozen=True)
class NotificationPages:
    """`auth` is the value that we gave as `auth` of our abonnement; empty: nothing is taken."""

    auth: str
    changed: Changed

    def mount(self, app: web.Application) -> None:
        """Add the route."""
        if self.auth:
            app.router.add_post(PATH, self.take)

    async def take(self, request: web.Request) -> web.Response:
        """204: taken. 503: the sender has to try again."""
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.auth.encode()):
            return web.Response(status=401)
        content = await request.content.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            return web.Response(status=413)
        try:
            notification = Notification.model_validate_json(content)
        except ValidationError:
            return web.Response(status=400)
        if notification.is_new_status:
            try:
                await self.changed(notification.hoofd_object, notification.resource_url)
            except BackendUnavailable:
                log.warning("status_not_told")
                return web.Response(status=503)
        return web.Response(status=204)
