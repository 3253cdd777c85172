"""The list of what was looked up about somebody, as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.lookups import Lookup
from assistant.ports.clock import ClockPort
from assistant.ports.lookups import LookupsPort
from assistant.ports.texts import TextsPort
from assistant.services.lookup_links import PATH, LookupLinks

COLUMNS = ("wanneer", "wat", "waarvoor", "uitkomst")


@dataclass(frozen=True)
class LookupPages:
    """`/inzage/<token>`: who has the address sees this one list, for a quarter of an hour."""

    links: LookupLinks
    lookups: LookupsPort
    texts: TextsPort
    clock: ClockPort

    def mount(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get(f"/{PATH}/{{token}}", self.download)

    async def download(self, request: web.Request) -> web.Response:
        """The list as CSV."""
        found = self.links.read(request.match_info["token"], self.clock.now())
        if found is None:
            raise web.HTTPNotFound
        municipality, subject = found
        rows = await self.lookups.of_subject(subject)
        return web.Response(
            # With a mark, so that a spreadsheet reads accents.
            body=self._csv(municipality, rows).encode("utf-8-sig"),
            content_type="text/csv",
            charset="utf-8",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": 'attachment; filename="inzage.csv"',
            },
        )

    def _csv(self, municipality: str, rows: Sequence[Lookup]) -> str:
        file = io.StringIO()
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for row in rows:
            result = self.texts.text(f"utter_lookup_{row.result.value}", municipality)
            moment = f"{row.at.astimezone(DUTCH_TIME):%Y-%m-%d %H:%M}"
            writer.writerow((moment, row.source.value, row.purpose, result))
        return file.getvalue()
