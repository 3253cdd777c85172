"""Reports as staff see them: a list, and done."""

from __future__ import annotations

from aiohttp import web

from backoffice.pages import PAGE_SIZE, Pages, page_number
from backoffice.signalen.store import ReportStore
from backoffice.zgw.page import is_own_page


class ReportsPage:
    """The newest first."""

    def __init__(self, store: ReportStore, pages: Pages) -> None:
        self._store = store
        self._pages = pages

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses of the page."""
        router.add_get("/meldingen", self.list)
        router.add_post("/meldingen/{uuid}", self.close)
        router.add_get("/meldingen/{uuid}/fotos/{number:[0-9]{1,9}}", self.photo)

    async def list(self, request: web.Request) -> web.Response:
        """`?pagina=2`."""
        page = page_number(request)
        if page < 1:
            return self._pages.error(404)
        count, rows = await self._store.page(page, PAGE_SIZE)
        if page > 1 and not rows:
            return self._pages.error(404)
        photos = {row["id"]: await self._store.photos(row["id"]) for row in rows}
        return self._pages.page(
            "meldingen.html",
            count=count,
            page=page,
            pages=max(1, -(-count // PAGE_SIZE)),
            rows=rows,
            photos=photos,
        )

    async def close(self, request: web.Request) -> web.Response:
        """It is done."""
        if await self._store.get(request.match_info["uuid"]) is None:
            return self._pages.error(404)
        if not is_own_page(request):
            return self._pages.error(403)
        await self._store.close_report(request.match_info["uuid"])
        return web.Response(status=303, headers={"Location": "/meldingen"})

    async def photo(self, request: web.Request) -> web.Response:
        """One photo, as it was sent."""
        number = int(request.match_info["number"])
        found = await self._store.photo(request.match_info["uuid"], number)
        if found is None:
            return self._pages.error(404)
        media_type, content = found
        return web.Response(body=content, content_type=media_type)
