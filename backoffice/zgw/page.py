"""Zaken as staff see them: a list, one zaak, and its next step."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from aiohttp import web

from backoffice.pages import PAGE_SIZE, Pages, page_number
from backoffice.zgw.catalogue import Catalogue, Part
from backoffice.zgw.documents import DocumentStore
from backoffice.zgw.filters import Search
from backoffice.zgw.notifications import Notifier
from backoffice.zgw.shapes import Shapes
from backoffice.zgw.store import HasResult, NoResult, ZaakRecord, ZaakStore


class ZakenPage:
    """Who works here decides; a zaak goes one step at a time."""

    def __init__(
        self,
        store: ZaakStore,
        documents: DocumentStore,
        catalogue: Catalogue,
        pages: Pages,
        notifier: Notifier,
    ) -> None:
        self._notifier = notifier
        self._store = store
        self._documents = documents
        self._catalogue = catalogue
        self._pages = pages

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses of the pages."""
        router.add_get("/zaken", self.list)
        router.add_get("/zaken/{uuid}", self.show)
        router.add_post("/zaken/{uuid}", self.step)
        router.add_get("/zaken/{uuid}/documenten/{document}", self.document)

    async def list(self, request: web.Request) -> web.Response:
        """`?gemeente=...&stand=open|gesloten`; without them the first, and all."""
        own = {one.municipality: one for one in self._catalogue.catalogussen}
        municipality = request.query.get("gemeente", next(iter(own)))
        stand, page = request.query.get("stand", "alle"), page_number(request)
        if municipality not in own or stand not in ("alle", "open", "gesloten") or page < 1:
            return self._pages.error(404)
        filters = {"bronorganisatie": own[municipality].rsin, "ordering": "-identificatie"}
        if stand != "alle":
            filters["einddatum__isnull"] = "true" if stand == "open" else "false"
        count, records = await self._store.find(Search(self._catalogue, filters), page, PAGE_SIZE)
        if page > 1 and not records:
            return self._pages.error(404)
        return self._pages.page(
            "zaken.html",
            municipalities=tuple(own),
            municipality=municipality,
            stand=stand,
            count=count,
            page=page,
            pages=max(1, -(-count // PAGE_SIZE)),
            rows=[self._summary(record) for record in records],
        )

    async def show(self, request: web.Request) -> web.Response:
        """One zaak."""
        record = await self._store.get(request.match_info["uuid"])
        return self._pages.error(404) if record is None else await self._page(record)

    async def step(self, request: web.Request) -> web.Response:
        """`statustype=<id>` or, to close it, with `resultaattype=<id>`."""
        record = await self._store.get(request.match_info["uuid"])
        if record is None:
            return self._pages.error(404)
        if not is_own_page(request):
            return self._pages.error(403)
        form = await request.post()
        part = self._own("statustypen", form.get("statustype"), record)
        result = self._own("resultaattypen", form.get("resultaattype"), record)
        if part is None or record.row["einddatum"]:
            return await self._page(record, status=400)
        try:
            if part.last and result:
                await self._store.add_result(
                    record, {"resultaattype": result.id, "toelichting": ""}
                )
            moment = self._store.now().astimezone(UTC)
            values = {"statustype": part.id, "gezet": moment, "toelichting": ""}
            row = await self._store.add_status(record, part, values)
        except (HasResult, NoResult):
            return await self._page(record, status=400)
        shapes = Shapes(self._catalogue, str(request.url.origin()))
        shape = shapes.status(row, record.row, last=True)
        self._notifier.status_made(str(shape["zaak"]), str(shape["url"]))
        return web.Response(status=303, headers={"Location": f"/zaken/{record.row['uuid']}"})

    async def document(self, request: web.Request) -> web.Response:
        """What was sent along, as it was sent."""
        record = await self._store.get(request.match_info["uuid"])
        own = await self._documents.of(record.row["id"]) if record else ()
        key = request.match_info["document"]
        mine = any(one["document"] == key for one in own)
        found = await self._documents.get(key) if mine else None
        if found is None:
            return self._pages.error(404)
        return web.Response(
            body=found["inhoud"],
            content_type=found["formaat"] or "application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="{found["bestandsnaam"]}"'},
        )

    def _own(self, kind: str, identifier: Any, record: ZaakRecord) -> Part | None:
        part = self._catalogue.part(kind, str(identifier or ""))
        return part if part is not None and part.zaaktype == record.row["zaaktype"] else None

    def _summary(self, record: ZaakRecord) -> dict[str, Any]:
        zaaktype = self._catalogue.zaaktype(record.row["zaaktype"])
        last = record.statussen[-1] if record.statussen else None
        part = self._catalogue.part("statustypen", last["statustype"]) if last else None
        return {
            **record.row,
            "soort": zaaktype.omschrijving if zaaktype else "onbekend zaaktype",
            "status": part.name if part else "nog geen status",
        }

    async def _page(self, record: ZaakRecord, status: int = 200) -> web.Response:
        zaaktype = self._catalogue.zaaktype(record.row["zaaktype"])
        steps = zaaktype.of_kind("statustypen") if zaaktype else ()
        now = (
            self._catalogue.part("statustypen", record.statussen[-1]["statustype"])
            if (record.statussen)
            else None
        )
        following = [part for part in steps if part.number > (now.number if now else 0)]
        named = self._name
        return self._pages.page(
            "zaak.html",
            http_status=status,
            zaak=self._summary(record),
            refused=status == 400,
            following=following[:1] if not record.row["einddatum"] else [],
            results=zaaktype.of_kind("resultaattypen") if zaaktype else (),
            statussen=[
                (named("statustypen", s["statustype"]), s["gezet"]) for s in record.statussen
            ],
            rollen=[_person(named("roltypen", one["roltype"]), one) for one in record.rollen],
            eigenschappen=[
                (named("eigenschappen", one["eigenschap"]), one["waarde"])
                for one in record.eigenschappen
            ],
            documenten=await self._documents.of(record.row["id"]),
            resultaat=named("resultaattypen", record.resultaat["resultaattype"])
            if record.resultaat
            else "",
        )

    def _name(self, kind: str, identifier: str) -> str:
        part = self._catalogue.part(kind, identifier)
        return part.name if part else "onbekend"


def _person(role: str, row: dict[str, Any]) -> dict[str, str]:
    person, contact = row["persoon"], row["contact"]
    names = (person.get(name, "") for name in ("voornamen", "voorvoegselGeslachtsnaam",
                                               "geslachtsnaam"))  # fmt: skip
    return {
        "rol": role,
        "naam": " ".join(name for name in names if name) or contact.get("naam", ""),
        # Enough to tell two people apart, and no more on a screen that others can see.
        "bsn": f"BSN eindigt op {row['bsn'][-3:]}" if row["bsn"] else "",
        "machtiging": row["machtiging"],
        "bereikbaar": ", ".join(
            contact[name] for name in ("emailadres", "telefoonnummer") if contact.get(name)
        ),
    }


def is_own_page(request: web.Request) -> bool:
    """Whether a form was sent from our own page: another site may not move a zaak."""
    return request.headers.get("Origin", "") == str(request.url.origin())
