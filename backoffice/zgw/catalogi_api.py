"""The Catalogi API: it is read only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from backoffice.problems import Problem
from backoffice.rest import json_of, key_of, page_of, paged, refuse_unknown
from backoffice.zgw.catalogue import Catalogue
from backoffice.zgw.shapes import CATALOGI, Shapes
from backoffice.zgw.tokens import Tokens

VERSION = "1.3.1"
KINDS = ("statustypen", "resultaattypen", "roltypen", "eigenschappen")
PAGING = ("page", "pageSize")


class CatalogiApi:
    """Handlers; every one checks the token first."""

    def __init__(self, catalogue: Catalogue, tokens: Tokens) -> None:
        self._catalogue = catalogue
        self._tokens = tokens

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the address that Open Zaak uses."""
        router.add_get(f"{CATALOGI}/catalogussen", self.catalogussen)
        router.add_get(f"{CATALOGI}/zaaktypen", self.zaaktypen)
        router.add_get(f"{CATALOGI}/zaaktypen/{{uuid}}", self.zaaktype)
        router.add_get(f"{CATALOGI}/informatieobjecttypen", self.document_types)
        router.add_get(f"{CATALOGI}/informatieobjecttypen/{{uuid}}", self.document_type)
        router.add_get(f"{CATALOGI}/zaaktype-informatieobjecttypen", self.document_links)
        for kind in KINDS:
            router.add_get(f"{CATALOGI}/{kind}", self._list_of(kind))
            router.add_get(f"{CATALOGI}/{kind}/{{uuid}}", self._one_of(kind))

    async def document_types(self, request: web.Request) -> web.Response:
        """`?catalogus=`: which kinds of documents there are."""
        self._tokens.check(request)
        refuse_unknown(request, ("catalogus", "status", *PAGING))
        catalogus = request.query.get("catalogus", "").rstrip("/")
        shapes = self._shapes(request)
        kinds = {
            one.document_type: shapes.document_type(one)
            for one in self._catalogue.zaaktypen
            if not catalogus or catalogus.endswith(one.catalogus)
        }
        return _page(request, list(kinds.values()))

    async def document_type(self, request: web.Request) -> web.Response:
        """One of them."""
        self._tokens.check(request)
        key, shapes = key_of(request), self._shapes(request)
        for one in self._catalogue.zaaktypen:
            if one.document_type == key:
                return json_of(shapes.document_type(one), VERSION)
        raise Problem(404, "not_found")

    async def document_links(self, request: web.Request) -> web.Response:
        """`?zaaktype=`: which kinds of documents a zaaktype takes."""
        self._tokens.check(request)
        refuse_unknown(request, ("zaaktype", "status", *PAGING))
        of = request.query.get("zaaktype", "").rstrip("/").rpartition("/")[2]
        shapes = self._shapes(request)
        found = [shapes.document_link(o) for o in self._catalogue.zaaktypen if of in ("", o.id)]
        return _page(request, found)

    async def catalogussen(self, request: web.Request) -> web.Response:
        """`?rsin=`."""
        self._tokens.check(request)
        refuse_unknown(request, ("rsin", "domein", *PAGING))
        rsin = request.query.get("rsin")
        shapes = self._shapes(request)
        found = [one for one in self._catalogue.catalogussen if rsin in (None, "", one.rsin)]
        return _page(request, [shapes.catalogus(one) for one in found])

    async def zaaktypen(self, request: web.Request) -> web.Response:
        """`?catalogus=&identificatie=&status=definitief&datumGeldigheid=`."""
        self._tokens.check(request)
        known = ("catalogus", "identificatie", "status", "datumGeldigheid", *PAGING)
        refuse_unknown(request, known)
        catalogus, name = request.query.get("catalogus"), request.query.get("identificatie")
        if request.query.get("status", "definitief") not in ("definitief", "alles"):
            return _page(request, [])
        shapes = self._shapes(request)
        found = [
            one
            for one in self._catalogue.zaaktypen
            if (not catalogus or catalogus.rstrip("/").endswith(one.catalogus))
            and name in (None, "", one.identificatie)
        ]
        return _page(request, [shapes.zaaktype(one) for one in found])

    async def zaaktype(self, request: web.Request) -> web.Response:
        """One of them."""
        self._tokens.check(request)
        found = self._catalogue.zaaktype(key_of(request))
        if found is None:
            raise Problem(404, "not_found")
        return json_of(self._shapes(request).zaaktype(found), VERSION)

    def _list_of(self, kind: str) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.Response:
            self._tokens.check(request)
            refuse_unknown(request, ("zaaktype", "status", "datumGeldigheid", *PAGING))
            of = request.query.get("zaaktype", "").rstrip("/").rpartition("/")[2]
            shapes = self._shapes(request)
            found = [
                shapes.part(part)
                for zaaktype in self._catalogue.zaaktypen
                if of in ("", zaaktype.id)
                for part in zaaktype.of_kind(kind)
            ]
            return _page(request, found)

        return handler

    def _one_of(self, kind: str) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.Response:
            self._tokens.check(request)
            part = self._catalogue.part(kind, key_of(request))
            if part is None:
                raise Problem(404, "not_found")
            return json_of(self._shapes(request).part(part), VERSION)

        return handler

    def _shapes(self, request: web.Request) -> Shapes:
        return Shapes(self._catalogue, str(request.url.origin()))


def _page(request: web.Request, found: Sequence[dict[str, Any]]) -> web.Response:
    page, size = page_of(request)
    part = found[(page - 1) * size : page * size]
    return json_of(paged(request, part, len(found), page, size), VERSION)
