"""Passing a resident on: to a colleague, a team, whoever is free, or another organisation."""

from __future__ import annotations

from aiohttp import web

from assistant.domain.articles import Kind
from assistant.domain.handover import Passed
from assistant.domain.staff import Role, Staff
from assistant.errors import ArticleNotFound
from assistant.ports.library import LibraryPort
from assistant.services.desk import DeskService
from assistant.services.municipalities import MunicipalityService
from web.desk.bodies import answer, body_of, text_in
from web.desk.guard import Route, refused
from web.desk.snapshot import Snapshots

MOST_ID = 64


class PassingPages:
    """Where a resident can go, and sending him there."""

    def __init__(
        self,
        desk: DeskService,
        places: MunicipalityService,
        library: LibraryPort,
        snapshots: Snapshots,
    ) -> None:
        self._desk = desk
        self._places = places
        self._library = library
        self._snapshots = snapshots
        self._organisations = sorted(
            ({"key": one.slug, "name": one.title} for one in library.articles()
             if one.kind is Kind.REFERRAL),
            key=lambda one: one["name"],
        )  # fmt: skip

    def routes(self) -> tuple[Route, ...]:
        """All of them, each with its role."""
        one = "/gesprekken/{handover}"
        return (
            Route("GET", "/bestemmingen", Role.AGENT, self.ways),
            Route("POST", f"{one}/doorgeven", Role.AGENT, self.transfer),
            Route("POST", f"{one}/doorverwijzen", Role.AGENT, self.refer),
        )

    async def ways(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """Colleagues who are there, teams with how many of them are, and other organisations."""
        now = await self._snapshots.of(staff.municipality)
        present = [one for one in now.there if one.available]
        return answer(
            {
                "colleagues": [
                    {"key": one.id, "name": one.name} for one in present if one.id != staff.id
                ],
                "teams": [
                    {
                        "key": team.key,
                        "name": team.name,
                        "there": sum(team.key in one.teams for one in present),
                    }
                    for team in self._places.teams_open(staff.municipality)
                ],
                "organisations": self._organisations,
            }
        )

    async def transfer(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """To a `colleague`, a `team`, or (neither) to whoever takes it. 409: not your turn."""
        body = await body_of(request)
        to = Passed(text_in(body, "team")[:MOST_ID], text_in(body, "colleague")[:MOST_ID])
        passed = await self._desk.transfer(staff, request.match_info["handover"], to)
        return answer({"passed": True}) if passed else refused(409)

    async def refer(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """To another `organisation`: the resident gets what the library says of it."""
        slug = text_in(await body_of(request), "organisation")[:MOST_ID]
        try:
            gone = await self._desk.refer(staff, request.match_info["handover"], slug)
        except ArticleNotFound:
            return refused(400)
        return answer({"gone": True}) if gone else refused(409)
