"""Who may see what at the desk. Every route of it goes through here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web

from assistant.domain.staff import Role, Staff
from assistant.errors import NotAtThisDesk, StorageUnavailable
from assistant.services.signing_in import SigningIn
from connectors.channels.sessions import is_same_origin
from web.desk.drawing import page
from web.rendering import Renderer

log = structlog.get_logger(__name__)

PATH = "/desk"
SIGN_IN = f"{PATH}/inloggen"
ADMIN = f"{PATH}/medewerkers"
COOKIE = "balie_desk"
Handler = Callable[[web.Request, Staff], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Route:
    """One address, and the role that opens it."""

    method: str
    path: str
    role: Role
    handler: Handler
    is_page: bool = False


class Guard:
    """Lets in who is signed in and has the role."""

    def __init__(self, signing_in: SigningIn, renderer: Renderer) -> None:
        self._signing_in = signing_in
        self._renderer = renderer

    def mount(self, app: web.Application, routes: tuple[Route, ...]) -> None:
        """Add these routes, each behind its role."""
        for route in routes:
            app.router.add_route(route.method, f"{PATH}{route.path}", self._behind(route))

    async def who(self, request: web.Request) -> Staff | None:
        """Who is signed in in this browser.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._signing_in.who(request.cookies.get(COOKIE, ""))

    def _behind(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            if request.method != "GET" and not is_same_origin(request):
                return refused(403)
            try:
                staff = await self.who(request)
                if staff is None:
                    if route.is_page:
                        raise web.HTTPFound(SIGN_IN)
                    return refused(401)
                if route.role not in staff.roles:
                    log.warning("desk_refused", role=route.role.value)
                    if route.is_page and Role.ADMIN in staff.roles:
                        raise web.HTTPFound(ADMIN)
                    denied = page(request, self._renderer, "desk_no_page.html", 403)
                    return denied if route.is_page else refused(403)
                return await route.handler(request, staff)
            except NotAtThisDesk:
                return refused(404)
            except StorageUnavailable:
                return refused(503)

        return answer


def refused(status: int) -> web.Response:
    """No, for a program: the page knows the words."""
    return web.json_response({"status": status}, status=status)
