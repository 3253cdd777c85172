"""Tasks as staff see them: whom to call about what, and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from backoffice.interne_taken import InterneTaken
from backoffice.pages import PAGE_SIZE, Pages, page_number
from backoffice.register import Register
from backoffice.zgw.page import is_own_page


class InterneTakenPage:
    """What is still to be done first, the oldest above."""

    def __init__(self, register: Register, tasks: InterneTaken, pages: Pages) -> None:
        self._register = register
        self._tasks = tasks
        self._pages = pages

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses of the page."""
        router.add_get("/taken", self.list)
        router.add_post("/taken/{uuid}", self.close)

    async def list(self, request: web.Request) -> web.Response:
        """`?pagina=2`."""
        page = page_number(request)
        rows = sorted(await self._tasks.tasks(), key=_is_done)
        shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE] if page > 0 else []
        if page != 1 and not shown:
            return self._pages.error(404)
        return self._pages.page(
            "taken.html",
            count=len(rows),
            page=page,
            pages=max(1, -(-len(rows) // PAGE_SIZE)),
            rows=[await self._shown(row) for row in shown],
        )

    async def close(self, request: web.Request) -> web.Response:
        """It is done."""
        key = request.match_info["uuid"]
        row = next((one for one in await self._tasks.tasks() if one["uuid"] == key), None)
        if row is None:
            return self._pages.error(404)
        if not is_own_page(request):
            return self._pages.error(403)
        await self._tasks.give_status(row, "verwerkt")
        return web.Response(status=303, headers={"Location": "/taken"})

    async def _shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        contact = await self._register.get(row["about"])
        people = await self._tasks.of("betrokkenen", row["about"])
        addresses = [
            one["body"]["adres"]
            for person in people
            for one in await self._tasks.of("digitaleadressen", person["uuid"])
        ]
        return {"uuid": row["uuid"], **row["body"], "contact": contact, "adressen": addresses}


def _is_done(row: Mapping[str, Any]) -> bool:
    return bool(row["body"]["status"] == "verwerkt")
