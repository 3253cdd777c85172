"""Who works here, and what was done: pages for whoever may say so. They work without JavaScript."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from assistant.domain.staff import Role, Staff
from assistant.services.municipalities import MunicipalityService
from assistant.services.staff_admin import NEWEST, PAGE, NameTaken, StaffAdmin
from web.desk.drawing import page
from web.desk.guard import PATH, Route
from web.rendering import Renderer

MOST_NAME = 64
LIST = "/medewerkers"


class AdminPages:
    """A password is shown once, on the answer to the form that made it."""

    def __init__(self, admin: StaffAdmin, places: MunicipalityService, renderer: Renderer) -> None:
        self._admin = admin
        self._places = places
        self._renderer = renderer

    def routes(self) -> tuple[Route, ...]:
        """All of them, each with its role."""
        one = f"{LIST}/{{member}}"
        return (
            Route("GET", LIST, Role.ADMIN, self.people, is_page=True),
            Route("POST", LIST, Role.ADMIN, self.add),
            Route("GET", one, Role.ADMIN, self.member, is_page=True),
            Route("POST", one, Role.ADMIN, self.change),
            Route("POST", f"{one}/wachtwoord", Role.ADMIN, self.new_password),
            Route("POST", f"{one}/sluiten", Role.ADMIN, self.close),
            Route("GET", "/logboek", Role.ADMIN, self.log, is_page=True),
        )

    async def people(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Who works here, and a form for somebody new."""
        return await self._list(request, staff)

    async def add(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Somebody new."""
        form = await request.post()
        username = str(form.get("gebruikersnaam", "")).strip()[:MOST_NAME]
        new = self._filled(form, Staff("", username, "", staff.municipality))
        if not username or new.is_elsewhere or not new.name or not new.roles:
            return await self._list(request, staff, problem="incomplete", status=400)
        try:
            password = await self._admin.add(staff, new)
        except NameTaken:
            return await self._list(request, staff, problem="taken", status=409)
        return await self._list(request, staff, who=new.name, password=password)

    async def member(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """One of them."""
        found = await self._admin.member(staff, request.match_info["member"])
        return self._page(
            request, staff, "desk_member.html", member=found, elsewhere=found.is_elsewhere
        )

    async def change(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Another name, roles or teams."""
        known = await self._admin.member(staff, request.match_info["member"])
        changed = self._filled(await request.post(), known)
        if changed.name:
            await self._admin.change(staff, changed)
        return _back()

    async def new_password(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Another password."""
        member = await self._admin.member(staff, request.match_info["member"])
        password = await self._admin.new_password(staff, member.id)
        return await self._list(request, staff, who=member.name, password=password)

    async def close(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """He may do nothing any more."""
        await self._admin.close(staff, request.match_info["member"])
        return _back()

    async def log(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """What was done; `voor` goes on where a page ended."""
        wanted = request.query.get("voor", "")[:10]
        before = int(wanted) if wanted.isascii() and wanted.isdigit() else NEWEST
        entries = await self._admin.log(staff, before)
        more = entries[-1].number if len(entries) == PAGE else 0
        return self._page(request, staff, "desk_log.html", entries=entries, more=more)

    async def _list(
        self, request: web.Request, staff: Staff, *, status: int = 200, problem: str = "",
        who: str = "", password: str = "",
    ) -> web.Response:  # fmt: skip
        people = await self._admin.people(staff)
        return self._page(
            request, staff, "desk_staff.html", status, people=people, problem=problem, who=who,
            password=password,
        )  # fmt: skip

    def _filled(self, form: Any, known: Staff) -> Staff:
        roles = tuple(role for role in Role if role.value in form.getall("rol", ()))
        keys = {team.key for team in self._places.teams(known.municipality)}
        teams = tuple(str(one) for one in form.getall("team", ()) if one in keys)
        name = str(form.get("naam", "")).strip()[:MOST_NAME]
        return Staff(
            known.id, known.username, name, known.municipality, roles, teams, known.available
        )

    def _page(
        self, request: web.Request, staff: Staff, template: str, status: int = 200, **values: Any
    ) -> web.Response:
        teams = self._places.teams(staff.municipality)
        shown = {"staff": staff, "roles": tuple(Role), "teams": teams, **values}
        return page(request, self._renderer, template, status, **shown)


def _back() -> web.Response:
    return web.Response(status=303, headers={"Location": f"{PATH}{LIST}"})
