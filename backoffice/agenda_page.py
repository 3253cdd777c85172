"""The agenda as staff see it: who comes when, on one day of one municipality."""

from __future__ import annotations

from datetime import date, timedelta

from aiohttp import web

from backoffice.agenda import Agenda
from backoffice.agenda_plan import AGENDA_TIME
from backoffice.pages import Pages


class AgendaPage:
    """Reads only."""

    def __init__(self, agenda: Agenda, pages: Pages) -> None:
        self._agenda = agenda
        self._pages = pages

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The address of the page."""
        router.add_get("/agenda", self.agenda)

    async def agenda(self, request: web.Request) -> web.Response:
        """`?gemeente=...&dag=2026-12-01&locatie=...`; without them the first, today and all."""
        plan = self._agenda.plan
        municipalities = list(dict.fromkeys(branch.municipality for branch in plan.branches))
        municipality = request.query.get("gemeente", municipalities[0])
        try:
            day = date.fromisoformat(request.query.get("dag", self._agenda.today().isoformat()))
            before, after = day - timedelta(days=1), day + timedelta(days=1)
        except (ValueError, OverflowError):
            return self._pages.error(404)
        locations = [branch.name for branch in plan.of(municipality)]
        location = request.query.get("locatie", "")
        if municipality not in municipalities or (location and location not in locations):
            return self._pages.error(404)
        rows = await self._agenda.day(municipality, day)
        return self._pages.page(
            "agenda.html",
            municipalities=municipalities,
            municipality=municipality,
            day=day,
            before=before,
            after=after,
            locations=locations,
            location=location,
            rows=[row for row in rows if location in ("", row.locatie)],
            clock=lambda moment: f"{moment.astimezone(AGENDA_TIME):%H.%M}",
        )
