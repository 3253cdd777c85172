"""The Documenten API, and the part of the Zaken API that links a document to a zaak."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlalchemy import RowMapping

from backoffice.problems import InvalidParam, Problem, invalid
from backoffice.rest import body_of, json_of, key_of, page_of, paged, refuse_unknown
from backoffice.zgw import bodies
from backoffice.zgw.catalogue import Catalogue
from backoffice.zgw.documents import DocumentStore, NotUnique
from backoffice.zgw.shapes import CATALOGI, DOCUMENTEN, ZAKEN
from backoffice.zgw.store import ZaakStore
from backoffice.zgw.tokens import Tokens

VERSION = "1.4.2"
MOST_BYTES = 40 * 1024 * 1024
"""Of a body: a document travels inside it, as text."""
Row = Mapping[str, Any] | RowMapping
KIND = "enkelvoudiginformatieobjecten"


class DocumentenApi:
    """Handlers; every one checks the token first."""

    def __init__(
        self, documents: DocumentStore, zaken: ZaakStore, catalogue: Catalogue, tokens: Tokens
    ) -> None:
        self._documents = documents
        self._zaken = zaken
        self._catalogue = catalogue
        self._tokens = tokens

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the addresses that Open Zaak uses."""
        router.add_post(f"{DOCUMENTEN}/{KIND}", self.create)
        router.add_get(f"{DOCUMENTEN}/{KIND}", self.list)
        router.add_get(f"{DOCUMENTEN}/{KIND}/{{uuid}}", self.read)
        router.add_get(f"{DOCUMENTEN}/{KIND}/{{uuid}}/download", self.download)
        router.add_post(f"{ZAKEN}/zaakinformatieobjecten", self.link)
        router.add_get(f"{ZAKEN}/zaakinformatieobjecten", self.links)

    async def create(self, request: web.Request) -> web.Response:
        """A document with its content in base64."""
        self._tokens.check(request)
        body = bodies.read(bodies.Document, await _large_body(request))
        kind = _tail(body.informatieobjecttype)
        if all(kind != one.document_type for one in self._catalogue.zaaktypen):
            raise invalid(InvalidParam("informatieobjecttype", "bad-url", "Dit type bestaat niet."))
        try:
            content = base64.b64decode(body.inhoud, validate=True)
        except (binascii.Error, ValueError):
            raise invalid(InvalidParam("inhoud", "invalid", "Dit is geen base64.")) from None
        if body.bestandsomvang not in (None, len(content)):
            param = InvalidParam("inhoud", "file-size", "De omvang klopt niet.")
            raise invalid(param)
        values = {
            "identificatie": body.identificatie, "bronorganisatie": body.bronorganisatie,
            "informatieobjecttype": kind, "creatiedatum": body.creatiedatum, "titel": body.titel,
            "auteur": body.auteur, "formaat": body.formaat, "bestandsnaam": body.bestandsnaam,
            "inhoud": content,
        }  # fmt: skip
        try:
            row = await self._documents.add(values)
        except NotUnique:
            param = InvalidParam(
                "identificatie", "identificatie-niet-uniek", "Deze identificatie bestaat al."
            )
            raise invalid(param) from None
        shape = self._shape(request, row)
        return json_of(shape, VERSION, 201, {"Location": shape["url"]})

    async def list(self, request: web.Request) -> web.Response:
        """`?bronorganisatie=&identificatie=`; nothing without both."""
        self._tokens.check(request)
        refuse_unknown(request, ("bronorganisatie", "identificatie", "page", "pageSize"))
        query = request.query
        row = await self._documents.named(
            query.get("bronorganisatie", ""), query.get("identificatie", "")
        )
        found = [self._shape(request, row)] if row else []
        page, size = page_of(request)
        part = found[(page - 1) * size : page * size]
        return json_of(paged(request, part, len(found), page, size), VERSION)

    async def read(self, request: web.Request) -> web.Response:
        """What is known of one."""
        self._tokens.check(request)
        row = await self._documents.get(key_of(request))
        if row is None:
            raise Problem(404, "not_found")
        return json_of(self._shape(request, row), VERSION)

    async def download(self, request: web.Request) -> web.Response:
        """Its content."""
        self._tokens.check(request)
        row = await self._documents.get(key_of(request))
        if row is None:
            raise Problem(404, "not_found")
        return web.Response(body=row["inhoud"], content_type="application/octet-stream")

    async def link(self, request: web.Request) -> web.Response:
        """It belongs with a zaak of a type that takes such documents."""
        self._tokens.check(request)
        body = bodies.read(bodies.ZaakDocument, await body_of(request))
        record = await self._zaken.get(_tail(body.zaak))
        if record is None:
            raise invalid(InvalidParam("zaak", "does_not_exist", "Deze zaak bestaat niet."))
        document = await self._documents.get(_tail(body.informatieobject))
        if document is None:
            param = InvalidParam("informatieobject", "bad-url", "Dit document bestaat niet.")
            raise invalid(param)
        zaaktype = self._catalogue.zaaktype(record.row["zaaktype"])
        if zaaktype is None or document["informatieobjecttype"] != zaaktype.document_type:
            code = "missing-zaaktype-informatieobjecttype-relation"
            raise invalid(InvalidParam("nonFieldErrors", code, "Dit hoort niet bij het zaaktype."))
        try:
            row = await self._documents.link(record.row["id"], document["uuid"], body.titel)
        except NotUnique:
            param = InvalidParam("nonFieldErrors", "unique", "Dit hoort al bij de zaak.")
            raise invalid(param) from None
        shape = _link(request, row, record.row["uuid"])
        return json_of(shape, VERSION, 201, {"Location": shape["url"]})

    async def links(self, request: web.Request) -> web.Response:
        """`?zaak=`: a list, without pages."""
        self._tokens.check(request)
        refuse_unknown(request, ("zaak",))
        record = await self._zaken.get(_tail(request.query.get("zaak", "")))
        rows = await self._documents.of(record.row["id"]) if record else ()
        found = [_link(request, row, record.row["uuid"]) for row in rows] if record else []
        return web.json_response(found, headers={"API-version": VERSION})

    def _shape(self, request: web.Request, row: Row) -> dict[str, Any]:
        origin = str(request.url.origin())
        url = f"{origin}{DOCUMENTEN}/{KIND}/{row['uuid']}"
        return {
            "url": url,
            "identificatie": row["identificatie"],
            "bronorganisatie": row["bronorganisatie"],
            "creatiedatum": row["creatiedatum"].isoformat(),
            "titel": row["titel"],
            "auteur": row["auteur"],
            "taal": "nld",
            "formaat": row["formaat"],
            "bestandsnaam": row["bestandsnaam"],
            "bestandsomvang": len(row["inhoud"]),
            "inhoud": f"{url}/download",
            "informatieobjecttype": f"{origin}{CATALOGI}/informatieobjecttypen/"
            f"{row['informatieobjecttype']}",
            "locked": False,
        }


async def _large_body(request: web.Request) -> Any:
    """As `body_of`, of a body that is larger than others may be."""
    if request.content_type != "application/json":
        raise Problem(415, "unsupported_media_type")
    content = bytearray()
    async for piece in request.content.iter_any():
        content += piece
        if len(content) > MOST_BYTES:
            raise Problem(413, "request_too_large")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Problem(400, "parse_error") from None


def _link(request: web.Request, row: Row, zaak: str) -> dict[str, Any]:
    origin = str(request.url.origin())
    return {
        "url": f"{origin}{ZAKEN}/zaakinformatieobjecten/{row['uuid']}",
        "uuid": row["uuid"],
        "informatieobject": f"{origin}{DOCUMENTEN}/{KIND}/{row['document']}",
        "zaak": f"{origin}{ZAKEN}/zaken/{zaak}",
        "titel": row["titel"],
    }


def _tail(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]
